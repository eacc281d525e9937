"""The most that a patient may ever get of a substance, of which the cart knows a part."""

from datetime import datetime, timedelta
from fractions import Fraction

from cart_agent.core.doses import Uncountable
from cart_agent.core.intake import Limit, before, lifetime_limits, total
from cart_agent.core.quantity import Quantity, nearest_decimal
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity

CHART_HOLDS = timedelta(hours=72)
"""How far back a chart's doses go (docs/his-contract.md, chart document)."""


def lifetime_max(s: Situation) -> Finding | None:
    """PRN_MAX over a lifetime: STOP where what the cart knows and this dose pass the maximum.

    Where they do not, a person still has to add what was given before the chart begins: CONFIRM, every time.
    """
    try:
        counted = [(limit, before(s, limit), total(s, limit)) for limit in lifetime_limits(s)]
    except Uncountable as error:
        return finding("PRN_MAX", Severity.STOP, case="unknown", order=s.order.text, reason=error.reason)
    if not counted:
        return None
    limit, earlier, with_dose = max(counted, key=lambda one: one[2] / one[0].amount)
    passed = with_dose > limit.amount
    return finding(
        "PRN_MAX",
        Severity.STOP if passed else Severity.CONFIRM,
        case="lifetime" if passed else "lifetime-known",
        order=s.order.text,
        maximum=limit.shown,
        counted=_as_shown(earlier, limit),
        since=local_time(_since(s), s.zone),
    )


def _as_shown(amount: Fraction, limit: Limit) -> Quantity:
    """In the unit of the maximum, which may be tablets."""
    share = amount / limit.amount
    return Quantity(value=nearest_decimal(Fraction(limit.shown.value) * share), unit=limit.shown.unit)


def _since(s: Situation) -> datetime:
    """From when on doses are counted: the chart's doses begin there, and the cart may know of older ones."""
    return min([s.chart.as_of - CHART_HOLDS, *(one.start for one in s.history if one.given)])
