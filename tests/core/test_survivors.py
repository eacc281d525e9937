"""Small things of the decision that no other test would miss: `make mutate` found them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from cart_agent.core import gates, verify
from cart_agent.core.chart import Administration
from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.core.quantity import Quantity
from cart_agent.core.schedule import answers, due_list, merge, neighbours, window_of
from cart_agent.core.verdict import Gate
from cart_agent.his.fhir import read_chart
from tests.core.schedule_help import HANOI, order, period, repeat, times
from tests.core.test_label_rules import at_bed
from tests.core.test_preparation import ceftriaxone
from tests.corpus.judge import packs, situation
from tests.corpus.paper import ZONE, chart_document, utc
from tests.corpus.pharmacy import formulary

EIGHT = {"drug": "PARA500", "dose": "500 mg", "times": ["08:00", "20:00"]}
SIXTY = [{"loinc": "29463-7", "value": "60 kg", "at": "06:00"}]
PER_KG = {"drug": "PARA500", "dose": "12.5 mg/kg", "times": ["08:00"]}


def facts(case: dict[str, Any], amount: str, *, scanned: bool) -> dict[str, str]:
    """What DOSE_NOT_REACHABLE says of an amount."""
    s = situation(case)
    value, unit = amount.split(" ")
    told = Quantity(value=Decimal(value), unit=unit)
    verdict = gates.ask(Gate.VERIFY, s, packs(case, s) if scanned else (), told)
    return next(one.facts for one in verdict.findings if one.code == "DOSE_NOT_REACHABLE")


@pytest.mark.parametrize("scanned", [True, False])
@pytest.mark.parametrize("amount", ["5 mL", "5 widgets"])
def test_an_amount_that_does_not_compare_is_told_with_its_reason(amount: str, *, scanned: bool) -> None:
    case = {"now": "08:00", "order": EIGHT, "scan": ["PARA500"]}

    assert facts(case, amount, scanned=scanned) == {
        "case": "uncountable",
        "order": "paracetamol 500 mg",
        "reason": "dose-unit",
    }


def test_a_dose_by_weight_is_told_as_the_dose_of_this_patient() -> None:
    case = {"now": "08:00", "order": PER_KG, "measured": SIXTY, "scan": ["PARA500", "PARA500"]}
    s = situation(case)
    both = packs(case, s)
    whole, half = (Quantity(value=Decimal(value), unit="mg") for value in ("750", "500"))

    assert verify.in_hand(s, ()) == whole
    assert verify.in_hand(s, both) == whole
    assert verify.in_hand(s, both[:1]) == half
    found = verify.count_needed(s, both[0])
    assert found is not None
    assert (found.dose, found.units.value, found.packs) == (whole, Decimal("1.5"), 2)
    assert {one.code for one in gates.ask(Gate.VERIFY, s, (), whole).findings} == {"CODE_SUSPECT"}
    over = gates.ask(Gate.VERIFY, s, (), msgspec.structs.replace(whole, value=Decimal(751)))
    assert "DOSE_OVER" in {one.code for one in over.findings}


def test_of_an_order_with_a_dose_the_label_is_no_second_measure() -> None:
    s = at_bed(ceftriaxone())
    two = Quantity(value=Decimal(2), unit="g")
    told = [one.code for one in gates.ask(Gate.VERIFY, s, s.label.packs if s.label else (), two).findings]

    assert told.count("DOSE_OVER") == 1


def round_of(now: str, first: dict[str, Any], policy: Policy = DEFAULT, **case: Any) -> list[Any]:
    chart = read_chart(chart_document({"order": first, **case}))
    history = merge(chart.administrations, ())
    return list(due_list(chart, formulary(), policy, ZONE, utc(now), history))


def test_a_class_of_pharmacy_makes_a_drug_critical_whatever_its_substance() -> None:
    (line, *_) = round_of("08:00", {"drug": "LEVODOPA", "dose": "1 {tbl}", "times": ["08:00"]})
    classed = msgspec.structs.replace(DEFAULT, critical_atc=())

    assert line.critical
    assert round_of("08:00", {"drug": "LEVODOPA", "dose": "1 {tbl}", "times": ["08:00"]}, classed)[0].critical
    assert not round_of("08:00", EIGHT, classed)[0].critical


def test_what_is_due_first_stands_first_whatever_its_name() -> None:
    later = {"drug": "AMLO5", "dose": "5 mg", "times": ["08:30"]}
    lines = round_of("08:00", later, others={"z": {"drug": "PARA500", "dose": "500 mg", "times": ["07:30"]}})
    due = [one.dose.label for one in lines if one.status == "due"]

    assert due == ["07:30", "08:30"]


def test_a_dose_that_nothing_answers_names_no_event() -> None:
    assert {one.given_by_event for one in round_of("08:00", EIGHT)} == {""}


def test_the_round_knows_the_ward_s_standard_times() -> None:
    twice = {"drug": "PARA500", "dose": "500 mg", "raw": {"dosageInstruction": [_twice()]}}
    standard = msgspec.structs.replace(DEFAULT, standard_times={2: ("07:00", "19:00")})

    assert {one.dose.label for one in round_of("08:00", twice, standard)} == {"07:00", "19:00"}
    stat = round_of("08:00", twice | {"priority": "stat"}, standard)
    assert {one.dose.label for one in stat} == {"07:00", "19:00"}


def _twice() -> dict[str, Any]:
    return {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}}


def test_a_yearly_dose_comes_every_year() -> None:
    yearly = repeat(period=1, periodUnit="a", timeOfDay=["08:00:00"], boundsPeriod=period("2026-03-02"))

    assert times(order(yearly), "2026-03-01 00:00", "2028-04-30 00:00") == ["02 08:00"] * 3


@pytest.mark.parametrize(("hours", "minutes"), [(4, 60), (21, 60), (21.5, 60), (22, 120), (24, 120)])
def test_the_window_of_a_rhythm(hours: float, minutes: int) -> None:
    rhythm = order(repeat(frequency=1, period=hours, periodUnit="h"), authored="2026-03-01T08:00:00+07:00")
    dose = situation({"now": "08:00", "order": EIGHT}).dose
    due = utc("2026-03-01 08:00") + 2 * timedelta(hours=hours)
    window = window_of(rhythm, msgspec.structs.replace(dose, due=due), formulary(), DEFAULT, HANOI)

    assert window is not None
    assert (window.end - due, window.interval) == (timedelta(minutes=minutes), timedelta(hours=hours))


def test_an_as_needed_line_of_the_order_is_no_neighbour() -> None:
    twice = order(repeat(timeOfDay=["08:00:00", "20:00:00"]))
    needed = order(
        repeat(frequency=1, period=6, periodUnit="h"), authored="2026-03-01T05:00:00+07:00", as_needed=True
    )
    once = order(None)
    both = msgspec.structs.replace(twice, dosages=(*twice.dosages, *needed.dosages, *once.dosages))

    assert neighbours(both, utc("08:00"), DEFAULT, HANOI) == (utc("2026-03-01 20:00"), utc("20:00"))


def test_a_record_of_a_time_that_is_gone_answers_the_dose_that_has_none() -> None:
    dose = msgspec.structs.replace(situation({"now": "08:00", "order": EIGHT}).dose, due=None)
    given = Administration(
        order_id="order", status="completed", start=utc("08:00"), scheduled=utc("2026-02-01 08:00")
    )

    assert answers(dose, [given], None, None) == (given,)


def label_facts(code: str, **changes: Any) -> dict[str, str]:
    """What a finding says of a label."""
    s = at_bed(ceftriaxone(), **changes)
    found = gates.ask(Gate.VERIFY, s, s.label.packs if s.label else ()).findings
    return next(one.facts for one in found if one.code == code)


def test_what_a_label_is_refused_for_is_told_whole() -> None:
    ordered = ceftriaxone().order.text

    assert label_facts("WRONG_DRUG", order_id="other") == {
        "case": "label",
        "order": ordered,
        "scanned": "ceftriaxon 1 g",
        "label": "PL-1",
    }
    used = label_facts("ALREADY_GIVEN", status="given", closed=utc("07:00"), closed_by="")
    assert used == {"order": "ceftriaxon 1 g", "at": "07:00 02/03", "by": "?"}
    assert (
        label_facts("ALREADY_GIVEN", status="given", closed=utc("07:00"), closed_by="ĐD Thử")["by"]
        == "ĐD Thử"
    )
    assert label_facts("EXPIRED", expires=utc("07:30")) == {"case": "label", "expiry": "07:30 02/03"}


def test_a_stock_of_other_drugs_names_no_drawer() -> None:
    s = situation({"now": "08:00", "order": EIGHT, "stock": [{"drawer": 1, "drug": "AMLO5"}]})
    scanned = packs({"scan": ["PARA500"]}, s)
    found = next(one for one in gates.ask(Gate.VERIFY, s, scanned).findings if one.code == "STOCK_MISMATCH")

    assert found.facts == {"scanned": "paracetamol 500 mg", "lot": "L1", "drawer": "?"}


def test_a_patch_is_known_by_its_order_where_the_product_is_not() -> None:
    patch = {"drug": "FENT25", "dose": "1 {patch}", "route": "transdermal", "times": ["08:00"]}
    worn = {"at": "2026-02-28 08:00", "substance": "fentanyl", "dose": "1 {patch}"}
    s = situation({"now": "08:00", "order": patch, "history": [worn]})

    assert "DUPLICATE_INGREDIENT" in {one.code for one in gates.ask(Gate.RELEASE, s).findings}


def test_the_last_moment_of_an_order_is_in_it() -> None:
    ends = {
        "drug": "PARA500",
        "dose": "500 mg",
        "prn": True,
        "start": "2026-02-20",
        "end": "2026-03-02 08:00",
    }
    codes = [
        {one.code for one in gates.ask(Gate.RELEASE, situation({"now": now, "order": ends})).findings}
        for now in ("08:00", "08:01")
    ]

    assert ["ORDER_NOT_ACTIVE" in one for one in codes] == [False, True]
