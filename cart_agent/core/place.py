"""Which drawer of this cart holds the drug of an order."""

from datetime import date

from cart_agent.core.chart import Chart, Formulary, Order, StockItem
from cart_agent.core.orders import candidates, named_product


def drawer_of(
    order: Order, chart: Chart, formulary: Formulary, stock: tuple[StockItem, ...], today: date
) -> int | None:
    """The drawer to open, or None when no drawer holds the drug.

    What pharmacy dispensed for this order comes first, then for this patient, then ward stock; among
    equals the product that the order names, then what expires first (FEFO); never an expired one before a
    good one.
    """
    named = named_product(order, formulary)
    fitting = {product.id for product in candidates(order, formulary)}
    ranked = [
        (
            _expired(item, today),
            _nearness(item, order),
            formulary.named(item.codes) is not named,
            item.expiry or date.max,
            item.drawer,
        )
        for item in stock
        if meant_for(item, order, chart) and _holds(item, order, formulary, fitting)
    ]
    return min(ranked)[-1] if ranked else None


def meant_for(item: StockItem, order: Order, chart: Chart) -> bool:
    """Whether pharmacy loaded it for this order, for this patient, or for everybody."""
    if item.order_id:
        return item.order_id == order.id
    return item.ward_stock or item.encounter_id == chart.encounter_id or item.patient_id == chart.patient.id


def _holds(item: StockItem, order: Order, formulary: Formulary, fitting: set[str]) -> bool:
    if item.order_id == order.id:
        return True
    product = formulary.named(item.codes)
    return product is not None and product.id in fitting


def _nearness(item: StockItem, order: Order) -> int:
    if item.order_id == order.id:
        return 0
    return 2 if item.ward_stock else 1


def _expired(item: StockItem, today: date) -> bool:
    return item.expiry is not None and item.expiry < today
