"""Was it given already, here or from another cart?"""

from datetime import timedelta

from cart_agent.core import orders
from cart_agent.core.course import course_of
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.rules.patch import patch_on
from cart_agent.core.schedule import Unschedulable, answers, neighbours, on_demand
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def already_given(s: Situation) -> Finding | None:
    """ALREADY_GIVEN: this dose time has an administration that was or may have been given. Of an order whose
    dose times nobody knows nothing of the kind can be said; it is refused as not readable."""
    if s.order.problem or (s.dose.due is None and not on_demand(s.dose.dosage)):
        return None
    try:
        around = neighbours(s.order, s.dose.due, s.policy, s.zone) if s.dose.due else (None, None)
    except Unschedulable:
        around = (None, None)
    found = next((one for one in answers(s.dose, s.history, *around) if one.given), None)
    if found is None:
        return None
    at = local_time(found.start, s.zone)
    return finding("ALREADY_GIVEN", Severity.STOP, order=s.order.text, at=at, by=found.performer or "?")


def duplicate_ingredient(s: Situation) -> Finding | None:
    """DUPLICATE_INGREDIENT: the same substance was given under another order a short time ago, or is still
    being given by a patch (of a second patch `patch_not_removed` says it)."""
    keys = orders.counted_as(s.order, s.formulary)
    since = s.now - timedelta(minutes=s.policy.duplicate_minutes)
    others = (one for one in s.history if one.given and one.order_id != s.order.id)
    second = course_of(s.dose.dosage.route) == "patch"
    recent = (one for one in others if one.until(s.now) >= since or (not second and patch_on(one, s)))
    found = next((one for one in recent if orders.given_keys(one, s.chart, s.formulary) & keys), None)
    if found is None:
        return None
    other = s.chart.order(found.order_id)
    return finding(
        "DUPLICATE_INGREDIENT",
        Severity.CONFIRM,
        case="" if found.order_id else "no-order",
        order=s.order.text,
        other=other.text if other else found.order_id,
        at=local_time(found.start, s.zone),
    )
