"""Doses at an interval from a start: every 8 h, 5 a day (4 h 48 min, not 4 h), every 2 weeks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from cart_agent.core.chart import Timing
from cart_agent.core.schedule.clock import WEEKDAYS, YEARS_AHEAD
from cart_agent.core.schedule.errors import Unschedulable
from cart_agent.core.schedule.local import at, clock_of, day_of, plus_months

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 604800, "mo": 31 * 86400, "a": 366 * 86400}
"""Longest length of a period; exact for all but months and years."""


def at_interval(timing: Timing, zone: str, since: datetime) -> Iterator[datetime]:
    """Dose times from about `since` on, without end; from the first when they must be counted. Raises
    Unschedulable.

    Hours are absolute. Days and longer keep the clock time over a change of the clocks.
    """
    start = timing.start.at if timing.start else None
    if start is None:
        raise Unschedulable("an interval without the time of its start")
    assert timing.period is not None
    length = Fraction(timing.period) * SECONDS[timing.period_unit]
    if length / timing.frequency < 60:
        raise Unschedulable("more often than every minute")
    number = 0 if timing.count is not None else max(0, int((since - start).total_seconds() / length) - 1)
    while True:
        doses = [due for due in _doses(timing, start, number, zone) if due.year <= since.year + YEARS_AHEAD]
        if not doses:
            return
        yield from (due for due in doses if _on_day(due, timing, zone))
        number += 1


def _doses(timing: Timing, start: datetime, period: int, zone: str) -> Iterator[datetime]:
    """The doses of one period, evenly spaced in it."""
    first, after = (_begin(timing, start, number, zone) for number in (period, period + 1))
    for dose in range(timing.frequency):
        yield first + _scaled(after - first, Fraction(dose, timing.frequency))


def _begin(timing: Timing, start: datetime, period: int, zone: str) -> datetime:
    assert timing.period is not None
    periods = Fraction(timing.period) * period
    if timing.period_unit in ("s", "min", "h") or Fraction(timing.period).denominator != 1:
        return start + timedelta(microseconds=round(periods * SECONDS[timing.period_unit] * 10**6))
    day = day_of(start, zone)
    if timing.period_unit in ("mo", "a"):
        later = plus_months(day, int(periods) * (12 if timing.period_unit == "a" else 1))
    else:
        later = day + timedelta(days=int(periods) * (7 if timing.period_unit == "wk" else 1))
    return at(later, clock_of(start, zone), zone)


def _scaled(length: timedelta, share: Fraction) -> timedelta:
    return timedelta(microseconds=round(Fraction(length // timedelta(microseconds=1)) * share))


def _on_day(due: datetime, timing: Timing, zone: str) -> bool:
    return not timing.days or WEEKDAYS[day_of(due, zone).weekday()] in timing.days
