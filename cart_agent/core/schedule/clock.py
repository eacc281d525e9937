"""Doses at clock times of the ward: `timeOfDay`, day events (`when`), or the ward's standard times."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from cart_agent.core.chart import Timing
from cart_agent.core.policy import Policy
from cart_agent.core.schedule.errors import Unschedulable
from cart_agent.core.schedule.local import at, day_of, first_instant, plus_months

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS_AHEAD = 5
"""Where the search for a dose time ends (a rhythm may never meet its days of the week)."""
HOURS = {"h": Fraction(24), "min": Fraction(1440), "s": Fraction(86400)}


def clock_times(timing: Timing, policy: Policy) -> tuple[time, ...]:
    """The clock times of one day, sorted; empty when the timing is an interval. Raises Unschedulable."""
    if timing.times:
        return timing.times
    if timing.when:
        return tuple(sorted(_event(code, timing.offset_minutes, policy) for code in timing.when))
    if timing.period == 1 and timing.period_unit == "d":
        standard = policy.standard_times.get(timing.frequency, ())
        return tuple(sorted(time.fromisoformat(text) for text in standard))
    return ()


def on_clock(timing: Timing, clocks: tuple[time, ...], zone: str, since: datetime) -> Iterator[datetime]:
    """Dose times from `since` on, without end; from the first day when they must be counted. Raises
    Unschedulable."""
    anchor = day_of(first_instant(timing.start, zone), zone) if timing.start else None
    _check(timing, clocks, anchor)
    day = day_of(since, zone) - timedelta(days=1)
    if timing.count is not None and anchor is not None:
        day = anchor
    while day.year <= since.year + YEARS_AHEAD:
        if _is_day(day, timing, anchor):
            yield from (at(day, clock, zone) for clock in clocks)
        day += timedelta(days=1)


def _check(timing: Timing, clocks: tuple[time, ...], anchor: date | None) -> None:
    if timing.count is not None and anchor is None:
        raise Unschedulable("a number of doses without a start")
    if timing.period is None:
        return
    if timing.period_unit in HOURS:
        if Fraction(timing.period) * len(clocks) != HOURS[timing.period_unit] * timing.frequency:
            raise Unschedulable("times of day and interval differ")
    elif timing.period % 1 != 0:
        raise Unschedulable("part of a day with times of day")
    elif anchor is None and not (timing.period == 1 and timing.period_unit == "d"):
        raise Unschedulable("an interval of days without a start")


def _is_day(day: date, timing: Timing, anchor: date | None) -> bool:
    if timing.days and WEEKDAYS[day.weekday()] not in timing.days:
        return False
    if timing.period is None or timing.period_unit in HOURS or anchor is None:
        return True
    every = int(timing.period)
    if timing.period_unit == "d":
        return (day - anchor).days % every == 0
    if timing.period_unit == "wk":
        weeks = (_monday(day) - _monday(anchor)).days // 7
        return weeks % every == 0 and (bool(timing.days) or day.weekday() == anchor.weekday())
    months = (day.year - anchor.year) * 12 + day.month - anchor.month
    step = every * (12 if timing.period_unit == "a" else 1)
    return months % step == 0 and day == plus_months(anchor, months)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _event(code: str, offset: int, policy: Policy) -> time:
    """The clock time of a day event. With an offset, AC* and PC* count from the meal itself."""
    base = f"C{code[2:]}" if offset and code[:2] in ("AC", "PC") else code
    if base not in policy.when_times:
        raise Unschedulable(f"ward policy has no time for {code}")
    clock = time.fromisoformat(policy.when_times[base])
    minutes = clock.hour * 60 + clock.minute + (-offset if code.startswith("AC") else offset)
    if not 0 <= minutes < 1440:
        raise Unschedulable(f"{code} with an offset of {offset} min is another day")
    return time(minutes // 60, minutes % 60)
