"""What the words of a finding are filled with: amounts, routes, what an order said before and says now."""

from decimal import Decimal
from typing import Any

import pytest

from cart_agent.core import gates
from cart_agent.core.ordered import Ordered
from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.rules.changed import changed
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Gate
from tests.core.test_label_rules import at_bed
from tests.core.test_preparation import ceftriaxone, per
from tests.corpus.judge import packs, situation

TWICE = {"drug": "PARA500", "dose": "500 mg", "times": ["08:00", "20:00"]}
RANGE = {"drug": "PARA500", "range": ["500 mg", "1000 mg"], "times": ["08:00", "20:00"]}


def facts(code: str, case: dict[str, Any], amount: str = "", gate: Gate = Gate.VERIFY) -> dict[str, str]:
    s = situation({"now": "08:00", **case})
    value, _, unit = amount.partition(" ")
    told = Quantity(value=Decimal(value), unit=unit) if amount else None
    found = gates.ask(gate, s, packs(case, s) if gate is Gate.VERIFY else (), told).findings
    return next(one.facts for one in found if one.code == code)


AMOUNTS = [
    ("DOSE_OVER", TWICE, ["PARA500"], "750 mg", "750 mg", "500 mg"),
    ("DOSE_OVER", TWICE, ["PARA500"] * 3, "500 mg", "1 500 mg (3 tablets)", "500 mg"),
    ("DOSE_OVER", TWICE, ["PARA500"] * 3, "750 mg", "750 mg", "500 mg"),
    ("DOSE_INCOMPLETE", TWICE, ["PARA500"], "250 mg", "250 mg", "500 mg"),
    ("DOSE_INCOMPLETE", RANGE, ["PARA500"], "250 mg", "250 mg", "500 mg - 1 000 mg"),
    ("DOSE_OVER", TWICE, [], "750 mg", "750 mg", "500 mg"),
    ("DOSE_INCOMPLETE", TWICE, [], "250 mg", "250 mg", "500 mg"),
]


@pytest.mark.parametrize(("code", "order", "scan", "amount", "given", "dose"), AMOUNTS)
def test_an_amount_is_told_beside_the_dose(
    code: str, order: dict[str, Any], scan: list[str], amount: str, given: str, dose: str
) -> None:
    told = facts(code, {"order": order, "scan": scan}, amount)

    assert (told["given.en"], told["dose.en"]) == tuple(
        text.replace("1 ", "1\u2009") if "1 5" in text or "1 0" in text else text for text in (given, dose)
    )
    assert told["order"] == "paracetamol 500 mg"


def test_drops_and_millilitres_are_told_as_units_that_do_not_convert() -> None:
    syrup = {"drug": "PARASYR", "dose": "240 mg", "times": ["08:00"]}

    assert (
        facts("DOSE_NOT_REACHABLE", {"order": syrup, "scan": ["PARASYR"]}, "5 [drp]")["reason"] == "dose-unit"
    )


def test_hours_without_the_hospital_are_whole() -> None:
    narcotic = {"drug": "MORPH10", "dose": "10 mg", "route": "sc", "times": ["08:00"]}
    case = {"order": narcotic, "link": {"staff": 61 * 60 + 59}}

    assert facts("CONTROLLED", case, gate=Gate.RELEASE)["hours"] == "61"


def test_a_route_is_told_as_the_order_wrote_it() -> None:
    unknown = {**TWICE, "route": "by-ear"}

    assert facts("WRONG_ROUTE", {"order": unknown}, gate=Gate.RELEASE)["route"] == "by-ear"
    injected = facts("WRONG_ROUTE", {"order": {**TWICE, "route": "iv"}, "scan": ["PARA500"]})
    assert (injected["order"], injected["route"]) == ("paracetamol 500 mg", "iv")


def label_facts(code: str, s: Situation, amount: Quantity | None = None) -> dict[str, str]:
    found = gates.ask(Gate.VERIFY, s, s.label.packs if s.label else (), amount).findings
    return next(one.facts for one in found if one.code == code)


def test_a_label_is_told_by_its_number() -> None:
    assert label_facts("WRONG_PATIENT", at_bed(ceftriaxone(), encounter_id="enc9"))["label"] == "PL-1"
    old = label_facts("ORDER_CHANGED", at_bed(ceftriaxone(), order_version="0"))
    assert (old["order"], old["label"]) == ("ceftriaxon 1 g", "PL-1")

    by_rate = at_bed(ceftriaxone(per("500 mg", "1 h"), dose=False))
    over = label_facts("DOSE_OVER", by_rate, Quantity(value=Decimal(2), unit="g"))
    assert (over["order"], over["dose.en"], over["given.en"]) == ("ceftriaxon 1 g", "1 g", "2 g")


def said(**parts: Any) -> Ordered:
    dose = DoseRange(low=Quantity(value=Decimal(5), unit="mg"), high=Quantity(value=Decimal(5), unit="mg"))
    plain = {"drug": "x", "dose": dose, "route": "oral", "times": ("08:00",), "on_demand": False}
    return Ordered(**{**plain, "status": "active", **parts})


CHANGES = [
    ("no dose", {"dose": None}, "dose 5 mg → ?", "liều 5 mg → ?"),
    (
        "one more time",
        {"times": ("08:00", "20:00")},
        "times 08:00 → 08:00, 20:00",
        "giờ dùng 08:00 → 08:00, 20:00",
    ),
    ("on demand", {"times": (), "on_demand": True}, "times 08:00 → on demand", "giờ dùng 08:00 → khi cần"),
    ("never", {"times": ()}, "times 08:00 → no times", "giờ dùng 08:00 → không có giờ"),
    (
        "also on demand",
        {"on_demand": True},
        "times 08:00 → 08:00, on demand",
        "giờ dùng 08:00 → 08:00, khi cần",
    ),
]


@pytest.mark.parametrize(("parts", "en", "vi"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_a_change_is_told_with_what_was_and_what_is(parts: dict[str, Any], en: str, vi: str) -> None:
    told = changed("x", said(), said(**parts)).facts

    assert (told["change.en"], told["change.vi"]) == (en, vi)
