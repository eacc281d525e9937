"""What is written down, as FHIR R4 JSON. Pure: identifiers and times are passed in."""

from cart_agent.core.record.administration import GivenPack, Outcome, administration
from cart_agent.core.record.audit import MAJOR, MINOR, SERIOUS, SUCCESS, Fact, drawer_audit
from cart_agent.core.record.effect import Effect, prn_effect
from cart_agent.core.record.emergency import Emergency, emergency
from cart_agent.core.record.followup import Later, as_known, follow_ups, followed_up
from cart_agent.core.record.parts import Json, Who, insurance_time
from cart_agent.core.record.supply import Missing, supply_request

__all__ = [
    "MAJOR",
    "MINOR",
    "SERIOUS",
    "SUCCESS",
    "Effect",
    "Emergency",
    "Fact",
    "GivenPack",
    "Json",
    "Later",
    "Missing",
    "Outcome",
    "Who",
    "administration",
    "as_known",
    "drawer_audit",
    "emergency",
    "follow_ups",
    "followed_up",
    "insurance_time",
    "prn_effect",
    "supply_request",
]
