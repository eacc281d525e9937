"""Edges of the schedule: what a dose time, a window and a record's place turn on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cart_agent.core.chart import Administration, Dosage, Dose, Moment, Timing
from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.core.schedule import DueStatus, Unschedulable, answers, dose_times, neighbours
from cart_agent.core.schedule.local import day_of, first_instant, last_instant
from cart_agent.core.schedule.rhythm import at_interval
from tests.core.schedule_help import BERLIN, HANOI, order, period, repeat, times
from tests.core.test_due import AMLO, PARA, listed

DUE = datetime(2026, 3, 2, 8, tzinfo=UTC)
DOSE = Dose(order_id="o1", due=DUE, dosage=Dosage(timing=Timing()))
START = "2026-03-02T08:00:00+07:00"


def given(at: datetime, scheduled: datetime | None = None) -> Administration:
    return Administration(status="completed", order_id="o1", start=at, scheduled=scheduled)


@pytest.mark.parametrize(
    ("hours", "answered"),
    [(-2, False), (-1.99, True), (0, True), (4, True), (4.01, False)],
)
def test_a_record_without_a_dose_time_answers_the_nearest_one(hours: float, answered: bool) -> None:
    record = given(DUE + timedelta(hours=hours))
    before, after = DUE - timedelta(hours=4), DUE + timedelta(hours=8)

    assert bool(answers(DOSE, [record], before, after)) is answered


@pytest.mark.parametrize(
    ("hours", "answered"), [(-24, False), (-23.9, True), (23.9, True), (24, True), (24.1, False)]
)
def test_without_neighbours_a_record_counts_for_a_day_around(hours: float, answered: bool) -> None:
    assert bool(answers(DOSE, [given(DUE + timedelta(hours=hours))], None, None)) is answered


def test_a_record_that_names_a_neighbouring_dose_time_is_not_of_this_one() -> None:
    after = DUE + timedelta(hours=8)

    assert answers(DOSE, [given(DUE, scheduled=after)], None, after) == ()
    assert len(answers(DOSE, [given(after, scheduled=DUE)], None, after)) == 1


def test_a_record_of_a_time_the_order_no_longer_has_answers_the_nearest_one() -> None:
    gone = DUE + timedelta(hours=1)

    assert len(answers(DOSE, [given(DUE + timedelta(hours=7), scheduled=gone)], None, None)) == 1


@pytest.mark.parametrize(
    ("timing", "reason"),
    [
        (repeat(timeOfDay=["08:00:00"], count=3), "a number of doses without a start"),
        (
            repeat(timeOfDay=["08:00:00", "20:00:00"], frequency=2, period=8, periodUnit="h"),
            "times of day and interval differ",
        ),
        (repeat(timeOfDay=["08:00:00"], period=1.5, periodUnit="d"), "part of a day with times of day"),
        (repeat(timeOfDay=["08:00:00"], period=2, periodUnit="d"), "an interval of days without a start"),
        (repeat(frequency=1, period=8, periodUnit="h"), "an interval without the time of its start"),
    ],
)
def test_what_cannot_be_scheduled_says_why(timing: dict[str, object], reason: str) -> None:
    with pytest.raises(Unschedulable) as refused:
        dose_times(order(timing), DEFAULT, HANOI, DUE, DUE)

    assert str(refused.value) == reason


def test_clock_times_that_agree_with_their_interval_are_taken() -> None:
    twice = repeat(timeOfDay=["08:00:00", "20:00:00"], frequency=1, period=12, periodUnit="h")
    four = repeat(timeOfDay=["00:00:00", "06:00:00", "12:00:00", "18:00:00"], period=6, periodUnit="h")

    assert times(order(twice), "2026-03-02 00:00", "2026-03-02 23:59") == ["02 08:00", "02 20:00"]
    assert len(times(order({**four, "repeat": {**four["repeat"], "frequency": 1}}), *DAY)) == 4


DAY = ("2026-03-02 00:00", "2026-03-02 23:59")


def clock(**fields: object) -> dict[str, object]:
    return repeat(timeOfDay=["08:00:00"], boundsPeriod=period("2026-03-03"), **fields)


@pytest.mark.parametrize(
    ("timing", "span", "expected"),
    [
        (
            clock(period=3, periodUnit="d"),
            ("2026-03-01 00:00", "2026-03-12 00:00"),
            ["03 08:00", "06 08:00", "09 08:00"],
        ),
        (
            clock(period=2, periodUnit="wk", dayOfWeek=["mon", "fri"]),
            ("2026-03-01 00:00", "2026-03-31 00:00"),
            ["06 08:00", "16 08:00", "20 08:00", "30 08:00"],
        ),
        (
            clock(period=1, periodUnit="wk"),
            ("2026-03-01 00:00", "2026-03-18 00:00"),
            ["03 08:00", "10 08:00", "17 08:00"],
        ),
        (
            clock(period=2, periodUnit="mo"),
            ("2026-03-01 00:00", "2026-06-30 00:00"),
            ["03 08:00", "03 08:00"],
        ),
        (clock(period=11, periodUnit="mo"), ("2027-01-01 00:00", "2027-03-31 00:00"), ["03 08:00"]),
        (clock(period=2, periodUnit="a"), ("2026-03-04 00:00", "2028-12-31 00:00"), ["03 08:00"]),
        (
            clock(period=1, periodUnit="d", count=2),
            ("2026-03-01 00:00", "2026-03-09 00:00"),
            ["03 08:00", "04 08:00"],
        ),
        (clock(period=1, periodUnit="d", count=2), ("2026-03-05 00:00", "2026-03-09 00:00"), []),
        (clock(period=1, periodUnit="d"), ("2026-03-08 00:00", "2026-03-08 23:00"), ["08 08:00"]),
    ],
)
def test_days_are_counted_from_the_start(
    timing: dict[str, object], span: tuple[str, str], expected: list[str]
) -> None:
    assert times(order(timing), *span) == expected


def test_the_search_for_a_dose_time_ends_after_years() -> None:
    century = repeat(
        timeOfDay=["08:00:00"], boundsPeriod=period("2020-03-03"), period=100, periodUnit="a", frequency=1
    )

    assert times(order(century), *DAY) == []


@pytest.mark.parametrize(
    ("code", "clock_time", "offset", "expected"),
    [
        ("ACM", "00:30", 30, ["02 00:00"]),
        ("ACM", "00:29", 30, None),
        ("PCM", "23:29", 30, ["02 23:59"]),
        ("PCM", "23:30", 30, None),
        ("ACM", "07:00", 0, ["02 06:30"]),
    ],
)
def test_an_offset_from_a_meal_stays_within_its_day(
    code: str, clock_time: str, offset: int, expected: list[str] | None
) -> None:
    policy = Policy(when_times={**DEFAULT.when_times, "CM": clock_time})
    wanted = order(repeat(when=[code], offset=offset))
    if expected is not None:
        assert times(wanted, *DAY, policy=policy) == expected
    else:
        with pytest.raises(Unschedulable, match="another day"):
            times(wanted, *DAY, policy=policy)


@pytest.mark.parametrize(
    ("seconds", "frequency", "allowed"), [(60, 1, True), (59, 1, False), (120, 2, True), (119, 2, False)]
)
def test_more_often_than_every_minute_is_refused(seconds: int, frequency: int, allowed: bool) -> None:
    wanted = order(repeat(frequency=frequency, period=seconds, periodUnit="s"), authored=START)
    if allowed:
        assert len(times(wanted, "2026-03-02 08:00", "2026-03-02 08:03")) == 4
    else:
        with pytest.raises(Unschedulable) as refused:
            times(wanted, "2026-03-02 08:00", "2026-03-02 08:03")
        assert str(refused.value) == "more often than every minute"


@pytest.mark.parametrize("unit", ["s", "min", "h"])
def test_hours_and_less_are_absolute_over_a_change_of_the_clocks(unit: str) -> None:
    every = {"s": 86400, "min": 1440, "h": 24}[unit]
    wanted = order(repeat(frequency=1, period=every, periodUnit=unit), authored="2026-03-28T08:00:00+01:00")

    assert times(wanted, "2026-03-28 00:00", "2026-03-29 23:00", BERLIN) == ["28 08:00", "29 09:00"]


def test_counted_doses_at_an_interval_are_counted_from_the_first() -> None:
    wanted = order(repeat(frequency=1, period=8, periodUnit="h", count=4), authored=START)

    assert times(wanted, "2026-03-03 00:00", "2026-03-05 00:00") == ["03 00:00", "03 08:00"]


def test_an_interval_is_followed_from_near_the_asked_moment_not_from_years_ago() -> None:
    timing = order(repeat(frequency=1, period=8, periodUnit="h"), authored="2000-01-01T00:00:00Z").dosages[0]
    assert timing.timing is not None
    since = DUE
    first = next(at_interval(timing.timing, HANOI, since))

    assert since - timedelta(hours=16) <= first <= since


def test_a_line_of_the_round_tells_window_and_answer() -> None:
    history = [{"at": "08:05", "dose": "5 mg", "scheduled": "08:00"}]
    today = next(one for one in listed("09:00", AMLO, history=history) if one.status is DueStatus.GIVEN)

    assert today.window_start is not None
    assert today.window_end is not None
    assert today.window_end - today.window_start == timedelta(hours=4)
    assert today.given is not None
    assert (today.given.status, today.given_by_event) == ("completed", "")


@pytest.mark.parametrize(
    ("now", "status"),
    [("12:59", "upcoming"), ("13:00", "due"), ("15:00", "due"), ("15:01", "overdue")],
)
def test_a_dose_is_due_from_the_first_to_the_last_minute_of_its_window(now: str, status: str) -> None:
    fourteen = next(one for one in listed(now, PARA) if one.dose.due == datetime(2026, 3, 2, 7, tzinfo=UTC))

    assert fourteen.status == status


def test_a_stat_dose_at_a_set_time_is_answered_by_the_record_nearest_to_it() -> None:
    stat = {**PARA, "priority": "stat"}
    found = listed("08:00", stat, history=[{"at": "06:10", "dose": "500 mg"}])

    assert [f"{one.dose.label} {one.status}" for one in found if one.given] == ["06:00 given"]


def test_lines_of_equal_weight_come_by_time_then_by_name() -> None:
    found = listed("08:00", PARA, others={"b": AMLO, "a": AMLO})
    due = [f"{one.order.id} {one.dose.label}" for one in found if one.status is DueStatus.DUE]

    assert due == ["a 08:00", "b 08:00"]


def test_a_time_critical_drug_is_critical_and_a_blocked_line_says_so() -> None:
    levodopa = {"drug": "LEVODOPA", "dose": "1 {tbl}", "every": "8 h", "start": "2026-03-01"}
    odd = {**levodopa, "dose": "5 {spoon}"}
    blocked = [
        one for one in listed("08:00", levodopa, others={"odd": odd}) if one.status is DueStatus.BLOCKED
    ]

    assert [(one.critical, one.order.id, one.dose.order_id) for one in blocked] == [
        (False, "odd", "odd"),
        (True, "order", "order"),
    ]
    assert blocked[1].dose.dosage == blocked[1].order.dosages[0]


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("day", [date.min, date.max, date(1, 1, 3), date(9999, 12, 28)])
def test_the_calendars_ends_are_times_in_every_zone(day: date, zone: str) -> None:
    first, last = first_instant(Moment(day=day), zone), last_instant(Moment(day=day), zone)

    assert abs(day_of(first, zone).toordinal() - day.toordinal()) <= 3
    assert abs(day_of(last, zone).toordinal() - day.toordinal()) <= 3
    for end in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        day_of(first_instant(Moment(at=end), zone), zone)
        day_of(last_instant(Moment(at=end), zone), zone)


def test_a_weekly_dose_has_its_neighbours_a_week_away_and_the_first_has_none_before() -> None:
    weekly = order(repeat(dayOfWeek=["mon"], timeOfDay=["08:00:00"], boundsPeriod=period("2026-03-02")))
    first, week = datetime.fromisoformat(START).astimezone(UTC), timedelta(days=7)

    assert neighbours(weekly, first, DEFAULT, HANOI) == (None, first + week)
    assert neighbours(weekly, first + week, DEFAULT, HANOI) == (first, first + 2 * week)


def test_the_last_dose_has_a_neighbour_before_it_only() -> None:
    daily = order(repeat(timeOfDay=["08:00:00"], boundsPeriod=period("2026-03-01", "2026-03-02")))
    last = datetime.fromisoformat(START).astimezone(UTC)

    assert neighbours(daily, last, DEFAULT, HANOI) == (last - timedelta(days=1), None)
