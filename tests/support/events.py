"""Drafts of events for tests, with ids that tell their number."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cart_agent.his.messages import ClockState, EventKind, Instant
from cart_agent.store import EventDraft

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def instant(seconds: float = 0.0, boot_id: str = "boot-1") -> Instant:
    """`seconds` after the test's morning, on both clocks."""
    now = MORNING + timedelta(seconds=seconds)
    return Instant(now=now, monotonic=100.0 + seconds, boot_id=boot_id, clock=ClockState(synced=True))


def event_id(number: int) -> str:
    """A UUIDv7 that carries the number."""
    return f"0195a000-0000-7000-8000-{number:012d}"


def draft(number: int, encounter_id: str | None = "E1") -> EventDraft:
    """A dose of paracetamol."""
    return EventDraft(
        event_id=event_id(number),
        kind=EventKind.ADMINISTRATION,
        at=instant(number),
        encounter_id=encounter_id,
        order_id="order-1",
        order_version_seen="3",
        actor="nurse-1",
        resource={
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "dosage": {"dose": {"value": Decimal("2.50"), "unit": "mg"}, "text": "uống sau ăn"},
        },
    )
