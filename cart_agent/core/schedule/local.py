"""Local time of the ward, where clocks may jump (daylight saving)."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cart_agent.core.chart import Moment

EARLIEST, LATEST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
"""Hospitals write 9999-12-31 for "without end"; nearer the calendar's ends a time has no other zone."""


def at(day: date, clock: time, zone: str) -> datetime:
    """That clock time on that day, in UTC.

    A time that a forward jump skips is taken as long after the jump as it was meant after the last real
    minute; of a time that comes twice the first is meant.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The ward's date at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock_of(moment: datetime, zone: str) -> time:
    """The ward's clock time at a moment."""
    return moment.astimezone(ZoneInfo(zone)).time()


def first_instant(moment: Moment, zone: str) -> datetime:
    """When it begins: that instant, or the first of that day."""
    if moment.at is not None:
        return in_calendar(moment.at)
    assert moment.day is not None
    return _start_of(moment.day, zone)


def last_instant(moment: Moment, zone: str) -> datetime:
    """When it ends: that instant, or the last of that day (FHIR: an end day is included)."""
    if moment.at is not None:
        return in_calendar(moment.at)
    assert moment.day is not None
    if moment.day >= LATEST.date():
        return LATEST
    return _start_of(moment.day + timedelta(days=1), zone) - timedelta(microseconds=1)


def _start_of(day: date, zone: str) -> datetime:
    return at(min(max(day, EARLIEST.date()), LATEST.date()), time(0), zone)


def in_calendar(moment: datetime) -> datetime:
    """The moment, or the calendar's end that it is near."""
    return min(max(moment, EARLIEST), LATEST)


def plus_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def label(moment: datetime, zone: str) -> str:
    """The clock time for people: 08:00."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")
