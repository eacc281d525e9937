"""FHIR Timing to dose times, in zones with and without daylight saving."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cart_agent.core.policy import Policy
from cart_agent.core.schedule import Unschedulable, dose_times
from cart_agent.his.fhir.errors import Unreadable
from tests.core.schedule_help import BERLIN, HANOI, order, period, repeat, times

START = "2026-03-02T08:00:00+07:00"
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
DAY = ("2026-03-02 00:00", "2026-03-02 23:59")
TWO = ("2026-03-02 00:00", "2026-03-03 23:59")


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (repeat(timeOfDay=["20:00:00", "08:00:00"]), ["02 08:00", "02 20:00", "03 08:00", "03 20:00"]),
        (
            repeat(frequency=1, period=8, periodUnit="h"),
            ["02 08:00", "02 16:00", "03 00:00", "03 08:00", "03 16:00"],
        ),
        (
            repeat(frequency=5, period=24, periodUnit="h"),
            [
                "02 08:00",
                "02 12:48",
                "02 17:36",
                "02 22:24",
                "03 03:12",
                "03 08:00",
                "03 12:48",
                "03 17:36",
                "03 22:24",
            ],
        ),
        (repeat(frequency=2, period=1, periodUnit="d"), ["02 08:00", "02 20:00", "03 08:00", "03 20:00"]),
        (repeat(frequency=1, period=1.5, periodUnit="d"), ["02 08:00", "03 20:00"]),
        (repeat(frequency=1, period=1, periodUnit="d", count=1), ["02 08:00"]),
        (repeat(timeOfDay=["08:00:00", "20:00:00"], count=3), ["02 08:00", "02 20:00", "03 08:00"]),
        (repeat(when=["ACM", "HS"]), ["02 06:30", "02 21:00", "03 06:30", "03 21:00"]),
        (repeat(when=["AC"]), [f"0{day} {clock}" for day in (2, 3) for clock in ("06:30", "11:00", "17:00")]),
        (repeat(when=["ACM"], offset=45), ["02 06:15", "03 06:15"]),
        (repeat(when=["PCV"], offset=30), ["02 18:00", "03 18:00"]),
        (repeat(dayOfWeek=["tue"], timeOfDay=["09:00:00"]), ["03 09:00"]),
        (repeat(frequency=1, period=2, periodUnit="d", timeOfDay=["09:00:00"]), ["02 09:00"]),
        ({"event": ["2026-03-03T10:00:00+07:00", "2026-03-02T10:00:00+07:00"]}, ["02 10:00", "03 10:00"]),
        (
            {"code": {"coding": [{"code": "TID"}]}},
            ["02 08:00", "02 16:00", "03 00:00", "03 08:00", "03 16:00"],
        ),
        ({"code": {"coding": [{"code": "BED"}]}}, ["02 21:00", "03 21:00"]),
    ],
)
def test_two_days_of_an_order_that_starts_on_the_first_morning(
    timing: dict[str, Any], expected: list[str]
) -> None:
    authored = (
        START
        if "timeOfDay" not in str(timing) and "when" not in str(timing) and "BED" not in str(timing)
        else ""
    )
    wanted = order(timing, authored=authored or "2026-03-02T00:00:00+07:00")

    assert times(wanted, *TWO) == expected


@pytest.mark.parametrize(
    ("timing", "months", "expected"),
    [
        (
            repeat(frequency=1, period=1, periodUnit="wk"),
            ("2026-03-01 00:00", "2026-03-20 00:00"),
            ["02", "09", "16"],
        ),
        (
            repeat(frequency=1, period=2, periodUnit="wk"),
            ("2026-03-01 00:00", "2026-03-31 00:00"),
            ["02", "16", "30"],
        ),
        (
            repeat(frequency=1, period=1, periodUnit="mo"),
            ("2026-03-01 00:00", "2026-05-31 00:00"),
            ["02", "02", "02"],
        ),
        (
            repeat(frequency=1, period=1, periodUnit="a"),
            ("2026-03-01 00:00", "2028-03-31 00:00"),
            ["02", "02", "02"],
        ),
        (
            repeat(frequency=1, period=2, periodUnit="wk", dayOfWeek=["mon", "thu"], timeOfDay=["08:00:00"]),
            ("2026-03-01 00:00", "2026-03-31 00:00"),
            ["02", "05", "16", "19", "30"],
        ),
        (
            repeat(frequency=1, period=1, periodUnit="wk", timeOfDay=["08:00:00"]),
            ("2026-03-01 00:00", "2026-03-20 00:00"),
            ["02", "09", "16"],
        ),
        (
            repeat(frequency=1, period=1, periodUnit="mo", timeOfDay=["08:00:00"]),
            ("2026-03-01 00:00", "2026-05-31 00:00"),
            ["02", "02", "02"],
        ),
    ],
)
def test_weeks_months_and_years_keep_day_and_clock_time(
    timing: dict[str, Any], months: tuple[str, str], expected: list[str]
) -> None:
    assert times(order(timing, authored=START), *months) == [f"{day} 08:00" for day in expected]


def test_a_month_without_that_day_uses_its_last() -> None:
    monthly = order(repeat(frequency=1, period=1, periodUnit="mo"), authored="2026-01-31T08:00:00+07:00")

    assert times(monthly, "2026-02-01 00:00", "2026-04-30 23:00") == ["28 08:00", "31 08:00", "30 08:00"]


def test_a_dose_is_not_due_outside_its_bounds() -> None:
    bounds = period("2026-03-02T08:00:00+07:00", "2026-03-02T20:00:00+07:00")
    clock = ["07:00:00", "08:00:00", "20:00:00", "21:00:00"]

    assert times(order(repeat(timeOfDay=clock, boundsPeriod=bounds)), *TWO) == ["02 08:00", "02 20:00"]


def test_a_bound_of_a_day_holds_the_whole_day() -> None:
    bounds = period("2026-03-02", "2026-03-02")

    assert times(order(repeat(timeOfDay=["00:00:00", "23:59:00"], boundsPeriod=bounds)), *TWO) == [
        "02 00:00",
        "02 23:59",
    ]


def test_a_bound_may_be_a_length() -> None:
    three_days = repeat(
        timeOfDay=["08:00:00"],
        boundsDuration={"value": 3, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"},
    )

    assert times(order(three_days, authored=START), "2026-03-01 00:00", "2026-03-31 00:00") == [
        "02 08:00",
        "03 08:00",
        "04 08:00",
    ]


def test_a_daily_dose_keeps_its_clock_time_over_a_change_of_the_clocks() -> None:
    daily = order(repeat(frequency=1, period=1, periodUnit="d"), authored="2026-03-27T08:00:00+01:00")
    found = times(daily, "2026-03-28 00:00", "2026-03-30 23:00", BERLIN)

    assert found == ["28 08:00", "29 08:00", "30 08:00"]


def test_hours_are_absolute_over_a_change_of_the_clocks() -> None:
    eight = order(repeat(frequency=1, period=8, periodUnit="h"), authored="2026-03-28T08:00:00+01:00")
    found = times(eight, "2026-03-28 00:00", "2026-03-29 18:00", BERLIN)

    assert found == ["28 08:00", "28 16:00", "29 00:00", "29 09:00", "29 17:00"]


def test_a_clock_time_that_the_night_skips_comes_right_after_the_jump() -> None:
    night = order(repeat(timeOfDay=["02:30:00"]))

    assert times(night, "2026-03-28 12:00", "2026-03-29 12:00", BERLIN) == ["29 03:30"]


def test_a_clock_time_that_comes_twice_is_due_once() -> None:
    night = order(repeat(timeOfDay=["02:30:00"]))

    assert times(night, "2026-10-24 12:00", "2026-10-25 12:00", BERLIN) == ["25 02:30"]


def test_ward_policy_may_name_the_clock_times_of_so_many_a_day() -> None:
    policy = Policy(standard_times={3: ("06:00", "14:00", "22:00")})

    assert times(order({"code": {"coding": [{"code": "TID"}]}}), *DAY, policy=policy) == [
        "02 06:00",
        "02 14:00",
        "02 22:00",
    ]


@pytest.mark.parametrize("timing", [None, repeat(count=1), repeat(duration=30, durationUnit="min")])
def test_without_any_time_a_dose_is_on_demand(timing: dict[str, Any] | None) -> None:
    assert times(order(timing), *DAY) == []
    found = dose_times(order(timing), Policy(), HANOI, NOON, NOON)
    assert [dose.due for dose in found] == [None]
    assert found[0].key == "o1@on-demand#1"


@pytest.mark.parametrize(
    ("timing", "reason"),
    [
        (repeat(frequency=3, period=1, periodUnit="d"), "without the time of its start"),
        (repeat(frequency=1, period=2, periodUnit="d", timeOfDay=["08:00:00"]), "without a start"),
        (repeat(timeOfDay=["08:00:00"], count=5), "number of doses without a start"),
        (repeat(frequency=1, period=8, periodUnit="h", timeOfDay=["08:00:00"]), "interval differ"),
        (repeat(frequency=1, period=1.5, periodUnit="d", timeOfDay=["08:00:00"]), "part of a day"),
        (repeat(when=["FULLMOON"]), "no time for FULLMOON"),
        (repeat(when=["PCV"], offset=900), "another day"),
        (repeat(dayOfWeek=["mon"]), "days of the week without a time"),
        (
            repeat(frequency=1, period=1, periodUnit="s", boundsPeriod=period(START)),
            "more often than every minute",
        ),
        (
            repeat(frequency=1, period=9000, periodUnit="a", boundsPeriod=period(START)),
            "range|month|year|date",
        ),
    ],
)
def test_what_cannot_be_computed_is_an_error_with_the_reason(timing: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unschedulable, match=reason):
        times(order(timing), *DAY)


@pytest.mark.parametrize(
    ("timing", "reason"),
    [
        (repeat(frequency=3, period=1, periodUnit="d", timeOfDay=["08:00:00", "20:00:00"]), "differ"),
        (repeat(timeOfDay=["08:00:00"], when=["HS"]), "together"),
        ({"event": [START], "repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "together"),
        (repeat(frequency=0, period=1, periodUnit="d"), "frequency"),
        (repeat(frequency=1, period=-1, periodUnit="d"), "period"),
        (repeat(frequency=1, period=1, periodUnit="fortnight"), "period unit"),
        (repeat(dayOfWeek=["monday"], timeOfDay=["08:00:00"]), "day of week"),
        (repeat(timeOfDay=["08:00:00"], count=0), "count"),
        (repeat(timeOfDay=["08:00:00"], offset=10), "offset"),
        (repeat(timeOfDay=["08:00:00+07:00"]), "with offset"),
        (
            repeat(frequency=1, period=1, periodUnit="d", boundsDuration={"value": 2, "unit": "d"}),
            "without a start",
        ),
    ],
)
def test_a_timing_that_contradicts_itself_is_not_readable(timing: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        order(timing)


def test_a_rhythm_that_never_meets_its_day_ends() -> None:
    never = order(repeat(frequency=1, period=7, periodUnit="d", dayOfWeek=["tue"]), authored=START)

    assert times(never, "2026-03-01 00:00", "2026-05-01 00:00") == []


def test_the_clock_times_of_so_many_a_day_are_not_those_of_so_many_in_two_days() -> None:
    policy = Policy(standard_times={2: ("06:00", "18:00")})
    slow = order(
        repeat(frequency=2, period=2, periodUnit="d", boundsPeriod=period("2026-03-02T08:00:00+07:00"))
    )

    assert times(slow, *DAY, policy=policy) == times(slow, *DAY) == ["02 08:00"]
