"""What the hospital sent, in its exact bytes, with what was understood of it and its history."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import peewee
from msgspec import Struct

from cart_agent.store.models import Document, as_text
from cart_agent.store.queries import asked, delete, first


class DocumentEntry(Struct, frozen=True, kw_only=True):
    """The outside of the document in force on a topic. `reason` says why it is not readable; empty: it is."""

    topic: str
    version: int | None
    sha256: str
    received_at: datetime
    reason: str
    understood: bytes
    """What the cart made of it, as JSON; empty where nothing."""


class StoredDocument(DocumentEntry, frozen=True, kw_only=True):
    """A document with its exact bytes."""

    message: bytes


class NewDocument(Struct, frozen=True, kw_only=True):
    """A message to keep. `version` None: it could not be read or has none."""

    topic: str
    message: bytes
    received_at: datetime
    version: int | None = None
    reason: str = ""
    understood: bytes = b""
    in_force: bool = True
    """False: kept for the record only, the one in force stays."""
    keep_history: bool = True
    """False: the one before is forgotten (a manifest comes every minute)."""


_NAMES = DocumentEntry.__struct_fields__


_IN_FORCE = f"SELECT {', '.join(_NAMES)}, message FROM document WHERE topic = ? AND current = 1"  # noqa: S608  our own names
_BELOW = f"""
    SELECT {", ".join(_NAMES)} FROM document WHERE current = 1 AND topic >= ? AND topic < ? ORDER BY topic"""  # noqa: S608  our own names
_NEWEST = "SELECT max(version) FROM document WHERE topic = ?"
_RETIRE = "UPDATE document SET current = 0 WHERE topic = ? AND current = 1"
_FORGET_LAST = "DELETE FROM document WHERE topic = ? AND current = 1"
_KEEP = """
    INSERT INTO document (topic, current, version, sha256, message, understood, received_at, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


def put(database: peewee.SqliteDatabase, new: NewDocument) -> str:
    """Keep a message and return its SHA-256 (hex); the caller holds the transaction."""
    if new.in_force:
        asked(_RETIRE if new.keep_history else _FORGET_LAST, (new.topic,), database)
    digest = sha256(new.message).hexdigest()
    at = as_text(new.received_at)
    outside = (new.topic, int(new.in_force), new.version, digest)
    asked(_KEEP, (*outside, new.message, new.understood, at, new.reason), database)
    return digest


def document(database: peewee.SqliteDatabase, topic: str) -> StoredDocument | None:
    found = asked(_IN_FORCE, (topic,), database)
    if not found:
        return None
    *outside, message = found[0]
    return StoredDocument(**_outside(outside), message=message)


def _outside(row: Sequence[Any]) -> dict[str, Any]:
    fields = dict(zip(_NAMES, row, strict=True))
    return fields | {"received_at": datetime.fromisoformat(fields["received_at"])}


def documents(database: peewee.SqliteDatabase, prefix: str) -> tuple[DocumentEntry, ...]:
    """The outsides of all documents in force below a topic prefix, by topic."""
    found = asked(_BELOW, (prefix, prefix + "\U0010ffff"), database)
    return tuple(DocumentEntry(**_outside(row)) for row in found)


def newest_version(database: peewee.SqliteDatabase, topic: str) -> int:
    """The highest version ever kept on a topic; -1 when there is none."""
    newest = asked(_NEWEST, (topic,), database)[0][0]
    return -1 if newest is None else int(newest)


def hash_of(database: peewee.SqliteDatabase, topic: str, version: int) -> str | None:
    """The SHA-256 of the first message that came with this version."""
    query = Document.select(Document.sha256).where((Document.topic == topic) & (Document.version == version))
    row = first(query.order_by(Document.id), database)
    return str(row[0]) if row else None


def knows(database: peewee.SqliteDatabase, topic: str, digest: str) -> bool:
    """Whether exactly this message was kept on this topic before."""
    query = Document.select(Document.id).where((Document.topic == topic) & (Document.sha256 == digest))
    return first(query, database) is not None


def forget(database: peewee.SqliteDatabase, topic: str) -> None:
    """Delete a topic's document and its whole history (a chart closed for longer than it is kept)."""
    delete(Document, Document.topic == topic, database)


def forget_history(database: peewee.SqliteDatabase, before: datetime) -> int:
    """Delete what is no longer in force and came before this time; returns how many.

    A topic's highest version stays while one without a version is in force: it must not come back.
    """
    other = Document.alias()
    newest = other.select(peewee.fn.MAX(other.version)).where(other.topic == Document.topic)
    forgettable = Document.version.is_null() | (Document.version < newest)
    old = (Document.current == 0) & (Document.received_at < before)
    return delete(Document, old & forgettable, database)
