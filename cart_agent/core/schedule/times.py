"""An order's dose times."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile

from cart_agent.core.chart import Dosage, Dose, Order, Timing
from cart_agent.core.policy import Policy
from cart_agent.core.schedule.clock import clock_times, on_clock
from cart_agent.core.schedule.errors import Unschedulable
from cart_agent.core.schedule.local import clock_of, first_instant, label, last_instant
from cart_agent.core.schedule.rhythm import at_interval

NEAR, SEARCH = timedelta(hours=26), timedelta(days=62)


def dose_times(order: Order, policy: Policy, zone: str, start: datetime, end: datetime) -> tuple[Dose, ...]:
    """The order's doses due from `start` to `end` (both included), earliest first, and those on demand.

    `zone` is the ward's IANA zone. Raises Unschedulable.
    """
    try:
        doses = [dose for dosage in order.dosages for dose in _of(order, dosage, policy, zone, start, end)]
    except (OverflowError, ValueError) as error:
        raise Unschedulable(str(error)) from error
    if len(order.dosages) > 1:
        _one_each(doses)
    return tuple(sorted(doses, key=lambda dose: (dose.due or datetime.max.replace(tzinfo=UTC), dose.key)))


def _one_each(doses: list[Dose]) -> None:
    """Two instructions for one moment: a record names its moment, and would answer both. Raises
    Unschedulable."""
    timed = {(dose.due, dose.dosage.sequence) for dose in doses if dose.due is not None}
    if len({due for due, _ in timed}) != len(timed):
        raise Unschedulable("two instructions for one dose time")


def due_times(order: Order, policy: Policy, zone: str, start: datetime, end: datetime) -> list[datetime]:
    """When `dose_times` are due, without the doses themselves. Raises Unschedulable."""
    timings = [one.timing for one in order.dosages if one.timing is not None and not on_demand(one)]
    try:
        return sorted(due for timing in timings for due in _within(timing, policy, zone, start, end))
    except (OverflowError, ValueError) as error:
        raise Unschedulable(str(error)) from error


def nearest_dose(order: Order, policy: Policy, zone: str, now: datetime) -> Dose | None:
    """The dose that is meant when nobody says which: due nearest to `now`, the earlier of two as near.

    None where the order has none within two months. Raises Unschedulable.
    """
    found = dose_times(order, policy, zone, now - NEAR, now + NEAR)
    found = found or dose_times(order, policy, zone, now - SEARCH, now + SEARCH)
    return min(found, key=lambda dose: abs(dose.due - now) if dose.due else timedelta(0), default=None)


def on_demand(dosage: Dosage) -> bool:
    """Whether no dose time is set: as needed, or once."""
    timing = dosage.timing
    return (
        dosage.as_needed
        or timing is None
        or not (timing.events or timing.times or timing.when or _repeats(timing))
    )


def _repeats(timing: Timing) -> bool:
    return timing.period is not None or bool(timing.days)


def _of(
    order: Order, dosage: Dosage, policy: Policy, zone: str, start: datetime, end: datetime
) -> Iterator[Dose]:
    if on_demand(dosage):
        yield Dose(order_id=order.id, due=None, dosage=dosage)
        return
    assert dosage.timing is not None
    for due in _within(dosage.timing, policy, zone, start, end):
        yield Dose(order_id=order.id, due=due, dosage=dosage, label=label(due, zone))


def _within(timing: Timing, policy: Policy, zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Dose times inside the bounds, the count and the asked span."""
    first = first_instant(timing.start, zone) if timing.start else None
    last = min(end, last_instant(timing.end, zone)) if timing.end else end
    since = max(start, first) if first else start
    bounded = (due for due in _endless(timing, policy, zone, since) if first is None or due >= first)
    counted = islice(bounded, timing.count)
    return (due for due in takewhile(lambda due: due <= last, counted) if due >= start)


def _of_start(timing: Timing, zone: str) -> tuple[time, ...]:
    """Mondays and Thursdays of every week, and no clock time: at that of the start. Evenly spaced in the week
    they would miss their days."""
    if (
        timing.days
        and timing.period_unit == "wk"
        and timing.start is not None
        and timing.start.at is not None
    ):
        return (clock_of(timing.start.at, zone),)
    return ()


def _endless(timing: Timing, policy: Policy, zone: str, since: datetime) -> Iterator[datetime]:
    if timing.events:
        return iter(timing.events)
    clocks = clock_times(timing, policy) or _of_start(timing, zone)
    if clocks:
        return on_clock(timing, clocks, zone, since)
    if timing.period is None:
        raise Unschedulable("days of the week without a time")
    return at_interval(timing, zone, since)
