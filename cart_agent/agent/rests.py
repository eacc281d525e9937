"""What is left of an ampoule of a controlled drug when a part of it was given: wasted before a witness."""

from cart_agent.agent.balances import is_controlled
from cart_agent.agent.parts import Parts
from cart_agent.agent.records import OnRecord
from cart_agent.core.chart import Chart, Product
from cart_agent.core.doses import SCANNED_ONE_BY_ONE, Uncountable, pieces, unit_of
from cart_agent.core.orders import candidates, named_product
from cart_agent.core.quantity import Quantity, UnitError
from cart_agent.his.messages import Instant


def is_left(parts: Parts, encounter_id: str, order_id: str, at: Instant) -> bool:
    """Whether a rest of what was given of this order waits for its waste to be recorded."""
    chart = parts.knowledge.chart(encounter_id)
    order = chart.order(order_id) if chart else None
    if chart is None or order is None:
        return False
    if not any(map(is_controlled, candidates(order, parts.knowledge.book.formulary))):
        return False
    given = (one for one in parts.records.of(chart, at) if one.recorded.administration.order_id == order_id)
    return any(rest_of(parts, chart, one) for one in given)


def rest_of(parts: Parts, chart: Chart, one: OnRecord) -> bool:
    """Whether a rest of what this dose was taken from may still have to be recorded as waste: a controlled
    drug, given, not in whole pieces, and of which no rest is on record."""
    told = one.recorded.administration
    product = _product(parts, chart, one)
    if not told.given or product is None or not is_controlled(product) or _whole(product, told.amount):
        return False
    wastes = parts.wastes.of(chart.encounter_id, parts.present())
    return not any(waste.told.get("of") == one.id and not waste.undone for waste in wastes)


def _product(parts: Parts, chart: Chart, one: OnRecord) -> Product | None:
    formulary = parts.knowledge.book.formulary
    told = one.recorded.administration
    order = chart.order(told.order_id)
    return formulary.named(told.codes) or (named_product(order, formulary) if order else None)


def _whole(product: Product, amount: Quantity | None) -> bool:
    """Whether it was so many whole pieces that nothing is left."""
    if amount is None:
        return False
    try:
        counted = unit_of(product) in SCANNED_ONE_BY_ONE
        return counted and pieces(product, product, amount).denominator == 1
    except (Uncountable, UnitError):
        return False
