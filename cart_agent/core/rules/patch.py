"""A new patch goes on when the old one is off."""

from cart_agent.core import orders
from cart_agent.core.chart import Administration
from cart_agent.core.course import RUNNING, course_of
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def patch_not_removed(s: Situation) -> Finding | None:
    """DUPLICATE_INGREDIENT: a patch of the same substance is not recorded as removed (ISMP on fentanyl
    patches).
    """
    if course_of(s.dose.dosage.route) != "patch":
        return None
    keys = orders.counted_as(s.order, s.formulary)
    on = [one for one in s.history if patch_on(one, s)]
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
    return finding("DUPLICATE_INGREDIENT", Severity.STOP, case="patch", order=_name(found, s), at=at)


def _name(one: Administration, s: Situation) -> str:
    """Of the patch that is on, not of the one that is to come: by its order, else by what was given."""
    order, product = s.chart.order(one.order_id), s.formulary.named(one.codes)
    return order.text if order else product.name if product else one.order_id


def patch_on(one: Administration, s: Situation) -> bool:
    """Whether it is a patch that nobody has said to be removed."""
    return _is_patch(one, s) and _still_on(one)


def _is_patch(one: Administration, s: Situation) -> bool:
    """By its route; where the record states none, by what was given and by its order."""
    if one.route:
        return course_of(one.route) == "patch"
    product, order = s.formulary.named(one.codes), s.chart.order(one.order_id)
    routes = [dosage.route for dosage in order.dosages] if order else []
    return "transdermal" in routes or (product is not None and product.form == "patch")


def _still_on(one: Administration) -> bool:
    """Unless somebody said that it was removed."""
    return one.status in RUNNING or (one.status in ("completed", "unknown") and one.end is None)
