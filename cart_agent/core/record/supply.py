"""SupplyRequest: a dose that is not in the cart."""

from datetime import datetime

from cart_agent.core.chart import Chart, Code, Order
from cart_agent.core.quantity import Quantity
from cart_agent.core.record.parts import (
    Json,
    Who,
    concept,
    event,
    extension,
    instant,
    practitioner,
    pruned,
    quantity,
    reference,
)


def supply_request(
    *,
    event_id: str,
    chart: Chart,
    order: Order,
    amount: Quantity,
    at: datetime,
    due: datetime | None,
    requester: Who,
    cart: str,
    reason: Code | None = None,
) -> Json:
    """Ask pharmacy for what an order needs. `amount` in the order's unit; `due` is the dose time it is
    missing for."""
    return pruned(
        {
            "resourceType": "SupplyRequest",
            "extension": [extension("order", "Reference", reference("MedicationRequest", order.id))],
            "identifier": event(event_id),
            "status": "active",
            "priority": "stat" if order.immediate else "routine",
            "itemCodeableConcept": concept(order.names, order.text),
            "quantity": quantity(amount),
            "occurrenceDateTime": instant(due) if due else None,
            "authoredOn": instant(at),
            "requester": practitioner(requester),
            "reasonCode": [concept((reason,), reason.display)] if reason else [],
            "deliverTo": reference("Patient", chart.patient.id),
            "parameter": [
                {"code": {"text": "cart"}, "valueCodeableConcept": {"text": cart}},
            ],
        }
    )
