"""Right form and right route."""

from cart_agent.core import orders
from cart_agent.core.chart import Product
from cart_agent.core.forms import FORMS, PARENTERAL
from cart_agent.core.rules.case import Case
from cart_agent.core.rules.facts import finding
from cart_agent.core.verdict import Finding, Severity

MODIFIED = "oral solid modified-release"


def wrong_form(c: Case) -> Finding | None:
    """WRONG_FORM: a form that does not stand in for the ordered one; modified-release only where it is
    ordered."""
    for product in c.ordered:
        case = _mismatch(product, orders.named_product(c.s.order, c.s.formulary))
        if case:
            return finding(
                "WRONG_FORM",
                Severity.STOP,
                case=case,
                order=c.s.order.text,
                scanned=product.name,
                form=product.form,
            )
    return None


def _mismatch(product: Product, named: Product | None) -> str:
    if product.form not in FORMS:
        return "unknown"
    group = FORMS[product.form].group
    if named is not None and named.form in FORMS:
        if FORMS[named.form].group == group:
            return ""
        return "modified-release" if MODIFIED in (group, FORMS[named.form].group) else "differs"
    return "modified-release" if group == MODIFIED else ""


def wrong_route(c: Case) -> Finding | None:
    """WRONG_ROUTE: the product may not go by the ordered route; never crush what must stay whole into a
    tube."""
    route = c.s.dose.dosage.route
    for product in c.ordered:
        if route not in routes_of(product):
            return _refused(c, product, "")
        if route == "tube" and product.do_not_crush:
            return _refused(c, product, "do-not-crush")
    return None


def routes_of(product: Product) -> frozenset[str]:
    """Where a product may go: as pharmacy says, else as its form does; nothing unsterile under the skin."""
    form = FORMS.get(product.form)
    if form is None:
        return frozenset()
    stated = frozenset(product.routes) or form.routes
    return stated if form.sterile else stated - PARENTERAL


def _refused(c: Case, product: Product, case: str) -> Finding:
    return finding(
        "WRONG_ROUTE",
        Severity.STOP,
        case=case,
        order=c.s.order.text,
        scanned=product.name,
        route=c.s.dose.dosage.route or "?",
    )
