"""Infusions and patches: what is on record between their beginning and their end."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from fhir.resources.R4B.medicationadministration import MedicationAdministration

from cart_agent.core import record, release
from cart_agent.core.chart import DRUG, Administration, Code, RateRange
from cart_agent.core.followup import KINDS, FollowUp, Recorded, amount_fits, possible
from cart_agent.core.quantity import Quantity, Ratio
from cart_agent.core.record import Later
from cart_agent.core.schedule import merge
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Severity
from cart_agent.his.fhir.administration import read_administration
from tests.core.test_record import AT, NURSE, REASON, outcome, wire
from tests.corpus.judge import situation

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
NURSE_ID = ("nv1", ("nurse",))


def recorded(status: str, route: str = "iv-infusion", **fields: object) -> Recorded:
    one = Administration(status=status, start=START, performer_id="nv1", route=route, event_id="e1")
    return Recorded(administration=msgspec.structs.replace(one, **fields))


@pytest.mark.parametrize(
    ("status", "may"),
    [
        ("in-progress", ("pause", "complete", "stop", "undo")),
        ("on-hold", ("resume", "complete", "stop", "undo")),
        ("completed", ("undo",)),
        ("stopped", ("undo",)),
    ],
)
def test_an_infusion_goes_from_running_over_paused_to_its_end(status: str, may: tuple[str, ...]) -> None:
    assert possible(recorded(status), *NURSE_ID) == may


def test_a_patch_is_removed_once() -> None:
    on = recorded("in-progress", "transdermal")
    off = recorded("completed", "transdermal", end=START + timedelta(days=3))

    assert "remove" in possible(on, *NURSE_ID)
    assert "remove" not in possible(off, *NURSE_ID)


def amount(value: str, unit: str) -> Quantity:
    return Quantity(value=Decimal(value), unit=unit)


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        (amount("200", "mL"), True),
        (amount("0.5", "L"), True),
        (amount("501", "mL"), False),
        (amount("2", "mg"), False),
        (None, False),
    ],
)
def test_a_stopped_infusion_says_how_much_went_in(told: Quantity | None, fits: bool) -> None:
    running = recorded("in-progress", amount=amount("500", "mL"))

    assert amount_fits(FollowUp(kind="stop", record="e1", amount=told), running) is fits


def test_nothing_else_says_an_amount() -> None:
    paused = FollowUp(kind="pause", record="e1", amount=amount("1", "mL"))

    assert not amount_fits(paused, recorded("in-progress", amount=amount("500", "mL")))


def told(kind: str, event_id: str, at: datetime, **fields: object) -> Later:
    later = Later(event_id=event_id, kind=kind, status=KINDS[kind].after, by=NURSE, at=at)
    return msgspec.structs.replace(later, **fields)


def infusion() -> record.Json:
    rate = Ratio(numerator=amount("100", "mL"), denominator=amount("1", "h"))
    plain = outcome(status="in-progress", amount=amount("500", "mL"))
    dosage = msgspec.structs.replace(
        plain.dose.dosage, route="iv-infusion", rate=RateRange(low=rate, high=rate)
    )
    dose = msgspec.structs.replace(plain.dose, dosage=dosage)
    return record.administration(msgspec.structs.replace(plain, dose=dose))


def test_an_infusion_is_one_dose_from_its_beginning_to_its_end() -> None:
    start = infusion()
    paused = record.followed_up(start, told("pause", "e2", AT + timedelta(minutes=5), reason=REASON))
    running = record.followed_up(paused, told("resume", "e3", AT + timedelta(minutes=9)))
    end = AT + timedelta(hours=2)
    stopped = record.followed_up(running, told("stop", "e4", end, reason=REASON, amount=amount("200", "mL")))
    all_of_it = [start, paused, running, stopped]
    for one in all_of_it:
        MedicationAdministration.model_validate_json(wire(one))
    read = [read_administration(msgspec.Raw(wire(one)), "p1", ()) for one in all_of_it]

    assert [one.status for one in read] == ["in-progress", "on-hold", "in-progress", "stopped"]
    assert [one.end for one in read] == [None, None, None, end]
    assert "statusReason" not in running
    assert start["dosage"]["rateRatio"]["numerator"]["value"] == 100
    assert record.follow_ups(stopped) == ("pause", "resume", "stop")
    for n in range(1, 5):
        (counted,) = merge(read[:1], read[:n])
        assert counted == read[n - 1]
    assert read[3].amount == amount("200", "mL")


def patch_order(*history: Administration) -> Situation:
    s = situation({"now": "08:00", "order": {"drug": "PARA500", "dose": "500 mg", "times": ["08:00"]}})
    dosage = msgspec.structs.replace(s.dose.dosage, route="transdermal")
    dose = msgspec.structs.replace(s.dose, dosage=dosage)
    return msgspec.structs.replace(s, dose=dose, history=history)


def patch(status: str, **fields: object) -> Administration:
    one = Administration(
        order_id="order", status=status, start=START - timedelta(days=1), route="transdermal"
    )
    return msgspec.structs.replace(one, **fields)


def stops(s: Situation) -> bool:
    found = [one for one in release.findings(s) if one.facts.get("case") == "patch"]
    return bool(found) and all(one.severity is Severity.STOP for one in found)


@pytest.mark.parametrize(
    ("old", "name"),
    [
        (patch("in-progress"), "paracetamol 500 mg"),
        (patch("in-progress", order_id="small"), "patch of 5 mg"),
        (
            patch("in-progress", order_id="gone", codes=(Code(system=DRUG, code="PARA500"),)),
            "paracetamol 500 mg",
        ),
    ],
)
def test_the_patch_that_is_on_is_named_and_not_the_new_one(old: Administration, name: str) -> None:
    s = patch_order(old)
    small = msgspec.structs.replace(s.order, id="small", text="patch of 5 mg")
    s = msgspec.structs.replace(s, chart=msgspec.structs.replace(s.chart, orders=(*s.chart.orders, small)))

    assert [one.facts["order"] for one in release.findings(s) if one.facts.get("case") == "patch"] == [name]


@pytest.mark.parametrize(
    ("old", "stopped"),
    [
        (patch("in-progress"), True),
        (patch("completed"), True),
        (patch("completed", end=START), False),
        (patch("entered-in-error"), False),
        (patch("not-done"), False),
        (patch("in-progress", route="oral"), False),
    ],
)
def test_a_second_patch_waits_until_the_first_is_recorded_as_removed(
    old: Administration, stopped: bool
) -> None:
    assert stops(patch_order(old)) is stopped
