"""Each event's way to the hospital: pending, sent (to the broker), settled (by the hospital) or rejected."""

import json
from collections.abc import Iterable
from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.api.pushes import StoredEvent
from cart_agent.his.messages import Rejection
from cart_agent.store.journal import stored
from cart_agent.store.models import as_text
from cart_agent.store.queries import asked

CODE, TEXT = 100, 1000
"""Characters that are kept of the hospital's reason: its message may be as long as 8 MiB."""

UNSETTLED = "WHERE outbox.unsettled = 1 AND outbox.seq > ? ORDER BY outbox.seq LIMIT ?"
_OLDEST = """
    SELECT occurred_at FROM event
    WHERE seq = (SELECT seq FROM outbox WHERE unsettled = 1 ORDER BY seq LIMIT 1)"""
_PLACES = "SELECT event_id, seq FROM event WHERE event_id IN (SELECT value FROM json_each(?))"
# The `+` keeps SQLite from looking through all events of those states.
MOVE = """
    UPDATE outbox SET state = ?, changed_at = ?, code = coalesce(?, code), text = coalesce(?, text)
    WHERE seq IN (SELECT value FROM json_each(?)) AND +state IN (SELECT value FROM json_each(?))"""


class OutboxCounts(Struct, frozen=True, kw_only=True):
    """How many events are in which state, and when the oldest unsettled one happened."""

    pending: int
    sent: int
    settled: int
    rejected: int
    resolved: int = 0
    """Rejected, and settled by a person."""
    oldest: datetime | None = None

    @property
    def unsettled(self) -> int:
        return self.pending + self.sent

    @property
    def to_work_off(self) -> int:
        """Rejected events that nobody has settled."""
        return self.rejected - self.resolved


def unsettled(database: peewee.SqliteDatabase, after: int, limit: int) -> tuple[StoredEvent, ...]:
    """In order, by the index alone: there may be days of events behind it."""
    return stored(database, UNSETTLED, after, limit)


def mark_sent(database: peewee.SqliteDatabase, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
    """Pending events become sent; all others stay what they are. Returns the ids that are no events."""
    return _move(database, event_ids, ("pending",), "sent", at)


def settle(database: peewee.SqliteDatabase, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
    """The hospital committed these, also ones it rejected before. Returns the ids that are no events."""
    return _move(database, event_ids, ("pending", "sent", "rejected"), "settled", at)


def reject(database: peewee.SqliteDatabase, rejections: Iterable[Rejection], at: datetime) -> tuple[str, ...]:
    """The hospital refused these; what it settled stays settled. Returns the ids that are no events."""
    unknown: list[str] = []
    for one in rejections:
        unknown += _move(database, (one.event_id,), ("pending", "sent"), "rejected", at, one)
    return tuple(unknown)


def _move(
    database: peewee.SqliteDatabase,
    event_ids: Iterable[str],
    before: tuple[str, ...],
    state: str,
    at: datetime,
    why: Rejection | None = None,
) -> tuple[str, ...]:
    wanted = tuple(event_ids)
    places: dict[str, int] = dict(asked(_PLACES, (json.dumps(wanted),), database))
    if places:
        said = (None, None) if why is None else (why.code[:CODE], why.text[:TEXT])
        these = (json.dumps(list(places.values())), json.dumps(before))
        asked(MOVE, (state, as_text(at), *said, *these), database)
    return tuple(event_id for event_id in wanted if event_id not in places)


def counts(database: peewee.SqliteDatabase) -> OutboxCounts:
    tally: dict[str, int] = dict(asked("SELECT state, events FROM tally", (), database))
    oldest = asked(_OLDEST, (), database)
    return OutboxCounts(**tally, oldest=datetime.fromisoformat(oldest[0][0]) if oldest else None)
