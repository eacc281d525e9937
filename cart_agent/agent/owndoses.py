"""The doses that this cart recorded itself, out of its own journal."""

from datetime import timedelta

import msgspec
from msgspec import Struct

from cart_agent.api.pushes import StoredEvent
from cart_agent.his.messages import EventKind

HISTORY = timedelta(hours=72)
"""As far back as the contract's charts go."""
DOSE_KINDS = (
    EventKind.ADMINISTRATION.value,
    EventKind.NOT_GIVEN.value,
    EventKind.CORRECTED.value,
    EventKind.OVERRIDE.value,
)
"""Kinds of events that may carry a dose; an override carries one only where a drug was given."""


class _Own(Struct, frozen=True, kw_only=True):
    """The part of one of this cart's own event messages that counts as history."""

    resource: msgspec.Raw


class _Kind(Struct, frozen=True, kw_only=True, rename="camel"):
    resource_type: str


def dose_in(event: StoredEvent) -> msgspec.Raw | None:
    """The MedicationAdministration in an event; None where it is about something else."""
    resource = msgspec.json.decode(event.message, type=_Own).resource
    kind = msgspec.json.decode(resource, type=_Kind).resource_type
    return resource if kind == "MedicationAdministration" else None
