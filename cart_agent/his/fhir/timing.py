"""FHIR Timing to core Timing (hl7.org/fhir/R4/datatypes.html#timing)."""

from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal
from functools import lru_cache

import msgspec

from cart_agent.core.chart import Moment, Timing
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.values import duration, instant, moment, of_unit, plain
from cart_agent.his.fhir.wire import NOTHING, Concept, Ignored, Period, Strict, WireQuantity, WireRange

PERIOD_UNITS = ("s", "min", "h", "d", "wk", "mo", "a")
LONG = ("d", "wk", "mo", "a")
"""Periods in which clock times and days of the week are counted."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INSTANT = timedelta(microseconds=1)
BOUNDS, SEVERAL = "timing bounds", "timing: several bounds"
MEALS = {"C": ("CM", "CD", "CV"), "AC": ("ACM", "ACD", "ACV"), "PC": ("PCM", "PCD", "PCV")}


class Repeat(Strict, frozen=True, kw_only=True):
    """Timing.repeat, every field of R4."""

    id: str = ""
    extension: Ignored = NOTHING
    bounds_duration: WireQuantity | None = None
    bounds_range: WireRange | None = None
    bounds_period: Period | None = None
    count: int | None = None
    count_max: int | None = None
    duration: Decimal | None = None
    duration_max: Decimal | None = None
    duration_unit: str = ""
    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str = ""
    day_of_week: tuple[str, ...] = ()
    time_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset: int = 0

    @property
    def says_when(self) -> bool:
        """Whether it says how often, beside bounds and count."""
        return bool(self.frequency or self.period or self.day_of_week or self.time_of_day or self.when)


NO_REPEAT = Repeat()


class WireTiming(Strict, frozen=True, kw_only=True):
    """Timing."""

    id: str = ""
    extension: Ignored = NOTHING
    event: tuple[str, ...] = ()
    repeat: Repeat | None = None
    code: Concept | None = None


# Codes of http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation and its R4 value set.
CODES: dict[str, Repeat] = {
    "QD": Repeat(frequency=1, period=Decimal(1), period_unit="d"),
    "BID": Repeat(frequency=2, period=Decimal(1), period_unit="d"),
    "TID": Repeat(frequency=3, period=Decimal(1), period_unit="d"),
    "QID": Repeat(frequency=4, period=Decimal(1), period_unit="d"),
    "QOD": Repeat(frequency=1, period=Decimal(2), period_unit="d"),
    "WK": Repeat(frequency=1, period=Decimal(1), period_unit="wk"),
    "MO": Repeat(frequency=1, period=Decimal(1), period_unit="mo"),
    "AM": Repeat(when=("MORN",)),
    "PM": Repeat(when=("EVE",)),
    "BED": Repeat(when=("HS",)),
    **{f"Q{n}H": Repeat(frequency=1, period=Decimal(n), period_unit="h") for n in (1, 2, 3, 4, 6, 8, 12)},
}


def read_timing(wire: WireTiming, authored: Moment | None) -> Timing:
    """The timing, or Unreadable. `authored` starts it where it has no bounds of its own and lists no moments:
    an order that is written down after its moment is of that moment still."""
    repeat = _repeat(wire)
    events = tuple(sorted([instant(text) for text in wire.event]))
    _check(repeat, bool(events))
    written = authored if not events or repeat.bounds_duration or repeat.bounds_range else None
    start, certain_end, end = _bounds(repeat, written)
    return Timing(
        events=events,
        frequency=repeat.frequency or 1,
        period=repeat.period,
        period_unit=repeat.period_unit,
        times=tuple(sorted([_clock(text) for text in repeat.time_of_day])),
        days=repeat.day_of_week,
        when=tuple([code for one in repeat.when for code in MEALS.get(one, (one,))]),
        offset_minutes=repeat.offset,
        start=start,
        end=end,
        certain_end=certain_end,
        count=repeat.count_max or repeat.count,
        duration=_length(repeat),
    )


def _repeat(wire: WireTiming) -> Repeat:
    repeat = wire.repeat or NO_REPEAT
    if wire.code is None or repeat.says_when or wire.event:
        return repeat
    known = next((CODES[c.code] for c in wire.code.coding if c.code in CODES), None)
    if known is None:
        raise Unreadable(f"timing code not understood: {wire.code.label or wire.code.coding}")
    said = {name: getattr(known, name) for name in known.__struct_fields__}
    rhythm = {name: value for name, value in said.items() if value != getattr(NO_REPEAT, name)}
    return msgspec.structs.replace(repeat, **rhythm)


def _check(repeat: Repeat, events: bool) -> None:
    for problem, found in PROBLEMS:
        if found(repeat):
            raise Unreadable(f"timing: {problem}")
    if events and repeat.says_when:
        raise Unreadable("timing: events and a rhythm together")


def _differ(repeat: Repeat) -> bool:
    """Three a day with two clock times: one of them is wrong, and nobody can know which."""
    clock = len(repeat.time_of_day) or sum(len(MEALS.get(one, (one,))) for one in repeat.when)
    if repeat.period_unit not in LONG or repeat.frequency in (None, 1):  # 1: FHIR's default, written out
        return False
    days = len(repeat.day_of_week) if repeat.period_unit == "wk" else 0
    return bool((clock or days) and repeat.frequency != max(clock, 1) * max(days, 1))


def _twice(repeat: Repeat) -> bool:
    return any(len(set(one)) != len(one) for one in (repeat.time_of_day, repeat.when, repeat.day_of_week))


PROBLEMS: tuple[tuple[str, Callable[[Repeat], object]], ...] = (
    ("frequency", lambda one: one.frequency is not None and not 1 <= one.frequency <= 1440),
    ("frequency without period", lambda one: one.frequency and one.period is None and not one.time_of_day),
    ("period", lambda one: one.period is not None and not (plain(one.period) and one.period > 0)),
    ("period unit", lambda one: one.period is not None and one.period_unit not in PERIOD_UNITS),
    ("day of week", lambda one: one.day_of_week and not set(one.day_of_week) <= set(DAYS)),
    ("count", lambda one: any(n is not None and not 1 <= n <= 10_000 for n in (one.count, one.count_max))),
    ("offset", lambda one: one.offset < 0 or (one.offset > 0 and not one.when)),
    ("times of day and day events together", lambda one: one.time_of_day and one.when),
    ("days of the week in a month", lambda one: one.day_of_week and one.period_unit in ("mo", "a")),
    ("one time or day twice", _twice),
    ("frequency and times of day differ", _differ),
)
"""What FHIR allows and nobody can carry out."""


Bounds = tuple[Moment | None, Moment | None, Moment | None]
"""Start, certain end (of a range only), end."""


def _bounds(repeat: Repeat, authored: Moment | None) -> Bounds:
    if repeat.bounds_period is not None:
        if repeat.bounds_duration is not None or repeat.bounds_range is not None:
            raise Unreadable(SEVERAL)
        return _period(moment(repeat.bounds_period.start), moment(repeat.bounds_period.end), authored)
    if repeat.bounds_range is not None:
        if repeat.bounds_duration is not None:
            raise Unreadable(SEVERAL)
        return _ranged(repeat.bounds_range, authored)
    if repeat.bounds_duration is None:
        return authored, None, None
    return authored, None, _after(authored, duration(repeat.bounds_duration, BOUNDS))


def _period(start: Moment | None, end: Moment | None, authored: Moment | None) -> Bounds:
    """An order that was over before it began would be on nobody's list (FHIR R4, Period, per-1)."""
    if start is not None and end is not None and _before(end, start):
        raise Unreadable("timing bounds: the period ends before it begins")
    return start or authored, None, end


def _before(one: Moment, other: Moment) -> bool:
    """Of a day and a time nobody knows which is earlier without the ward's clock."""
    if one.at is not None and other.at is not None:
        return one.at < other.at
    return one.day is not None and other.day is not None and one.day < other.day


def _ranged(wire: WireRange, start: Moment | None) -> Bounds:
    """5 to 10 days. Without the first number nothing beyond the start is certain; without the second nobody
    knows when it is over."""
    if wire.low is None and wire.high is None:
        raise Unreadable("timing bounds: a range without ends")
    low = duration(wire.low, BOUNDS) if wire.low else timedelta(0)
    high = duration(wire.high, BOUNDS) if wire.high else None
    if high is not None and high < low:
        raise Unreadable("timing bounds: the range ends before it begins")
    return start, _after(start, low), _after(start, high) if high is not None else None


def _after(start: Moment | None, length: timedelta) -> Moment:
    """The last moment of so long a time: a week of every 8 h is 21 doses, not 22."""
    if start is None:
        raise Unreadable("timing: a duration without a start")
    try:
        if start.at is not None:
            return Moment(at=start.at + length - INSTANT if length else start.at)
        assert start.day is not None
        return Moment(day=start.day + max(length - timedelta(days=1), timedelta(0)))
    except OverflowError as error:
        raise Unreadable("timing: bounds beyond the year 9999") from error


def after_end(ends: list[Moment]) -> Moment:
    """When the next instruction begins, if these end so: the day after, or the next whole second."""
    days = [end.day for end in ends if end.day is not None]
    moments = [end.at for end in ends if end.at is not None]
    if days and moments:
        raise Unreadable("several instructions: one ends with a day, another at a time")
    try:
        if days:
            return Moment(day=max(days) + timedelta(days=1))
        last = max(moments)
        return Moment(at=last + INSTANT if last.microsecond else last)
    except OverflowError as error:
        raise Unreadable("timing: bounds beyond the year 9999") from error


@lru_cache(maxsize=1440)
def _clock(text: str) -> time:
    try:
        clock = time.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"not a time of day: {text!r}") from error
    if clock.tzinfo is not None:
        raise Unreadable(f"time of day with offset: {text!r}")
    return clock


def _length(repeat: Repeat) -> timedelta | None:
    if repeat.duration is None:
        return None
    return of_unit(repeat.duration_max or repeat.duration, repeat.duration_unit, "timing duration")
