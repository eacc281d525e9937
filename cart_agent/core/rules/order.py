"""Is the order one that may be carried out now?"""

from collections.abc import Callable
from datetime import datetime

from cart_agent.core import orders
from cart_agent.core.chart import Timing
from cart_agent.core.doses import Uncountable, by_rate, for_weight, ordered, pieces
from cart_agent.core.forms import ROUTES
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.core.rules.facts import finding
from cart_agent.core.schedule import Unschedulable, dose_times, on_demand
from cart_agent.core.schedule.local import first_instant, last_instant
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def order_readable(s: Situation) -> Finding | None:
    """CHART_UNREADABLE: the order, its timing, or the drug it names is not understood."""
    reason = s.order.problem or _unknown_drug(s) or _unschedulable(s)
    if not reason:
        return None
    return finding("CHART_UNREADABLE", Severity.STOP, case="order", order=s.order.text, reason=reason)


def order_understood(s: Situation) -> Finding | None:
    """CHART_UNREADABLE at the scan: nothing is the right or the wrong drug of an order that was not read."""
    return order_readable(s) if s.order.problem else None


def _unknown_drug(s: Situation) -> str:
    named = orders.named_product(s.order, s.formulary)
    if named is not None and named.problem:
        return "drug-unreadable"
    return "" if orders.candidates(s.order, s.formulary) else "drug-not-in-formulary"


def _unschedulable(s: Situation) -> str:
    try:
        at = s.dose.due or s.now
        dose_times(s.order, s.policy, s.zone, at, at)
    except Unschedulable as error:
        return str(error)
    return ""


def order_active(s: Situation) -> Finding | None:
    """ORDER_NOT_ACTIVE: the first of the reasons below that holds."""
    case = next((case for case, holds in INACTIVE if holds(s)), "")
    if not case:
        return None
    return finding("ORDER_NOT_ACTIVE", Severity.STOP, case=case, order=s.order.text, status=s.order.status)


def route_known(s: Situation) -> Finding | None:
    """WRONG_ROUTE: an order that names no route of the contract cannot be checked."""
    if s.order.problem or s.dose.dosage.route in ROUTES:
        return None
    said = s.dose.dosage.route or s.dose.dosage.route_text or "?"
    return finding("WRONG_ROUTE", Severity.STOP, case="unknown", order=s.order.text, route=said)


def dose_known(s: Situation) -> Finding | None:
    """DOSE_NOT_REACHABLE: an order without a dose, or with a dose or maximum per kg and no weight, cannot be
    checked."""
    if s.order.problem:
        return None
    try:
        _dose_of(s)
    except Uncountable as error:
        return finding(
            "DOSE_NOT_REACHABLE", Severity.STOP, case="uncountable", order=s.order.text, reason=error.reason
        )
    return None


def _dose_of(s: Situation) -> None:
    """A rate is enough for what is made ready; per kg it needs the weight as a dose does, and so does the
    most of one dose."""
    rate, most = s.dose.dosage.rate, s.dose.dosage.max_per_dose
    if most is not None:
        for_weight(most, s.chart.patient)
    if by_rate(s) and rate is not None:
        for_weight(rate.high.numerator, s.chart.patient)
    else:
        ordered(s.dose, s.chart.patient)


def dose_maximum(s: Situation) -> Finding | None:
    """DOSE_OVER: the ordered dose is above the order's own maximum per administration."""
    most = s.dose.dosage.max_per_dose
    if most is None:
        return None
    try:
        high = ordered(s.dose, s.chart.patient).high
        limit = for_weight(most, s.chart.patient)
    except Uncountable:
        return None
    if _within(s, high, limit):
        return None
    return finding("DOSE_OVER", Severity.STOP, case="order", order=s.order.text, given=high, dose=limit)


def _within(s: Situation, high: Quantity, limit: Quantity) -> bool:
    """Two tablets and 1 g are compared by the product that the order names."""
    if same_dimension(high.unit, limit.unit):
        return magnitude(high) <= magnitude(limit)
    named = orders.named_product(s.order, s.formulary)
    try:
        return named is not None and pieces(named, named, high) <= pieces(named, named, limit)
    except Uncountable:
        return False


def _missing(s: Situation) -> bool:
    current = s.chart.order(s.order.id)
    return current is None or current != s.order


def _no_such_dose(s: Situation) -> bool:
    """The order no longer has this dose (its times changed, or its number of doses is used up)."""
    if s.order.problem:
        return False
    if s.dose.order_id != s.order.id or s.dose.dosage not in s.order.dosages:
        return True
    if s.dose.due is None and on_demand(s.dose.dosage):
        return _used_up(s)
    if s.dose.due is None:  # an order with dose times, and none of them is meant
        return not _unschedulable(s)
    try:
        times = dose_times(s.order, s.policy, s.zone, s.dose.due, s.dose.due)
    except Unschedulable:
        return False
    return s.dose.due not in [dose.due for dose in times]


def _used_up(s: Situation) -> bool:
    timing = s.dose.dosage.timing
    given = [one for one in s.history if one.given and one.order_id == s.order.id]
    return timing is not None and timing.count is not None and len(given) >= timing.count


def _unverified(s: Situation) -> bool:
    return s.policy.require_pharmacist_verification and s.order.pharmacist_verified is not True


def _before_start(s: Situation) -> bool:
    return _outside(
        s,
        lambda timing, early, _: (
            timing.start is not None and s.now < min(first_instant(timing.start, s.zone), early)
        ),
    )


def _after_end(s: Situation) -> bool:
    return _outside(
        s,
        lambda timing, _, late: (
            timing.end is not None and s.now > max(last_instant(timing.end, s.zone), late)
        ),
    )


def _outside(s: Situation, judge: Callable[[Timing, datetime, datetime], bool]) -> bool:
    """Bounds are of dose times: the window of a dose inside them may reach a little beyond."""
    timing = s.dose.dosage.timing
    if timing is None:
        return False
    try:
        window = s.window
    except Unschedulable:
        window = None
    if window is not None:
        return judge(timing, window.start, window.end)
    start = first_instant(timing.start, s.zone) if timing.start else s.now
    end = last_instant(timing.end, s.zone) if timing.end else s.now
    return judge(timing, start, end)


INACTIVE: tuple[tuple[str, Callable[[Situation], bool]], ...] = (
    ("missing", _missing),
    ("do-not-perform", lambda s: s.order.do_not_perform),
    ("status", lambda s: s.order.status != "active"),
    ("intent", lambda s: s.order.intent not in orders.INTENTS),
    ("unverified", _unverified),
    ("before-start", _before_start),
    ("after-end", _after_end),
    ("no-such-dose", _no_such_dose),
)
"""Why an order is not active, most telling first."""
