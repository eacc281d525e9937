"""SupplyRequest: a dose that is not in the cart."""

from datetime import datetime

from msgspec import Struct

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


class Missing(Struct, frozen=True, kw_only=True):
    """A dose that cannot be given because the drug is not there."""

    event_id: str
    chart: Chart
    order: Order
    amount: Quantity
    """In the order's unit."""
    at: datetime
    due: datetime | None
    """The dose time it is missing for."""
    requester: Who
    cart: str
    reason: Code | None = None


def supply_request(missing: Missing) -> Json:
    """Ask pharmacy for what an order needs."""
    reason = missing.reason
    return pruned(
        {
            "resourceType": "SupplyRequest",
            "extension": [extension("order", "Reference", reference("MedicationRequest", missing.order.id))],
            "identifier": event(missing.event_id),
            "status": "active",
            "priority": "stat" if missing.order.immediate else "routine",
            "itemCodeableConcept": concept(missing.order.names, missing.order.text),
            "parameter": [{"code": {"text": "cart"}, "valueCodeableConcept": {"text": missing.cart}}],
            "quantity": quantity(missing.amount),
            "occurrenceDateTime": instant(missing.due) if missing.due else None,
            "authoredOn": instant(missing.at),
            "requester": practitioner(missing.requester),
            "reasonCode": [concept((reason,), reason.display)] if reason else [],
            "deliverTo": reference("Patient", missing.chart.patient.id),
        }
    )
