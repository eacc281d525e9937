"""Plain text, retail codes, cards and links."""

from datetime import date

import pytest

from cart_agent.core.identify import (
    Badge,
    CitizenCard,
    DrawerTag,
    DrugPack,
    Identified,
    IdentifyRules,
    InsuranceCard,
    PreparedLabel,
    Reason,
    Unreadable,
    Wristband,
    identify,
)
from cart_agent.core.texts.scan import UNREADABLE
from tests.core.identify_help import GS, RULES, TODAY, scan, with_check_digit

EAN13 = "8935001800019"
EAN8 = with_check_digit("8935001")
GSRN = with_check_digit("89350018000000001")


def reason(text: str, symbology: str) -> Reason:
    refused = scan(text, symbology)
    assert isinstance(refused, Unreadable), refused
    return refused.reason


@pytest.mark.parametrize("symbology", ["]C0", "]Q0", "]Q1", "]d0", "]d1", ""])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BN0001", Wristband(number="BN0001")),
        ("NV-DEMO-7", Badge(text="NV-DEMO-7")),
        ("NGAN-3", DrawerTag(drawer=3)),
        ("NGAN12", DrawerTag(drawer=12)),
        ("PL-2026-0001", PreparedLabel(number="PL-2026-0001")),
    ],
)
def test_the_wards_own_codes_are_told_apart_by_pattern(
    text: str, symbology: str, expected: Identified
) -> None:
    assert expected == scan(text, symbology)


@pytest.mark.parametrize(
    ("text", "symbology", "expected"),
    [
        ("", "]C0", Reason.EMPTY),
        ("bn0001", "]C0", Reason.UNKNOWN),
        (" BN0001", "]C0", Reason.UNKNOWN),
        ("BN0001\n", "]C0", Reason.NOT_TEXT),
        ("BN00\x0001", "]C0", Reason.NOT_TEXT),
        ("BN0001", "]d2", Reason.GRAMMAR),
        ("BN0001", "]X0", Reason.SYMBOLOGY),
        ("BN0001", "d1", Reason.SYMBOLOGY),
        ("NGAN-0", "]C0", Reason.UNKNOWN),
        ("BN" + "1" * 500, "]C0", Reason.UNKNOWN),
        (EAN13, "]C0", Reason.UNKNOWN),
        ("8935001800018", "]E0", Reason.CHECK_DIGIT),
        ("8935001800018", "", Reason.UNKNOWN),
        ("893500180001", "]E0", Reason.CHECK_DIGIT),
        ("0000000000000", "]E0", Reason.CHECK_DIGIT),
        ("]A0" + EAN13, "", Reason.UNKNOWN),
        (EAN13 + EAN13, "", Reason.UNKNOWN),
    ],
)
def test_what_no_pattern_knows_is_refused(text: str, symbology: str, expected: Reason) -> None:
    assert expected == reason(text, symbology)


@pytest.mark.parametrize("symbology", ["]d2", "]Q1", "]C0", ""])
@pytest.mark.parametrize(
    "part", ["2001", "10A\x1d", "BN0001", "a|", "https://id.gs1.org/01/", "0108935001800019"]
)
def test_what_is_longer_than_any_code_is_refused_at_once(part: str, symbology: str) -> None:
    assert reason(part * 1_000_000, symbology) is Reason.GRAMMAR
    assert not isinstance(scan((part * 8000)[:7089], symbology), Badge | Wristband | CitizenCard)


def test_bytes_that_are_no_utf8_are_refused_and_kept() -> None:
    refused = identify(b"BN\xff001", "]C0", RULES, TODAY)

    assert isinstance(refused, Unreadable)
    assert (refused.reason, refused.raw) == (Reason.NOT_TEXT, b"BN\xff001")


@pytest.mark.parametrize(
    ("text", "symbology", "gtin"),
    [
        (EAN13, "]E0", "0" + EAN13),
        (EAN13, "", "0" + EAN13),
        (EAN8, "]E4", "000000" + EAN8),
        (EAN8, "", "000000" + EAN8),
    ],
)
def test_a_retail_code_is_a_gtin_padded_with_zeros(text: str, symbology: str, gtin: str) -> None:
    assert DrugPack(gtin=gtin, raw=text.encode(), symbology=symbology) == scan(text, symbology)


def test_cartons_in_itf14_are_read_where_the_ward_says_so() -> None:
    rules = IdentifyRules(itf14=True)
    rules.validate()

    for symbology in ("]I0", "]I1"):
        pack = identify(b"18935001800016", symbology, rules, TODAY)
        assert isinstance(pack, DrugPack)
        assert pack.gtin == "18935001800016"
        assert isinstance(identify(b"18935001800017", symbology, rules, TODAY), Unreadable)
        assert isinstance(identify(b"8935001800019", symbology, rules, TODAY), Unreadable)
    assert isinstance(identify(b"18935001800016", "]I3", rules, TODAY), Unreadable)


def test_a_scanner_without_aim_identifier_is_served_where_the_data_proves_itself() -> None:
    assert Wristband(gsrn=GSRN, srin="1") == scan(f"8018{GSRN}{GS}80191", "")
    pack = scan(f"010{EAN13}1727123110LOT42", "")
    assert isinstance(pack, DrugPack)
    assert (f"0{EAN13}", "LOT42", date(2027, 12, 31)) == (pack.gtin, pack.lot, pack.expiry)


def test_a_code_that_could_be_two_things_is_neither() -> None:
    digits = RULES.wristband.__class__(pattern="[0-9]{8}", accepts=("12345678",))
    rules = RULES.__class__(wristband=digits)

    refused = identify(EAN8.encode(), "", rules, TODAY)

    assert isinstance(refused, Unreadable)
    assert refused.reason is Reason.AMBIGUOUS
    assert Wristband(number=EAN8) == identify(EAN8.encode(), "]C0", rules, TODAY)
    assert isinstance(identify(EAN8.encode(), "]E4", rules, TODAY), DrugPack)


def test_a_digital_link_is_read_like_the_message_it_stands_for() -> None:
    pack = scan(f"https://id.gs1.org/01/0{EAN13}/10/LOT%2F42/21/SN1?17=271231", "]Q1")

    assert isinstance(pack, DrugPack)
    assert (f"0{EAN13}", "LOT/42", "SN1", date(2027, 12, 31)) == (
        pack.gtin,
        pack.lot,
        pack.serial,
        pack.expiry,
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/", Reason.GRAMMAR),
        ("http://[", Reason.GRAMMAR),
        ("https://id.gs1.org/01/08935001800018", Reason.CHECK_DIGIT),
        (f"https://id.gs1.org/01/0{EAN13}?17=271231&17=281231", Reason.DUPLICATE),
        (f"https://id.gs1.org/01/0{EAN13}?17=270230", Reason.DATE),
    ],
)
def test_a_link_that_names_no_product_is_refused(link: str, expected: Reason) -> None:
    assert expected == reason(link, "]Q1")


CITIZEN = "001080000001|010000001|Nguyễn Thị Ví Dụ|12051980|Nữ|1 Đường Mẫu, Phường Mẫu, Hà Nội|01012022"


def test_a_citizen_card_gives_name_birth_and_sex() -> None:
    expected = CitizenCard(
        number="001080000001",
        old_number="010000001",
        name="Nguyễn Thị Ví Dụ",
        birth="1980-05-12",
        sex="female",
        address="1 Đường Mẫu, Phường Mẫu, Hà Nội",
        issued="2022-01-01",
    )

    assert expected == scan(CITIZEN, "]Q1")
    assert expected == scan(CITIZEN + "||Tên Cha|Tên Mẹ", "]Q1")
    assert expected == scan(CITIZEN, "")


@pytest.mark.parametrize(
    ("text", "old", "birth", "issued"),
    [
        ("001080000001||An|1980|Nam|Địa chỉ|", "", "1980", ""),
        ("001080000001||An|051980|Nam|Địa chỉ", "", "1980-05", ""),
        ("001080000001|An|00001980|Nam|Địa chỉ|01012022", "", "1980", "2022-01-01"),
    ],
)
def test_older_citizen_cards_have_fewer_fields_and_less_exact_dates(
    text: str, old: str, birth: str, issued: str
) -> None:
    card = scan(text, "]Q1")

    assert isinstance(card, CitizenCard)
    assert ("An", old, birth, issued) == (card.name, card.old_number, card.birth, card.issued)


def test_names_are_composed_so_that_they_compare() -> None:
    decomposed = "001080000001||Thu\u0309y|1980|Nam|x|"

    card = scan(decomposed, "]Q1")

    assert isinstance(card, CitizenCard)
    assert card.name == "Thủy"


NAME = "Nguyễn Văn Ví Dụ"
INSURANCE = (
    f"DN4797900000000|{NAME.encode().hex()}|01/02/1980|1|{'Hà Nội'.encode().hex()}|79 - 031|01/01/2026"
    "|31/12/2026|01/01/2026|79|-|4|01/10/2030|0a1b2c-7102|$"
)


def test_an_insurance_card_gives_name_birth_and_facility() -> None:
    expected = InsuranceCard(
        number="DN4797900000000",
        name=NAME,
        birth="1980-02-01",
        sex="male",
        address="Hà Nội",
        facility="79 - 031",
        valid_from="2026-01-01",
        valid_to="2026-12-31",
    )

    assert expected == scan(INSURANCE, "]Q1")


def test_a_newer_insurance_card_has_ten_digits_and_plain_names() -> None:
    card = scan(f"0123456789|{NAME}|1980|2|-|01001|01/01/2026|-|-|-|-|4|-|x|$", "]Q1")

    assert isinstance(card, InsuranceCard)
    assert (
        card.number,
        card.name,
        card.birth,
        card.sex,
        card.valid_to,
    ) == ("0123456789", NAME, "1980", "female", "")


@pytest.mark.parametrize(
    "text",
    [
        INSURANCE[:-1],
        INSURANCE[:60],
        INSURANCE.replace("|1|", "|7|"),
        INSURANCE.replace("01/02/1980", "31/02/1980"),
        INSURANCE.replace(NAME.encode().hex(), ""),
        CITIZEN[:40],
        CITIZEN.replace("Nữ", "?"),
        CITIZEN.replace("12051980", "32051980"),
        CITIZEN.replace("12051980", "1205198"),
        "001080000001|",
    ],
)
def test_a_card_that_is_cut_or_malformed_is_refused(text: str) -> None:
    assert reason(text, "]Q1") == Reason.CARD


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    assert set(UNREADABLE) == set(Reason)


@pytest.mark.parametrize("raw", [CITIZEN, "\\000026" + CITIZEN])
def test_a_card_may_name_its_character_set(raw: str) -> None:
    assert scan(CITIZEN, "]Q1") == scan(raw, "]Q2")


def test_another_character_set_than_utf8_is_not_read() -> None:
    assert reason("\\000003BN0001", "]Q2") is Reason.NOT_TEXT
    assert reason("\\000026BN\\000003", "]d4") is Reason.NOT_TEXT
    assert reason("\\BN0001", "]Q2") is Reason.NOT_TEXT
    assert reason("\\000026BN\\\\000003", "]Q2") is Reason.UNKNOWN
