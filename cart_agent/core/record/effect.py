"""Observation: whether a dose as needed helped."""

from datetime import datetime

from msgspec import Struct

from cart_agent.core.chart import Code
from cart_agent.core.record.parts import Json, Who, coded, concept, event, instant, practitioner, pruned


class Effect(Struct, frozen=True, kw_only=True):
    """What the nurse saw, how strong the complaint is now (0-10), and of which dose."""

    event_id: str
    record: str
    """Event id of the dose."""
    original: Json
    """The dose's resource: whose it is."""
    effect: Code
    score: int | None
    by: Who
    at: datetime


def prn_effect(told: Effect) -> Json:
    """The resource; `partOf` names the dose by its event."""
    dose = {"type": "MedicationAdministration", "identifier": event(told.record)[0]}
    score = {"code": coded("urn:mc:observation", "score-after"), "valueInteger": told.score}
    return pruned(
        {
            "resourceType": "Observation",
            "identifier": event(told.event_id),
            "partOf": [dose],
            "status": "final",
            "code": coded("urn:mc:observation", "prn-effect"),
            "subject": told.original.get("subject"),
            "encounter": told.original.get("context"),
            "effectiveDateTime": instant(told.at),
            "performer": [practitioner(told.by)],
            "valueCodeableConcept": concept((told.effect,), told.effect.display),
            "component": [score] if told.score is not None else [],
        }
    )
