"""The round: what is due, overdue, coming, done; what is most urgent first."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import Administration, Chart, Dosage, Dose, Formulary, Order
from cart_agent.core.policy import Policy
from cart_agent.core.schedule.answers import answers
from cart_agent.core.schedule.errors import Unschedulable
from cart_agent.core.schedule.times import dose_times, due_times
from cart_agent.core.schedule.windows import NEAR, DoseWindow, neighbours, window_of


class DueStatus(StrEnum):
    """Where a dose stands."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    PRN = "prn"
    """May be given on demand."""
    BLOCKED = "blocked"
    """Shown, and cannot be released; see `problem`."""
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    """Held, refused or not available."""


_ORDER = {status: rank for rank, status in enumerate(DueStatus)}


class DueDose(Struct, frozen=True, kw_only=True):
    """One line of the round."""

    order: Order
    dose: Dose
    status: DueStatus
    critical: bool
    """A late dose of it is escalated: STAT, time-critical, or on the ward's critical list."""
    window_start: datetime | None = None
    window_end: datetime | None = None
    given: Administration | None = None
    """What answered it."""
    given_by_event: str = ""
    """Its event id; empty when another system recorded it."""
    problem: str = ""
    passed: bool = False
    """Overdue, and the next dose of its order is due: that one is to be given now, not both."""


class _Ward(Struct, frozen=True, kw_only=True):
    formulary: Formulary
    policy: Policy
    zone: str
    now: datetime
    history: tuple[Administration, ...]


def due_list(
    chart: Chart,
    formulary: Formulary,
    policy: Policy,
    zone: str,
    now: datetime,
    history: tuple[Administration, ...],
) -> tuple[DueDose, ...]:
    """Every dose of a patient around `now` (policy: look back, look ahead), late critical ones first.

    `history` is the merged history (`schedule.merge`). An order that cannot be scheduled is one BLOCKED
    line.
    """
    ward = _Ward(formulary=formulary, policy=policy, zone=zone, now=now, history=history)
    lines = [line for order in chart.orders for line in _lines(order, ward)]
    return tuple(sorted(lines, key=_risk))


def is_critical(order: Order, formulary: Formulary, policy: Policy) -> bool:
    """Whether a late dose of this order is escalated (NPSA/2010/RRR009)."""
    if order.immediate or "time-critical" in orders.classes(order, formulary):
        return True
    return any(code.startswith(policy.critical_atc) for code in orders.atc(order, formulary))


def _risk(line: DueDose) -> tuple[int, int, bool, str, str]:
    """A dose whose time has passed comes behind what is due now."""
    late_critical = line.critical and line.status in (DueStatus.OVERDUE, DueStatus.DUE)
    when = line.dose.due.isoformat() if line.dose.due else ""
    rank = _ORDER[DueStatus.DUE if line.passed else line.status]
    return (0 if late_critical else 1, rank, line.passed, when, line.dose.key)


def _lines(order: Order, ward: _Ward) -> list[DueDose]:
    if order.do_not_perform or order.status not in ("active", "on-hold"):
        return []
    critical = is_critical(order, ward.formulary, ward.policy)
    if order.problem:
        return [_blocked(order, critical, order.problem)]
    start = ward.now - timedelta(minutes=ward.policy.look_back_minutes)
    end = ward.now + timedelta(minutes=ward.policy.look_ahead_minutes)
    try:
        doses = dose_times(order, ward.policy, ward.zone, start, end)
        times = due_times(order, ward.policy, ward.zone, start - NEAR, end + NEAR)
        return [_line(order, dose, critical, ward, times) for dose in doses]
    except Unschedulable as error:
        return [_blocked(order, critical, str(error))]


def _blocked(order: Order, critical: bool, problem: str) -> DueDose:
    dosage = order.dosages[0] if order.dosages else Dosage()
    dose = Dose(order_id=order.id, due=None, dosage=dosage)
    return DueDose(order=order, dose=dose, status=DueStatus.BLOCKED, critical=critical, problem=problem)


def _line(order: Order, dose: Dose, critical: bool, ward: _Ward, times: list[datetime]) -> DueDose:
    window = window_of(order, dose, ward.formulary, ward.policy, ward.zone, times)
    around: tuple[datetime | None, datetime | None] = (None, None)
    if dose.due is not None:
        around = (
            (window.before, window.after)
            if window
            else neighbours(order, dose.due, ward.policy, ward.zone, times)
        )
    found = answers(dose, ward.history, *around)
    answer = next((one for one in found if one.given), found[-1] if found else None)
    first, last = (window.start, window.end) if window else (dose.due, None)
    status = _status(order, dose, answer, first, last, ward.now)
    return DueDose(
        order=order,
        dose=dose,
        status=status,
        critical=critical,
        window_start=first,
        window_end=last,
        given=answer,
        given_by_event=answer.event_id if answer else "",
        problem="on hold" if order.status == "on-hold" else "",
        passed=status is DueStatus.OVERDUE and window is not None and _next_is_due(window, dose, ward.now),
    )


def _next_is_due(window: DoseWindow, dose: Dose, now: datetime) -> bool:
    """The next dose may be as early as this one."""
    assert dose.due is not None
    return window.after is not None and window.after - (dose.due - window.start) <= now


def _status(
    order: Order,
    dose: Dose,
    answer: Administration | None,
    first: datetime | None,
    last: datetime | None,
    now: datetime,
) -> DueStatus:
    if answer is not None:
        return DueStatus.GIVEN if answer.given else DueStatus.NOT_GIVEN
    if order.status == "on-hold":
        return DueStatus.BLOCKED
    if dose.dosage.as_needed:
        return DueStatus.PRN
    if first is not None and now < first:
        return DueStatus.UPCOMING
    return DueStatus.OVERDUE if last is not None and now > last else DueStatus.DUE
