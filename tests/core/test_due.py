"""The round list: what is due, in which order, and which record answers which dose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cart_agent.core.chart import Administration
from cart_agent.core.policy import DEFAULT
from cart_agent.core.schedule import DueDose, DueStatus, due_list, merge
from cart_agent.his.fhir import read_chart
from tests.corpus.paper import ZONE, chart_document, utc
from tests.corpus.pharmacy import formulary

AMLO = {"drug": "AMLO5", "dose": "5 mg", "times": ["08:00"]}
PARA = {"drug": "PARA500", "dose": "500 mg", "times": ["06:00", "14:00", "22:00"]}
AMOX = {"drug": "AMOX500", "dose": "500 mg", "times": ["06:00", "18:00"]}


def listed(now: str, order: dict[str, Any], **case: Any) -> tuple[DueDose, ...]:
    chart = read_chart(chart_document({"order": order, **case}))
    return due_list(chart, formulary(), DEFAULT, ZONE, utc(now), merge(chart.administrations, ()))


def lines(found: tuple[DueDose, ...]) -> list[str]:
    return [f"{one.order.id} {one.dose.label} {one.status}" for one in found]


def test_the_round_says_what_is_overdue_due_and_coming() -> None:
    given = [{"at": "2026-03-01 14:05", "dose": "500 mg", "scheduled": "2026-03-01 14:00"}]
    refused = [{"at": "2026-03-01 22:00", "scheduled": "2026-03-01 22:00", "status": "not-done"}]

    assert lines(listed("08:00", PARA, history=given + refused)) == [
        "order 06:00 overdue",
        "order 14:00 upcoming",
        "order 14:00 given",
        "order 22:00 not_given",
    ]


def test_a_late_critical_dose_comes_first() -> None:
    found = listed("08:00", PARA, others={"amox": AMOX, "amlo": AMLO})

    assert lines(found)[:2] == ["amox 06:00 overdue", "amox 18:00 overdue"]
    assert [one.critical for one in found[:3]] == [True, True, False]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("04:59", ["order 08:00 overdue", "para 22:00 overdue", "para 06:00 overdue", "para 14:00 overdue"]),
        ("05:00", ["order 08:00 overdue", "para 06:00 due", "para 06:00 overdue", "para 14:00 overdue"]),
        ("07:00", ["para 06:00 due", "order 08:00 due", "order 08:00 overdue", "para 14:00 overdue"]),
        ("10:00", ["para 06:00 overdue", "order 08:00 due", "para 14:00 overdue", "para 22:00 overdue"]),
    ],
)
def test_a_dose_whose_next_is_due_comes_behind_what_is_due_now(now: str, expected: list[str]) -> None:
    assert lines(listed(now, AMLO, others={"para": PARA}))[:4] == expected


def test_without_a_next_dose_a_late_one_stays_first() -> None:
    once = {"drug": "PARA500", "dose": "500 mg", "times": ["20:00"], "end": "2026-03-01"}

    assert lines(listed("08:00", AMLO, others={"once": once}))[0] == "once 20:00 overdue"


def test_stat_is_due_at_once_and_comes_before_what_is_merely_overdue() -> None:
    stat = {"drug": "FURO20", "dose": "20 mg", "route": "iv", "priority": "stat"}

    assert lines(listed("08:00", PARA, others={"stat": stat}))[0] == "stat  due"


def test_prn_is_offered_and_what_cannot_be_released_is_blocked_with_its_reason() -> None:
    others = {
        "prn": {"drug": "IBU400", "dose": "400 mg", "prn": True},
        "held": {**AMLO, "status": "on-hold"},
        "odd": {"drug": "AMLO5", "dose": "5 {spoon}"},
        "vague": {"drug": "AMLO5", "dose": "5 mg", "every": "8 h", "start": "2026-03-01"},
        "gone": {**AMLO, "status": "stopped"},
        "never": {**AMLO, "do_not_perform": True},
    }
    found = {one.order.id: (one.status, one.problem) for one in listed("08:00", AMLO, others=others)}

    assert found["prn"] == (DueStatus.PRN, "")
    assert found["held"] == (DueStatus.BLOCKED, "on hold")
    assert found["odd"][0] == found["vague"][0] == DueStatus.BLOCKED
    assert "spoon" in found["odd"][1]
    assert "start" in found["vague"][1]
    assert not {"gone", "never"} & set(found)


def test_the_line_of_a_given_dose_names_the_event() -> None:
    mine = Administration(
        event_id="e1", order_id="order", status="completed", start=utc("08:01"), scheduled=utc("08:00")
    )
    chart = read_chart(chart_document({"order": AMLO}))
    found = due_list(chart, formulary(), DEFAULT, ZONE, utc("09:00"), merge(chart.administrations, (mine,)))

    assert [one.given_by_event for one in found if one.status is DueStatus.GIVEN] == ["e1"]


@pytest.mark.parametrize(
    ("hospital", "own", "kept"),
    [
        ("completed", "completed", "completed"),
        ("completed", "entered-in-error", "entered-in-error"),
        ("entered-in-error", "completed", "entered-in-error"),
        ("in-progress", "completed", "completed"),
        ("completed", "in-progress", "completed"),
    ],
)
def test_one_event_is_one_dose_and_the_later_stage_counts(hospital: str, own: str, kept: str) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    both = [Administration(event_id="e1", status=status, start=at) for status in (hospital, own)]

    assert [one.status for one in merge(both[:1], both[1:])] == [kept]


def test_records_without_an_event_are_doses_of_their_own() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    one = Administration(status="completed", start=at)

    assert len(merge((one, one), (one,))) == 3


def test_a_round_of_a_year_old_order_is_still_quick_to_ask() -> None:
    found = listed(
        "08:00", {**PARA, "times": [f"{hour:02d}:00" for hour in range(24)], "start": "2025-01-01"}
    )

    assert len(found) == 37
    assert max(one.dose.due for one in found if one.dose.due) == utc("20:00") + timedelta(0)


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        ("completed", "not-done", "completed"),
        ("stopped", "not-done", "stopped"),
        ("in-progress", "completed", "completed"),
        ("in-progress", "stopped", "stopped"),
        ("in-progress", "not-done", "not-done"),
        ("completed", "entered-in-error", "entered-in-error"),
        ("not-done", "entered-in-error", "entered-in-error"),
    ],
)
def test_two_records_of_one_event_count_the_same_in_either_order(
    first: str, second: str, counts: str
) -> None:
    both = [Administration(event_id="e", status=status, start=utc("08:00")) for status in (first, second)]

    for listed_first, listed_last in (both, both[::-1]):
        assert [one.status for one in merge([listed_first], [listed_last])] == [counts]
        assert [one.status for one in merge([listed_first, listed_last], [])] == [counts]
