"""Right drug."""

from cart_agent.core import orders
from cart_agent.core.chart import Formulary, Order, Product
from cart_agent.core.place import meant_for
from cart_agent.core.rules.case import Case, Scanned
from cart_agent.core.rules.facts import finding
from cart_agent.core.verdict import Finding, Severity


def drug_not_scanned(c: Case) -> Finding | None:
    """CODE_SUSPECT, where no code could be scanned: a second person reads the label."""
    if c.scanned or c.s.label is not None:
        return None
    return finding("CODE_SUSPECT", Severity.WITNESS, case="not-scanned", order=c.s.order.text)


def code_suspect(c: Case) -> Finding | None:
    """CODE_SUSPECT: a code that may hide something, or a product the formulary does not know."""
    for one in c.scanned:
        case = _suspicion(one)
        if case:
            code = one.pack.gtin or one.pack.drug or ""
            return finding("CODE_SUSPECT", Severity.STOP, case=case, code=code)
    return None


def _suspicion(one: Scanned) -> str:
    if one.pack.suspect:
        return "grammar"
    if one.product is None:
        return "unknown-product"
    return "product-unreadable" if one.product.problem else ""


def wrong_drug(c: Case) -> Finding | None:
    """WRONG_DRUG: the scanned ingredients are not the ordered ones."""
    wrong = _first_wrong(c)
    if wrong is None:
        return None
    return finding("WRONG_DRUG", Severity.STOP, order=c.s.order.text, scanned=wrong.name)


def no_order(c: Case) -> Finding | None:
    """NO_ORDER: the scanned drug is on no active order of this patient."""
    wrong = _first_wrong(c)
    if wrong is None or orders.find(c.s.chart, wrong, c.s.formulary):
        return None
    near = _near(c, wrong)
    return finding("NO_ORDER", Severity.STOP, case="near" if near else "", scanned=wrong.name, order=near)


def _first_wrong(c: Case) -> Product | None:
    """None also for an order that was not read: it names no drug to compare with."""
    if c.s.order.problem:
        return None
    return next((one for one in c.products if one not in c.ordered), None)


def _near(c: Case, product: Product) -> str:
    """An active order that shares an ingredient with the product."""
    keys = {key for one in product.ingredients for key in one.keys}
    for order in c.s.chart.orders:
        parts = {key for one in orders.ingredients(order, c.s.formulary) for key in one.keys}
        if orders.in_force(order) and keys & parts:
            return order.text
    return ""


def look_alike(c: Case) -> Finding | None:
    """LOOK_ALIKE: another product of the same group is ordered or stocked for this patient."""
    for product in c.ordered:
        other = next((one for one in _around(c) if _alike(product, one)), None)
        if other is not None:
            return finding("LOOK_ALIKE", Severity.CONFIRM, scanned=product.name, other=other.name)
    return None


def _alike(product: Product, other: Product) -> bool:
    return bool(product.look_alike) and other.look_alike == product.look_alike and other.id != product.id


def _meant(order: Order, formulary: Formulary) -> tuple[Product, ...]:
    named = orders.named_product(order, formulary)
    return (named,) if named else orders.candidates(order, formulary)


def _around(c: Case) -> list[Product]:
    """What else this patient is to get: other active orders' drugs, and what pharmacy loaded for this
    patient."""
    s = c.s
    others = [order for order in s.chart.orders if orders.in_force(order) and order.id != s.order.id]
    ordered = [_meant(order, s.formulary) for order in others]
    stocked = [
        s.formulary.named(item.codes)
        for item in s.stock
        if not item.ward_stock and any(meant_for(item, order, s.chart) for order in s.chart.orders)
    ]
    return [one for found in ordered for one in found] + [one for one in stocked if one is not None]
