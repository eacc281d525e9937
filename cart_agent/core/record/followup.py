"""A later word about a dose: the dose's own resource once more, under the same identifier, as it stands now.

The same identifier makes every reader count one dose (docs/his-contract.md, "whose dose"). The event's own
id, who said it and why are in the extension `urn:mc:ext:follow-up`, one for each follow-up, in order.
"""

from base64 import b64encode
from datetime import datetime
from typing import Any

from msgspec import Struct

from cart_agent.core.chart import Administration, Chart, Code
from cart_agent.core.quantity import Quantity
from cart_agent.core.record.parts import (
    EXT,
    Json,
    Who,
    coded,
    concept,
    event,
    extension,
    instant,
    practitioner,
    pruned,
    quantity,
    reference,
)

URL = EXT + "follow-up"
ENDED = ("completed", "stopped")


class Later(Struct, frozen=True, kw_only=True):
    """What was said, when and by whom."""

    event_id: str
    kind: str
    status: str
    """The dose's status from now on."""
    by: Who
    at: datetime
    reason: Code | None = None
    amount: Quantity | None = None
    """What the patient got, where it is less than was on record."""


def followed_up(original: Json, later: Later) -> Json:
    """The newest resource of the dose, with this said about it."""
    told = {**original, "status": later.status, "extension": [*original.get("extension", []), _told(later)]}
    told["statusReason"] = [concept((later.reason,), later.reason.display)] if later.reason else []
    if later.status in ENDED and "effectivePeriod" in original:
        told["effectivePeriod"] = {**original["effectivePeriod"], "end": instant(later.at)}
    if later.amount is not None:
        told["dosage"] = {**original["dosage"], "dose": quantity(later.amount)}
    return pruned(told)


def as_known(one: Administration, chart: Chart) -> Json:
    """The resource of a dose that another cart recorded, as far as the hospital's chart was understood."""
    order = chart.order(one.order_id)
    drug = one.codes or (order.names if order else ())
    period = {"start": instant(one.start), "end": instant(one.end) if one.end else None}
    dosage = {"route": coded("urn:mc:route", one.route), "dose": quantity(one.amount) if one.amount else None}
    return pruned(
        {
            "resourceType": "MedicationAdministration",
            "extension": _known_extensions(one),
            "identifier": event(one.event_id),
            "status": one.status,
            "medicationCodeableConcept": concept(drug, order.text if order else ""),
            "subject": reference("Patient", chart.patient.id),
            "context": reference("Encounter", chart.encounter_id),
            "effectivePeriod": pruned(period),
            "performer": [{"actor": reference("Practitioner", one.performer_id, one.performer)}]
            if one.performer_id
            else [],
            "request": reference("MedicationRequest", one.order_id),
            "dosage": pruned(dosage) if one.amount else {},
        }
    )


def _known_extensions(one: Administration) -> list[Json]:
    """The dose time it answers, and the codes that were scanned: a piece stays on record as used."""
    due = [extension("scheduled", "DateTime", instant(one.scheduled))] if one.scheduled else []
    return due + [extension("scanned", "Base64Binary", b64encode(code).decode()) for code in one.scanned]


def follow_ups(resource: Json) -> tuple[str, ...]:
    """The kinds of what was said about it so far."""
    said = (one["extension"] for one in resource.get("extension", []) if one.get("url") == URL)
    return tuple(_value(parts, "kind") for parts in said)


def _told(later: Later) -> Json:
    parts = [
        {"url": "kind", "valueCode": later.kind},
        {"url": "event", "valueString": later.event_id},
        {"url": "by", "valueReference": practitioner(later.by)},
        {"url": "at", "valueDateTime": instant(later.at)},
    ]
    if later.reason is not None:
        parts.append({"url": "reason", "valueCode": later.reason.code})
    return {"url": URL, "extension": parts}


def _value(parts: list[Any], name: str) -> str:
    return next((str(one["valueCode"]) for one in parts if one.get("url") == name), "")
