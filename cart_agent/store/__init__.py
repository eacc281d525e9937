"""The cart's memory: one SQLite file, one writer, and the only place that knows SQL."""

from cart_agent.store.database import checkpoint
from cart_agent.store.documents import DocumentEntry, NewDocument, StoredDocument
from cart_agent.store.errors import (
    ChainBroken,
    Damaged,
    DiskFull,
    DuplicateEvent,
    NotDurable,
    SchemaTooNew,
    StoreError,
    WrongCart,
)
from cart_agent.store.journal import EventDraft, Head
from cart_agent.store.outbox import OutboxCounts
from cart_agent.store.rejected import RejectedEvent
from cart_agent.store.reserve import Reserve
from cart_agent.store.store import Store

__all__ = [
    "ChainBroken",
    "Damaged",
    "DiskFull",
    "DocumentEntry",
    "DuplicateEvent",
    "EventDraft",
    "Head",
    "NewDocument",
    "NotDurable",
    "OutboxCounts",
    "RejectedEvent",
    "Reserve",
    "SchemaTooNew",
    "Store",
    "StoreError",
    "StoredDocument",
    "WrongCart",
    "checkpoint",
]
