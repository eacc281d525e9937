"""As needed: not too soon, not too much. Both per substance, over all orders and combination products."""

from datetime import datetime, timedelta

from cart_agent.core import orders
from cart_agent.core.chart import Administration
from cart_agent.core.doses import Uncountable
from cart_agent.core.intake import Limit, limits_of, not_known, total
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.rules.patch import patch_on
from cart_agent.core.schedule.rhythm import SECONDS
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def prn_too_soon(s: Situation) -> Finding | None:
    """PRN_TOO_SOON: least time since the substance last went in, under any order; an infusion that runs still
    does."""
    wait = least_interval(s)
    last = last_given(s)
    if wait is None or last is None or s.now - last_moment(last, s) >= wait:
        return None
    ended = last_moment(last, s)
    again = local_time(ended + wait, s.zone)
    return finding(
        "PRN_TOO_SOON", Severity.STOP, order=s.order.text, at=local_time(ended, s.zone), again=again
    )


def prn_max(s: Situation) -> Finding | None:
    """PRN_MAX: what was given in the rolling period, and this dose, may not be more than the maximum.

    Asked of every order that carries a maximum, and of every drug for which ward policy has one.
    """
    try:
        limits = limits_of(s)
        passed = next((limit for limit in limits if total(s, limit) > limit.amount), None)
    except Uncountable as error:
        return finding("PRN_MAX", Severity.STOP, case="unknown", order=s.order.text, reason=error.reason)
    return _over(s, passed) if passed else _unknown(s, limits)


def _unknown(s: Situation, limits: tuple[Limit, ...]) -> Finding | None:
    """PRN_MAX, where a dose that counts may be of any drug: only a person can say of which (CONFIRM)."""
    found = next((one for limit in limits for one in not_known(s, limit)), None)
    if found is None:
        return None
    at = local_time(found.start, s.zone)
    return finding("PRN_MAX", Severity.CONFIRM, case="unknown-drug", order=s.order.text, at=at)


def least_interval(s: Situation) -> timedelta | None:
    """The order's own minimum, else its period by its frequency; None for an order that is not as needed."""
    timing = s.dose.dosage.timing
    if not s.dose.dosage.as_needed:
        return None
    if s.order.min_interval is not None:
        return s.order.min_interval
    if timing is None or timing.period is None:
        return None
    seconds = timing.period * SECONDS[timing.period_unit] / timing.frequency
    return timedelta(seconds=float(seconds))


def last_given(s: Situation) -> Administration | None:
    """The newest dose of the substance, under any order."""
    keys = orders.counted_as(s.order, s.formulary)
    same = [
        one
        for one in s.history
        if one.given and (one.order_id == s.order.id or orders.given_keys(one, s.chart, s.formulary) & keys)
    ]
    return max(same, key=lambda one: last_moment(one, s), default=None)


def last_moment(one: Administration, s: Situation) -> datetime:
    """When it was last given. A patch that is on was given when it was put on: it is what the dose as needed
    comes on top of, and DUPLICATE_INGREDIENT asks about it."""
    return one.start if patch_on(one, s) else one.until(s.now)


def _over(s: Situation, limit: Limit) -> Finding:
    hours = str(int(limit.period.total_seconds() // 3600))
    return finding("PRN_MAX", Severity.STOP, order=s.order.text, maximum=limit.shown, hours=hours)
