"""GS1 messages: what is accepted and what is refused, by the rules of the GS1 General Specifications."""

from datetime import date, time

import pytest

from cart_agent.core.identify import Badge, DrugPack, Reason, Unreadable, Wristband
from tests.core.identify_help import GS, TODAY, scan, with_check_digit

GTIN = "08935001800019"
GSRN = with_check_digit("89350018000000001")


def test_a_pack_gives_product_lot_expiry_and_serial() -> None:
    pack = scan(f"01{GTIN}1727123110LOT42{GS}21SN0001{GS}3010")

    expected = DrugPack(
        gtin=GTIN,
        lot="LOT42",
        expiry=date(2027, 12, 31),
        serial="SN0001",
        count=10,
        raw=f"01{GTIN}1727123110LOT42{GS}21SN0001{GS}3010".encode(),
        symbology="]d2",
    )
    assert expected == pack


@pytest.mark.parametrize("symbology", ["]d2", "]C1", "]Q3", "]e0"])
def test_every_gs1_symbology_reads_the_same(symbology: str) -> None:
    pack = scan(f"01{GTIN}10LOT42", symbology)

    assert isinstance(pack, DrugPack)
    assert (GTIN, "LOT42", symbology) == (pack.gtin, pack.lot, pack.symbology)


def test_a_hospital_label_may_carry_its_own_drug_code() -> None:
    pack = scan(f"91PARA-500{GS}10LOT(4)2{GS}17271231")

    assert isinstance(pack, DrugPack)
    assert (pack.gtin, pack.drug, pack.lot) == (None, "PARA-500", "LOT(4)2")


def test_a_wristband_carries_a_gsrn_and_which_band_it_is() -> None:
    assert Wristband(gsrn=GSRN, srin="2") == scan(f"8018{GSRN}{GS}80192")
    assert Wristband(gsrn=GSRN) == scan(f"8018{GSRN}", "]C1")


def test_a_provider_gsrn_is_a_badge() -> None:
    assert Badge(text=GSRN) == scan(f"8017{GSRN}")


@pytest.mark.parametrize(
    ("yymmdd", "expected"),
    [
        ("271231", date(2027, 12, 31)),
        ("280200", date(2028, 2, 29)),
        ("270200", date(2027, 2, 28)),
        ("271200", date(2027, 12, 31)),
        ("760101", date(2076, 1, 1)),
        ("770101", date(1977, 1, 1)),
        ("000229", date(2000, 2, 29)),
    ],
)
def test_two_digit_years_lie_within_fifty_years(yymmdd: str, expected: date) -> None:
    pack = scan(f"01{GTIN}17{yymmdd}")

    assert isinstance(pack, DrugPack)
    assert expected == pack.expiry


def test_the_century_follows_the_day_that_is_passed_in() -> None:
    pack = scan(f"01{GTIN}17010131", today=date(2060, 1, 1))

    assert isinstance(pack, DrugPack)
    assert date(2101, 1, 31) == pack.expiry


def test_an_expiry_with_time_keeps_both() -> None:
    pack = scan(f"01{GTIN}70032603021430")

    assert isinstance(pack, DrugPack)
    assert (TODAY, time(14, 30)) == (pack.expiry, pack.expiry_time)


REFUSED = {
    "an empty code": ("", Reason.EMPTY),
    "a lone separator": (GS, Reason.EMPTY),
    "a wrong GTIN check digit": ("0108935001800018", Reason.CHECK_DIGIT),
    "a GTIN of zeros": ("01" + "0" * 14, Reason.CHECK_DIGIT),
    "a wrong GSRN check digit": (f"8018{GSRN[:-1]}{(int(GSRN[-1]) + 1) % 10}", Reason.CHECK_DIGIT),
    "a GSRN and SRIN without separator": (f"8018{GSRN}80192", Reason.SEPARATOR),
    "an SRIN alone": (f"01{GTIN}80192", Reason.GRAMMAR),
    "two lots": (f"01{GTIN}10A{GS}10B", Reason.DUPLICATE),
    "two GTINs": (f"01{GTIN}01{with_check_digit('0893500180002')}", Reason.DUPLICATE),
    "two separators in a row": (f"01{GTIN}10A{GS}{GS}21B", Reason.SEPARATOR),
    "a lot of 21 characters": (f"01{GTIN}10{'A' * 20}21B", Reason.SEPARATOR),
    "an empty lot": (f"01{GTIN}10", Reason.GRAMMAR),
    "an empty count": (f"01{GTIN}30", Reason.GRAMMAR),
    "a cut GTIN": ("010893500180001", Reason.GRAMMAR),
    "an unknown identifier": (f"01{GTIN}05123", Reason.GRAMMAR),
    "a month 13": (f"01{GTIN}17271301", Reason.GRAMMAR),
    "a month 00": (f"01{GTIN}17270001", Reason.DATE),
    "30 February": (f"01{GTIN}17270230", Reason.DATE),
    "29 February of no leap year": (f"01{GTIN}17270229", Reason.DATE),
    "an impossible production date": (f"01{GTIN}11270230", Reason.DATE),
    "an expiry at 24:61": (f"01{GTIN}70032603022461", Reason.DATE),
    "two days of expiry": (f"01{GTIN}1726030370032603021430", Reason.DATE),
    "a lot without product": ("10LOT42", Reason.NO_PRODUCT),
    "a shipping unit": (f"02{GTIN}3710", Reason.NO_PRODUCT),
    "a patient and a product": (f"01{GTIN}8018{GSRN}", Reason.NO_PRODUCT),
    "a space in the lot": (f"01{GTIN}10LOT 42", Reason.GRAMMAR),
    "an accent in the lot": (f"01{GTIN}10LÔ42", Reason.NOT_TEXT),
    "digits of another script": ("01" + "٠" * 14, Reason.NOT_TEXT),
    "a line end": (f"01{GTIN}\n", Reason.GRAMMAR),
    "plain text": ("NV01", Reason.GRAMMAR),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_message_that_breaks_a_rule_is_refused_with_the_reason(text: str, reason: Reason) -> None:
    refused = scan(text)

    assert isinstance(refused, Unreadable)
    assert (reason, "CODE_SUSPECT", text.encode()) == (refused.reason, refused.code, refused.raw)


SAME = {
    "a separator at the end": f"01{GTIN}10LOT42{GS}",
    "a separator at the beginning": f"{GS}01{GTIN}10LOT42",
    "a separator after a fixed length": f"01{GTIN}{GS}10LOT42",
    "the same lot twice": f"10LOT42{GS}01{GTIN}10LOT42",
    "another order": f"10LOT42{GS}01{GTIN}",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_harmless_variants_are_accepted(text: str) -> None:
    pack = scan(text)

    assert isinstance(pack, DrugPack)
    assert (pack.gtin, pack.lot, pack.suspect) == (GTIN, "LOT42", "")


@pytest.mark.parametrize(
    ("text", "suspect"),
    [
        (f"01{GTIN}10LOT42A17271231", True),
        (f"01{GTIN}10LOT42A17271200", True),
        (f"01{GTIN}10LOT42A17271231{GS}21SN1", True),
        (f"01{GTIN}10LOT42A17271331{GS}", False),
        (f"01{GTIN}1727123110LOT4221SN1", True),
        (f"01{GTIN}1727123110LOT4221SN1{GS}", False),
        (f"01{GTIN}1727123121SN1{GS}10LOT4221X", False),
        (f"01{GTIN}1727123110LOT421", False),
        (f"01{GTIN}172712311021LOT4", False),
        (f"01{GTIN}21SN99{GS}10LOT4", False),
        (f"01{GTIN}21SN9917200131", True),
        (f"01{GTIN}1727123110A17271231", False),
        (f"01{GTIN}10A17", False),
        (f"01{GTIN}10A17MAY26", False),
    ],
)
def test_a_lot_or_serial_that_may_have_swallowed_the_next_element_is_suspect(
    text: str, suspect: bool
) -> None:
    pack = scan(text)

    assert isinstance(pack, DrugPack)
    assert suspect == bool(pack.suspect)
