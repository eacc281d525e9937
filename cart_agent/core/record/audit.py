"""AuditEvent: drawers, overrides, log-ins, and what the system noticed about itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from cart_agent.core.record.parts import Json, Who, event, extension, instant, practitioner, pruned, reference

SUCCESS, MINOR, SERIOUS, MAJOR = "0", "4", "8", "12"
"""FHIR outcome codes (DICOM/IHE): success, minor failure, serious failure, major failure."""
Action = Literal["C", "R", "U", "D", "E"]


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that happened on the cart and is no dose."""

    event_id: str
    kind: str
    """drawer, override, login, tamper, clock, system, unreadable-code: the event's kind."""
    subtype: str
    """What exactly: unlocked, forced-open, refused..."""
    at: datetime
    cart: str
    actor: Who | None = None
    """None: nobody; the cart itself noticed it."""
    witness: Who | None = None
    outcome: str = SUCCESS
    patient_id: str = ""
    order_id: str = ""
    drawer: int | None = None
    detail: Mapping[str, str] = {}
    """Plain facts; no free text about patients."""
    action: Action = "E"


def drawer_audit(fact: Fact) -> Json:
    """The AuditEvent for a fact; of drawers, and of everything else that is no dose."""
    return pruned(
        {
            "resourceType": "AuditEvent",
            "extension": [extension("event", "Identifier", event(fact.event_id)[0])],
            "type": {"system": "urn:mc:event-kind", "code": fact.kind},
            "subtype": [{"system": f"urn:mc:event-kind:{fact.kind}", "code": fact.subtype}],
            "action": fact.action,
            "recorded": instant(fact.at),
            "outcome": fact.outcome,
            "agent": _agents(fact),
            "source": {"observer": reference("Device", fact.cart)},
            "entity": _entities(fact),
        }
    )


def _agents(fact: Fact) -> list[Json]:
    if fact.actor is None:
        return [{"who": reference("Device", fact.cart), "requestor": True}]
    agents: list[Json] = [{"who": practitioner(fact.actor), "requestor": True}]
    if fact.witness is not None:
        agents.append({"who": practitioner(fact.witness), "requestor": False})
    return agents


def _entities(fact: Fact) -> list[Json]:
    about = [reference("Patient", fact.patient_id), reference("MedicationRequest", fact.order_id)]
    found: list[Json] = [{"what": one} for one in about if one]
    detail = {**({"drawer": str(fact.drawer)} if fact.drawer is not None else {}), **fact.detail}
    if detail:
        listed = [{"type": name, "valueString": value} for name, value in sorted(detail.items()) if value]
        found.append({"what": reference("Device", fact.cart), "detail": listed})
    return found
