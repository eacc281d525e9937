"""A new patch goes on when the old one is off."""

from cart_agent.core import orders
from cart_agent.core.course import course_of, goes_on
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def patch_not_removed(s: Situation) -> Finding | None:
    """DUPLICATE_INGREDIENT: a patch of the same substance is not recorded as removed (ISMP on fentanyl
    patches).
    """
    if course_of(s.dose.dosage.route) != "patch":
        return None
    keys = frozenset(key for one in orders.ingredients(s.order, s.formulary) for key in one.keys)
    on = [one for one in s.history if course_of(one.route) == "patch" and goes_on(one)]
    found = next(
        (
            one
            for one in on
            if one.order_id == s.order.id or orders.given_keys(one, s.chart, s.formulary) & keys
        ),
        None,
    )
    if found is None:
        return None
    at = local_time(found.start, s.zone)
    return finding("DUPLICATE_INGREDIENT", Severity.STOP, case="patch", order=s.order.text, at=at)
