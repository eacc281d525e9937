"""Which drawer holds the drug of a dose (MedicationDispense from pharmacy)."""

from cart_agent.core import orders
from cart_agent.core.chart import Order, Product, StockItem
from cart_agent.core.situation import Situation


def drawer_for(s: Situation) -> int | None:
    """The drawer to open for this dose; None when none holds its drug.

    What was loaded for this order comes first, then for this patient, then ward stock; the named product
    before
    another of the same substances; the pack that expires first, then the lowest drawer.
    """
    found = [(_rank(item, product, s), item.drawer) for item, product in _fitting(s)]
    return min(found)[1] if found else None


def meant_for(item: StockItem, s: Situation) -> bool:
    """Whether the item may go to this order: its own, its patient's, or ward stock."""
    if item.order_id:
        return item.order_id == s.order.id
    if item.encounter_id:
        return item.encounter_id == s.chart.encounter_id
    return not item.patient_id or item.patient_id == s.chart.patient.id


def _fitting(s: Situation) -> list[tuple[StockItem, Product]]:
    listed = [
        (item, s.formulary.named(item.codes)) for item in s.stock if not item.problem and meant_for(item, s)
    ]
    return [
        (item, product)
        for item, product in listed
        if product is not None and orders.has_substances(s.order, product, s.formulary)
    ]


def _rank(item: StockItem, product: Product, s: Situation) -> tuple[int, bool, str]:
    owner = 0 if item.order_id else 2 if item.ward_stock else 1
    return owner, product != _named(s.order, s), item.expiry.isoformat() if item.expiry else "9999"


def _named(order: Order, s: Situation) -> Product | None:
    return orders.named_product(order, s.formulary)
