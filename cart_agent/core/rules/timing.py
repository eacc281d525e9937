"""Right time."""

from datetime import timedelta

from msgspec.structs import replace

from cart_agent.core import orders
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.schedule import DoseWindow, Unschedulable, answers, is_critical, window_of
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity

HALF_A_DAY = timedelta(hours=12)


def too_early(s: Situation) -> Finding | None:
    """TOO_EARLY: before the dose's window; STOP when early by more than half the interval to its
    neighbour.

    A patient's first dose of a drug has no window (ISMP 2011), and is no other day's dose: see `_first`.
    Once the window of a dose that was given is over, who asks for it wants the next one: it is told of that.
    """
    due, window = s.dose.due, _window(s)
    if due is not None and window is not None and s.now > window.end and _was_given(s, window):
        due, window = window.after, _following(s, window)
    if due is None or window is None or s.now >= window.start:
        return None
    early = due - s.now
    stop = early > window.interval / 2
    if not stop and _first(s, window, early):
        return None
    return finding(
        "TOO_EARLY",
        Severity.STOP if stop else Severity.CONFIRM,
        order=s.order.text,
        due=local_time(due, s.zone),
        length=early,
        opens=local_time(window.start, s.zone),
    )


def late(s: Situation) -> Finding | None:
    """LATE: after the dose's window and not given. A whole interval late, the next has taken its place: STOP.

    A late critical dose is escalated (fact `critical`) and never blocked (NPSA/2010/RRR009).
    """
    window = _window(s)
    if window is None or s.dose.due is None or s.now <= window.end:
        return None
    behind = s.now - s.dose.due
    if _first(s, window, behind) or _was_given(s, window):
        return None
    critical = is_critical(s.order, s.formulary, s.policy)
    missed = behind >= window.interval and not critical
    return finding(
        "LATE",
        Severity.STOP if missed else Severity.CONFIRM,
        case="missed" if missed else "critical" if critical else "",
        order=s.order.text,
        due=local_time(s.dose.due, s.zone),
        length=behind,
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


def _was_given(s: Situation, window: DoseWindow) -> bool:
    return any(one.given for one in answers(s.dose, s.history, window.before, window.after))


def _following(s: Situation, window: DoseWindow) -> DoseWindow | None:
    """The window of the next dose; None where there is none."""
    if window.after is None:
        return None
    return window_of(s.order, replace(s.dose, due=window.after), s.formulary, s.policy, s.zone)


def _first(s: Situation, window: DoseWindow, off: timedelta) -> bool:
    """The order's first dose, of a drug that this patient has not had in the history the cart knows, `off`
    its time by no more than half the interval and half a day: a weekly drug is not given on another day
    because it is the first time."""
    if off > min(window.interval / 2, HALF_A_DAY):
        return False
    keys = orders.counted_as(s.order, s.formulary)
    return window.before is None and not any(
        one.given and (one.order_id == s.order.id or orders.given_keys(one, s.chart, s.formulary) & keys)
        for one in s.history
    )
