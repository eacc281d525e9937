"""Right time."""

from datetime import timedelta

from cart_agent.core import orders
from cart_agent.core.rules.facts import finding, local_time, minutes
from cart_agent.core.schedule import DoseWindow, Unschedulable, is_critical
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity

HALF_A_DAY = timedelta(hours=12)


def too_early(s: Situation) -> Finding | None:
    """TOO_EARLY: before the dose's window; STOP when early by more than half the interval to its
    neighbour.

    A patient's first dose of a drug has no window (ISMP 2011), and is no other day's dose: see `_first`.
    """
    window = _window(s)
    if window is None or s.dose.due is None or s.now >= window.start:
        return None
    early = s.dose.due - s.now
    stop = early > window.interval / 2
    if not stop and _first(s, window, early):
        return None
    return finding(
        "TOO_EARLY",
        Severity.STOP if stop else Severity.CONFIRM,
        order=s.order.text,
        due=local_time(s.dose.due, s.zone),
        minutes=minutes(early.total_seconds()),
        opens=local_time(window.start, s.zone),
    )


def late(s: Situation) -> Finding | None:
    """LATE: after the dose's window. A whole interval late, the next dose has taken its place: STOP.

    A late critical dose is escalated (fact `critical`) and never blocked (NPSA/2010/RRR009).
    """
    window = _window(s)
    if window is None or s.dose.due is None or s.now <= window.end:
        return None
    behind = s.now - s.dose.due
    if _first(s, window, behind):
        return None
    critical = is_critical(s.order, s.formulary, s.policy)
    missed = behind >= window.interval and not critical
    return finding(
        "LATE",
        Severity.STOP if missed else Severity.CONFIRM,
        case="missed" if missed else "critical" if critical else "",
        order=s.order.text,
        due=local_time(s.dose.due, s.zone),
        minutes=minutes(behind / timedelta(seconds=1)),
    )


def _window(s: Situation) -> DoseWindow | None:
    """None where no window is judged: no dose time, STAT, an untrusted clock, an order that is refused
    anyway."""
    if not s.freshness.clock_synced:
        return None
    try:
        return s.window
    except Unschedulable:
        return None


def _first(s: Situation, window: DoseWindow, off: timedelta) -> bool:
    """The order's first dose, of a drug that this patient has not had in the history the cart knows, `off`
    its time by no more than half the interval and half a day: a weekly drug is not given on another day
    because it is the first time."""
    if off > min(window.interval / 2, HALF_A_DAY):
        return False
    keys = frozenset(key for one in orders.ingredients(s.order, s.formulary) for key in one.keys)
    return window.before is None and not any(
        one.given and (one.order_id == s.order.id or orders.given_keys(one, s.chart, s.formulary) & keys)
        for one in s.history
    )
