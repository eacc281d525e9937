"""How long an order lasts: FHIR Timing.repeat.bounds as a range."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cart_agent.core.chart import Moment, Timing
from cart_agent.his.fhir import Unreadable
from cart_agent.his.fhir.timing import WireTiming, read_timing
from tests.his.fhir_help import read

DAY = Moment(day=date(2026, 3, 2))
CLOCK = Moment(at=datetime(2026, 3, 2, 8, tzinfo=UTC))


def lasting(low: Any, high: Any, written: Moment | None = DAY, **more: Any) -> Timing:
    ends = {name: {"value": n, "unit": "d"} for name, n in (("low", low), ("high", high)) if n is not None}
    repeat = {"timeOfDay": ["08:00:00"], "boundsRange": ends, **more}
    timing: Timing = read(WireTiming, lambda wire: read_timing(wire, written), repeat=repeat)
    return timing


def test_five_to_ten_days_are_certain_for_five_and_over_after_ten() -> None:
    found = lasting(5, 10)

    assert (found.start, found.certain_end, found.end) == (
        DAY,
        Moment(day=date(2026, 3, 6)),
        Moment(day=date(2026, 3, 11)),
    )


def test_from_a_time_on_they_end_before_the_same_time() -> None:
    found = lasting(5, 10, CLOCK)

    assert found.certain_end is not None
    assert found.end is not None
    assert str(found.certain_end.at) == "2026-03-07 07:59:59.999999+00:00"
    assert str(found.end.at) == "2026-03-12 07:59:59.999999+00:00"


def test_at_least_five_days_have_no_end() -> None:
    found = lasting(5, None)

    assert (found.certain_end, found.end) == (Moment(day=date(2026, 3, 6)), None)


def test_at_most_ten_days_are_certain_at_their_start_only() -> None:
    assert lasting(None, 10).certain_end == DAY
    assert lasting(None, 10, CLOCK).certain_end == CLOCK
    assert lasting(None, 10).end == Moment(day=date(2026, 3, 11))


def test_a_range_of_one_length_is_that_length() -> None:
    found = lasting(7, 7)

    assert found.certain_end == found.end == Moment(day=date(2026, 3, 8))


def test_other_bounds_say_what_they_always_said() -> None:
    repeat = {"timeOfDay": ["08:00:00"], "boundsDuration": {"value": 5, "unit": "d"}}
    found = read(WireTiming, lambda wire: read_timing(wire, DAY), repeat=repeat)

    assert (found.certain_end, found.end) == (None, Moment(day=date(2026, 3, 6)))


@pytest.mark.parametrize(
    ("low", "high", "more", "reason"),
    [
        (None, None, {}, "a range without ends"),
        (10, 5, {}, "ends before it begins"),
        (-1, 5, {}, "no length of time"),
        (5, 40_000, {}, "too long"),
        (5, 10, {"boundsDuration": {"value": 5, "unit": "d"}}, "several bounds"),
        (5, 10, {"boundsPeriod": {"start": "2026-03-02"}}, "several bounds"),
    ],
)
def test_a_range_that_nobody_can_carry_out_is_refused(
    low: Any, high: Any, more: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        lasting(low, high, **more)


def test_a_range_needs_a_start() -> None:
    with pytest.raises(Unreadable, match="without a start"):
        lasting(5, 10, None)


def test_a_range_of_listed_moments_begins_when_it_was_written() -> None:
    events = {
        "event": ["2026-03-03T08:00:00Z"],
        "repeat": {"boundsRange": {"low": {"value": 1, "unit": "d"}}},
    }
    found = read(WireTiming, lambda wire: read_timing(wire, DAY), **events)

    assert (found.start, found.certain_end) == (DAY, DAY)
