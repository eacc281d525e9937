"""How early and how late a dose may be (ISMP Acute Care Guidelines for Timely Administration, 2011)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import Dose, Formulary, Order
from cart_agent.core.policy import Policy
from cart_agent.core.schedule.times import due_times

NEAR, FAR = timedelta(hours=26), timedelta(days=63)
FREQUENT, DAILY = timedelta(hours=4), timedelta(hours=24)
SECOND = timedelta(seconds=1)


class DoseWindow(Struct, frozen=True, kw_only=True):
    """The time in which a dose is in time, and how far its neighbours are."""

    start: datetime
    end: datetime
    interval: timedelta
    """To the nearer neighbour; a day where there is none."""
    before: datetime | None
    """The dose time before it."""
    after: datetime | None


def window_of(
    order: Order,
    dose: Dose,
    formulary: Formulary,
    policy: Policy,
    zone: str,
    times: Sequence[datetime] = (),
) -> DoseWindow | None:
    """The dose's window; None where there is none: on demand, STAT. Raises Unschedulable.

    `times` as in `neighbours`.
    """
    if dose.due is None or order.immediate:
        return None
    before, after = neighbours(order, dose.due, policy, zone, times)
    gaps = [abs(other - dose.due) for other in (before, after) if other is not None]
    interval = min(gaps, default=DAILY)
    early, late = _allowed(order, interval, formulary, policy)
    return DoseWindow(
        start=dose.due - early, end=dose.due + late, interval=interval, before=before, after=after
    )


def neighbours(
    order: Order, due: datetime, policy: Policy, zone: str, times: Sequence[datetime] = ()
) -> tuple[datetime | None, datetime | None]:
    """The order's dose times before and after `due`. Looks a day around, then two months.

    `times`: all its dose times a day around and more, where the caller has them already.
    """
    before, after = _beside(due, times or due_times(order, policy, zone, due - NEAR, due + NEAR))
    if before is None:
        before, _ = _beside(due, due_times(order, policy, zone, due - FAR, due))
    if after is None:
        _, after = _beside(due, due_times(order, policy, zone, due, due + FAR))
    return before, after


def _beside(due: datetime, times: Sequence[datetime]) -> tuple[datetime | None, datetime | None]:
    before = max((one for one in times if one <= due - SECOND), default=None)
    return before, min((one for one in times if one >= due + SECOND), default=None)


def _allowed(
    order: Order, interval: timedelta, formulary: Formulary, policy: Policy
) -> tuple[timedelta, timedelta]:
    """Before and after: the order's own window, else by class and rhythm."""
    if order.window is not None:
        return order.window.before, order.window.after
    rules = policy.windows
    if interval < FREQUENT:
        width = interval * rules.frequent_percent / 100
    elif interval < DAILY - timedelta(hours=2):
        # A daily dose on the day the clocks change is 23 h from its neighbour and stays daily.
        width = timedelta(minutes=rules.several_daily_minutes)
    else:
        width = timedelta(minutes=rules.daily_minutes)
    if "time-critical" in orders.classes(order, formulary):
        width = min(width, timedelta(minutes=rules.time_critical_minutes))
    return width, width
