"""Rules of the release gate, asked of the product that is really in the nurse's hand."""

from cart_agent.core import orders
from cart_agent.core.chart import ATC, Product, values
from cart_agent.core.rules.allergy import allergy_to
from cart_agent.core.rules.case import Case
from cart_agent.core.rules.classes import controlled_of, high_alert_of
from cart_agent.core.rules.facts import worst
from cart_agent.core.verdict import Finding


def product_allergy(c: Case) -> Finding | None:
    """ALLERGY to any ingredient of what was scanned, also of a wrong drug."""
    return worst(allergy_to(one.ingredients, values(one.codes, ATC), c.s, one.name) for one in c.products)


def product_high_alert(c: Case) -> Finding | None:
    """HIGH_ALERT where the scanned product is flagged and the ordered one was not."""
    return worst(high_alert_of(_new_flags(one, c), c.s, one.name) for one in c.products)


def product_controlled(c: Case) -> Finding | None:
    """CONTROLLED where the scanned product is flagged and the ordered one was not."""
    return worst(controlled_of(_new_flags(one, c), c.s, one.name) for one in c.products)


def _new_flags(one: Product, c: Case) -> frozenset[str]:
    return frozenset(one.classes) - orders.classes(c.s.order, c.s.formulary)
