"""A piece with a serial number that is on record already: what a case on paper cannot show."""

from datetime import date
from typing import Any

import msgspec
import pytest

from cart_agent.core import verify
from cart_agent.core.chart import Formulary, Product
from cart_agent.core.identify import DrugPack
from cart_agent.core.label import Preparation
from cart_agent.core.piece import is_among, same_piece
from cart_agent.core.situation import Situation
from tests.core.test_corners import pack
from tests.core.test_label_rules import at_bed
from tests.core.test_preparation import ceftriaxone
from tests.corpus.judge import situation
from tests.corpus.pharmacy import entries, formulary

DAY = date(2026, 3, 2)
GTIN = entries()["PARA500"]["gtin"]
VIAL = pack("CEFTRI1G", serial="L1")
BAG = pack("RINGERL", serial="B1")


def cases(s: Situation, *scanned: DrugPack) -> dict[str, str]:
    found = verify.check(s, scanned).findings
    return {one.facts["case"]: one.severity.value for one in found if one.code == "CODE_SUSPECT"}


def history(product: str, **fields: Any) -> Situation:
    told = {"at": "08:00", "dose": "1 g", **fields}
    order = {"drug": product, "dose": "1 g", "times": ["08:00", "20:00"]}
    return situation({"now": "20:00", "order": order, "history": [told]})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"gtin": GTIN, "serial": "1"}, {"gtin": GTIN, "serial": "1"}, True),
        ({"gtin": GTIN, "serial": "1"}, {"gtin": GTIN, "drug": "PARA500", "serial": "1"}, True),
        ({"drug": "A", "serial": "1"}, {"drug": "A", "serial": "1"}, True),
        ({"drug": "A", "serial": "1"}, {"drug": "B", "serial": "1"}, False),
        ({"drug": "A", "serial": "1"}, {"gtin": GTIN, "serial": "1"}, False),
        ({"gtin": GTIN, "serial": "1"}, {"gtin": GTIN, "serial": "2"}, False),
        ({"gtin": GTIN}, {"gtin": GTIN}, False),
    ],
)
def test_product_and_serial_number_name_one_piece(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    found = [DrugPack(raw=b"", symbology="", **fields) for fields in (one, other)]

    assert same_piece(*found) is same_piece(*reversed(found)) is same


@pytest.mark.parametrize(
    "code",
    [
        f"01{GTIN}1727013110L1\x1d21V1",
        f"01{GTIN}21V1",
        f"]d201{GTIN}21V1",
        f"https://id.example/01/{GTIN}/21/V1",
        f"HTTPS://id.example/01/{GTIN}/21/%561",
    ],
)
def test_a_piece_is_known_again_in_every_spelling_of_its_code(code: str) -> None:
    assert is_among(pack("PARA500", serial="V1"), (b"", code.encode()), DAY)


@pytest.mark.parametrize(
    "code", [b"", b"V1", b"\xffV1", b"21V1", f"01{GTIN}21V12".encode(), f"01{GTIN}10V1".encode()]
)
def test_what_is_not_its_code_is_not_it(code: bytes) -> None:
    assert not is_among(pack("PARA500", serial="V1"), (code,), DAY)


def test_a_pack_without_a_serial_number_is_no_piece() -> None:
    assert not is_among(pack("PARA500"), (f"01{GTIN}".encode(), b"http://x"), DAY)


@pytest.mark.parametrize("part", ["drug", "diluent"])
@pytest.mark.parametrize("status", ["open", "given", "discarded"])
def test_what_went_into_a_preparation_is_looked_at_before_it_is_used_again(part: str, status: str) -> None:
    s = ceftriaxone()
    made = at_bed(s, number="PL-7", packs=(VIAL,), diluent=BAG, status=status).label
    assert made is not None
    mixed = msgspec.structs.replace(s, mixed=(made,), diluent=BAG if part == "diluent" else None)
    scanned = VIAL if part == "drug" else pack("CEFTRI1G", serial="L2")

    assert cases(mixed, scanned) == {"piece-mixed": "CONFIRM"}


def test_another_vial_and_another_bag_are_new() -> None:
    s = ceftriaxone()
    made: Preparation | None = at_bed(s, packs=(VIAL,), diluent=None).label
    assert made is not None

    assert cases(msgspec.structs.replace(s, mixed=(made,), diluent=BAG), pack("CEFTRI1G", serial="L2")) == {}


def test_a_label_in_hand_asks_nothing_of_its_own_pieces() -> None:
    """They were asked about when it was made."""
    s = at_bed(ceftriaxone(), packs=(VIAL,))
    assert s.label is not None

    assert cases(msgspec.structs.replace(s, mixed=(s.label,)), VIAL) == {}


def test_a_piece_of_an_unknown_product_or_form_is_looked_at() -> None:
    """Nobody can say that it holds many doses."""
    given = history("PARASYR", scanned=[{"drug": "PARASYR", "serial": "C1"}])
    bottle = pack("PARASYR", serial="C1")
    syrup = formulary().by_gtin(entries()["PARASYR"]["gtin"])
    assert syrup is not None
    odd = msgspec.structs.replace(syrup, form="")

    assert cases(given, bottle) == {}
    assert cases(with_only(given, odd), bottle) == {"piece-used": "CONFIRM"}
    assert cases(with_only(given, two_strengths(syrup)), bottle) == {"piece-used": "CONFIRM"}
    unknown = verify.findings(msgspec.structs.replace(given, formulary=Formulary()), (bottle,), None)
    assert [one.facts["scanned"] for one in unknown if one.facts.get("case") == "piece-used"] == [bottle.gtin]


def with_only(s: Situation, product: Product) -> Situation:
    return msgspec.structs.replace(s, formulary=Formulary([product]))


def two_strengths(product: Product) -> Product:
    """A combination whose strengths count in different units: what one piece of it is can not be said."""
    (one,) = product.ingredients
    assert one.strength is not None
    each = msgspec.structs.replace(
        one.strength, denominator=msgspec.structs.replace(one.strength.denominator, unit="g")
    )
    return msgspec.structs.replace(product, ingredients=(one, msgspec.structs.replace(one, strength=each)))


def test_the_newest_record_of_a_piece_is_the_one_that_is_shown() -> None:
    told = [
        {"at": at, "dose": "500 mg", "scanned": [{"drug": "PARA500", "serial": "V1"}]}
        for at in ("18:00", "06:00")
    ]
    order = {"drug": "PARA500", "dose": "500 mg", "times": ["08:00", "20:00"]}
    s = situation({"now": "20:00", "order": order, "history": told})
    (found,) = (one for one in verify.check(s, (pack("PARA500", serial="V1"),)).findings)

    assert (found.facts["at"], found.facts["by"]) == ("18:00 02/03", "ĐD Thử")
