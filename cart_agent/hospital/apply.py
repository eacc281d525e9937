"""A settled event goes into the patient's chart, so that every cart of the ward sees the dose."""

from datetime import datetime, timedelta
from typing import Any

from cart_agent.his.fhir import Unreadable, read_chart
from cart_agent.his.messages import Envelope, EventKind
from cart_agent.hospital.documents import Document, content, rewritten

EVENT = "urn:mc:event"
HISTORY = timedelta(hours=72)
"""How much of the past a chart holds (docs/his-contract.md, "Chart document")."""
_KINDS = frozenset({EventKind.ADMINISTRATION, EventKind.NOT_GIVEN, EventKind.CORRECTED, EventKind.OVERRIDE})
"""An override carries a dose only where one was given without an order."""

Resource = dict[str, Any]


def concerns_chart(envelope: Envelope) -> bool:
    """Whether this event belongs into a chart at all."""
    resource = envelope.resource or {}
    return envelope.kind in _KINDS and resource.get("resourceType") == "MedicationAdministration"


def with_event(chart: Document, envelope: Envelope, now: datetime) -> Document | None:
    """The chart with what the event says, one version higher; None when it is in there already.

    An administration is kept under its event's id. A correction names the event it corrects by the same
    identifier, and takes its place. Raises Unreadable when carts could not read the result.
    """
    changed = content(chart)
    entries = changed["bundle"]["entry"]
    if any(envelope.event_id in event_ids(resource) for resource in administrations(changed)):
        return None
    resource = _recorded(envelope)
    named = event_ids(resource)
    kept = [entry for entry in entries if not _goes(entry.get("resource") or {}, named, now)]
    changed["bundle"]["entry"] = [*kept, {"resource": resource}]
    document = rewritten(chart, changed, now.isoformat())
    read_chart(document.source)
    return document


def administrations(chart: Resource) -> list[Resource]:
    """The given, missed and corrected doses of a chart's content."""
    return _of_type(chart, "MedicationAdministration")


def order_of(chart: Resource, order_id: str | None) -> Resource | None:
    """The order with this id."""
    return next((one for one in _of_type(chart, "MedicationRequest") if one.get("id") == order_id), None)


def superseded(chart: Resource, envelope: Envelope) -> bool:
    """Whether the order was changed, ended or taken out since the cart saw it: a fact to look at, never a
    refusal. Not every hospital gives its orders a version.
    """
    if envelope.order_id is None:
        return False
    order = order_of(chart, envelope.order_id)
    if order is None or order.get("status") != "active":
        return True
    seen = envelope.order_version_seen
    return seen is not None and (order.get("meta") or {}).get("versionId") != seen


def event_ids(resource: Resource) -> frozenset[str]:
    """The events that this administration is known by."""
    found = resource.get("identifier") or []
    return frozenset(str(one.get("value")) for one in found if one.get("system") == EVENT)


def _of_type(chart: Resource, kind: str) -> list[Resource]:
    resources = [entry.get("resource") or {} for entry in chart["bundle"]["entry"]]
    return [resource for resource in resources if resource.get("resourceType") == kind]


def _recorded(envelope: Envelope) -> Resource:
    resource = dict(envelope.resource or {})
    resource.setdefault("id", envelope.event_id)
    if envelope.event_id not in event_ids(resource):
        own = {"system": EVENT, "value": envelope.event_id}
        resource["identifier"] = [*(resource.get("identifier") or []), own]
    return resource


def _goes(resource: Resource, replaced: frozenset[str], now: datetime) -> bool:
    """Whether a chart's resource makes room: it was corrected, or it is older than a chart's history."""
    if resource.get("resourceType") != "MedicationAdministration":
        return False
    return bool(event_ids(resource) & replaced) or _older(resource, now - HISTORY)


def _older(resource: Resource, limit: datetime) -> bool:
    """Only an administration with one exact time is ever too old: a running infusion stays."""
    try:
        return datetime.fromisoformat(resource["effectiveDateTime"]) < limit
    except (KeyError, TypeError, ValueError):
        return False


__all__ = ["Unreadable", "administrations", "concerns_chart", "order_of", "superseded", "with_event"]
