"""The append-only journal of events. Each names the hash of the one before it."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import peewee
from msgspec import Struct

from cart_agent.api.pushes import StoredEvent
from cart_agent.his.messages import FIRST_HASH, Envelope, EventKind, Instant, decode, encode
from cart_agent.store.errors import ChainBroken, DuplicateEvent
from cart_agent.store.models import Event, as_text
from cart_agent.store.queries import Row, asked, rows

_BATCH = 500


class EventDraft(Struct, frozen=True, kw_only=True):
    """An event that has not got its place in the journal yet. `event_id` is a UUIDv7."""

    event_id: str
    kind: EventKind
    at: Instant
    encounter_id: str | None = None
    order_id: str | None = None
    order_version_seen: str | None = None
    actor: str | None = None
    witness: str | None = None
    resource: dict[str, Any] | None = None
    """FHIR R4 as plain JSON values."""


class Head(Struct, frozen=True, kw_only=True):
    """The newest event's place and the hash of its message."""

    seq: int
    hash: str


def head(database: peewee.SqliteDatabase) -> Head:
    newest = asked("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1", (), database)
    return Head(seq=newest[0][0], hash=newest[0][1]) if newest else Head(seq=0, hash=FIRST_HASH)


_WRITE = """
    INSERT INTO event (seq, event_id, kind, encounter_id, occurred_at, hash, message)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_WAITS = "INSERT INTO outbox (seq, state, changed_at) VALUES (?, 'pending', ?)"


def append(database: peewee.SqliteDatabase, cart: str, draft: EventDraft) -> StoredEvent:
    """Write the event and its outbox row; the caller holds the transaction. Raises DuplicateEvent."""
    before = head(database)
    message = encode(_envelope(cart, draft, before))
    seq = before.seq + 1
    at = as_text(draft.at.now)
    row = (
        seq,
        draft.event_id,
        draft.kind.value,
        draft.encounter_id,
        at,
        sha256(message).hexdigest(),
        message,
    )
    try:
        asked(_WRITE, row, database)
    except sqlite3.IntegrityError as error:
        if "event.event_id" not in str(error):
            raise
        raise DuplicateEvent(draft.event_id) from error
    asked(_WAITS, (seq, at), database)
    return StoredEvent(seq=seq, event_id=draft.event_id, message=message)


def _envelope(cart: str, draft: EventDraft, before: Head) -> Envelope:
    return Envelope(
        event_id=draft.event_id,
        cart=cart,
        seq=before.seq + 1,
        prev_hash=before.hash,
        encounter_id=draft.encounter_id,
        order_id=draft.order_id,
        order_version_seen=draft.order_version_seen,
        actor=draft.actor,
        witness=draft.witness,
        occurred_at=draft.at.now,
        boot_id=draft.at.boot_id,
        monotonic=draft.at.monotonic,
        clock=draft.at.clock,
        kind=draft.kind,
        resource=draft.resource,
    )


WITH_STATE = """
    SELECT event.seq, event.event_id, event.message, outbox.state
    FROM event JOIN outbox ON outbox.seq = event.seq """
_OF_PATIENT = """
    WHERE event.encounter_id = ? AND event.occurred_at >= ?
        AND event.kind IN (SELECT value FROM json_each(?))
    ORDER BY event.seq"""


def of_patient(
    database: peewee.SqliteDatabase, encounter_id: str, kinds: Sequence[str], since: datetime
) -> tuple[StoredEvent, ...]:
    """What this cart recorded for one patient since a time, in order."""
    return stored(database, _OF_PATIENT, encounter_id, as_text(since), json.dumps(list(kinds)))


_OF_KINDS = """
    WHERE event.seq > ? AND event.occurred_at >= ? AND event.message <> x''
        AND event.kind IN (SELECT value FROM json_each(?))
    ORDER BY event.seq"""


def of_kinds(
    database: peewee.SqliteDatabase, kinds: Sequence[str], since: datetime, after_seq: int
) -> tuple[StoredEvent, ...]:
    """What this cart recorded for anybody since a time, after this place, in order."""
    return stored(database, _OF_KINDS, after_seq, as_text(since), json.dumps(list(kinds)))


def stored(database: peewee.SqliteDatabase, wanted: str, *parameters: object) -> tuple[StoredEvent, ...]:
    """Events beside the state of their outbox row; `wanted` is the rest of the statement: which, how many."""
    found = asked(WITH_STATE + wanted, parameters, database)
    return tuple(StoredEvent(seq=seq, event_id=name, message=body, state=at) for seq, name, body, at in found)


def verify(database: peewee.SqliteDatabase) -> Head:
    """Walk the whole chain in small batches and return its head. Raises ChainBroken at the first misfit.

    Of an erased event its hash is believed; the one after it still has to name that hash.
    """
    before = Head(seq=0, hash=FIRST_HASH)
    for seq, event_id, stored_hash, message in _all(database):
        digest = sha256(message).hexdigest() if message else stored_hash
        reason = _out_of_place(before, seq) or (message and _misfit(before, seq, event_id, message))
        reason = reason or ("" if digest == stored_hash else "its hash differs")
        if reason:
            raise ChainBroken(seq, reason)
        before = Head(seq=seq, hash=digest)
    return before


def _out_of_place(before: Head, seq: int) -> str:
    return "" if seq == before.seq + 1 else f"follows event {before.seq}"


def _misfit(before: Head, seq: int, event_id: str, message: bytes) -> str:
    try:
        envelope = decode(message, Envelope)
    except ValueError as error:
        return f"not readable: {error}"
    if (envelope.seq, envelope.event_id) != (seq, event_id):
        return "its message is another event's"
    return "" if envelope.prev_hash == before.hash else "does not follow the event before it"


def _all(database: peewee.SqliteDatabase) -> Iterator[Row]:
    after = 0
    columns = (Event.seq, Event.event_id, Event.hash, Event.message)
    while True:
        query = Event.select(*columns).where(Event.seq > after).order_by(Event.seq).limit(_BATCH)
        batch = rows(query, database)
        if not batch:
            return
        yield from batch
        after = batch[-1][0]
