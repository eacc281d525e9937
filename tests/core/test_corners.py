"""Corners of the decision that a case on paper cannot show."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from cart_agent.core import give, orders, verify
from cart_agent.core.chart import DRUG, Administration, Code, Formulary, Ingredient, Product
from cart_agent.core.doses import Need, Uncountable, in_order_unit, pieces
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import DoseRange, Quantity, Ratio
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Severity
from tests.corpus.judge import packs, situation
from tests.corpus.pharmacy import entries, formulary

PARA: dict[str, Any] = {"now": "08:00", "order": {"drug": "PARA500", "dose": "500 mg", "times": ["08:00"]}}


def q(text: str) -> Quantity:
    value, unit = text.split(" ", 1)
    return Quantity(value=Decimal(value), unit=unit)


def pack(product: str, /, **fields: Any) -> DrugPack:
    plain = {
        "gtin": entries()[product]["gtin"],
        "lot": "L1",
        "expiry": date(2027, 1, 31),
        "raw": b"",
        "symbology": "]d2",
    }
    return DrugPack(**{**plain, **fields})


def codes(s: Situation, *scanned: DrugPack) -> list[str]:
    return [one.code for one in verify.check(s, scanned).findings]


@pytest.mark.parametrize(
    ("clock", "expected"), [(time(8, 0), []), (time(7, 59), ["EXPIRED"]), (time(23, 0), [])]
)
def test_a_pack_may_expire_at_a_minute_of_the_day(clock: time, expected: list[str]) -> None:
    found = codes(situation(PARA), pack("PARA500", expiry=date(2026, 3, 2), expiry_time=clock))

    assert [code for code in found if code != "EXPIRES_SOON"] == expected


def test_a_pack_whose_two_codes_disagree_is_no_known_product() -> None:
    assert codes(situation(PARA), pack("PARA500", drug="AMLO5")) == ["CODE_SUSPECT"]
    assert codes(situation(PARA), pack("PARA500", drug="PARA500")) == []
    assert codes(situation(PARA), pack("PARA500", gtin=None, drug="PARA500")) == []


def test_two_products_with_one_code_are_neither() -> None:
    twice = Product(id="x", codes=(Code(system=DRUG, code="A"),), name="x")

    assert Formulary([twice, msgspec.structs.replace(twice, id="y")]).by_drug("A") is None


def test_an_order_that_the_caller_kept_too_long_is_refused() -> None:
    s = situation(PARA)
    stale = msgspec.structs.replace(s.order, status="active", version="0")
    unknown = msgspec.structs.replace(s.order, id="other")

    for order in (stale, unknown):
        verdict = give.check(msgspec.structs.replace(s, order=order), ())
        assert ("ORDER_NOT_ACTIVE", "missing") in [
            (one.code, one.facts.get("case")) for one in verdict.findings
        ]


def test_a_dose_that_the_order_does_not_have_is_refused() -> None:
    s = situation(PARA)
    assert s.dose.due is not None
    foreign = msgspec.structs.replace(s.dose, order_id="other")
    shifted = msgspec.structs.replace(s.dose, due=s.dose.due.replace(minute=30))

    for dose in (foreign, shifted):
        verdict = verify.check(msgspec.structs.replace(s, dose=dose), packs({"scan": ["PARA500"]}, s))
        assert [one.facts["case"] for one in verdict.findings] == ["no-such-dose"]


def test_a_wristband_with_both_numbers_needs_both_to_fit() -> None:
    s = situation({**PARA, "wristband": "893000000000000017"})
    assert s.wristband is not None
    mixed = msgspec.structs.replace(s.wristband, number="BN0002")

    assert give.check(msgspec.structs.replace(s, wristband=mixed), ()).severity is Severity.STOP


def test_the_substances_of_a_record_come_from_its_order_where_it_names_none() -> None:
    s = situation(PARA)
    bare = Administration(order_id="order", status="completed", start=s.now)

    assert orders.given_keys(bare, s.chart, s.formulary) == formulary().products[0].ingredients[0].keys
    assert orders.given_keys(msgspec.structs.replace(bare, order_id=""), s.chart, s.formulary) == frozenset()


def test_a_product_with_a_problem_is_no_drug_of_any_order() -> None:
    s = situation(PARA)
    broken = msgspec.structs.replace(formulary().products[0], problem="strength")

    assert not orders.has_substances(s.order, broken, s.formulary)


def test_a_generic_measured_in_other_dimensions_is_not_counted() -> None:
    def product(id_: str, strength: str) -> Product:
        ratio = Ratio(numerator=q(strength), denominator=q("1 {tbl}"))
        part = Ingredient(codes=(Code(system="urn:mc:ingredient", code="a"),), strength=ratio)
        return Product(id=id_, codes=(), name=id_, ingredients=(part,), form="tablet")

    with pytest.raises(Uncountable, match="dose-unit"):
        pieces(product("y", "10 mmol"), product("x", "10 mg"), q("1 {tbl}"))


def test_a_dose_that_has_no_decimal_in_the_orders_unit_is_recorded_in_the_products() -> None:
    thirds = Need(unit="{tbl}", low=Fraction(7, 3), high=Fraction(10, 3), units=Fraction(3))
    wanted = DoseRange(low=q("1 {capsule}"), high=q("2 {capsule}"))

    assert in_order_unit(wanted, thirds) == q("3 {tbl}")


def test_a_mismatch_names_the_drawer_that_pharmacy_loaded() -> None:
    s = situation({**PARA, "stock": [{"drawer": 3, "drug": "PARA500", "lot": "L9"}]})
    found = next(one for one in verify.check(s, (pack("PARA500"),)).findings if one.code == "STOCK_MISMATCH")

    assert (found.facts["drawer"], found.facts["lot"]) == ("3", "L1")
