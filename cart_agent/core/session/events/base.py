"""What all events are."""

from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True):
    """Base of all events."""
