"""Each event's way to the hospital: pending, sent (to the broker), settled (by the hospital) or rejected."""

from collections.abc import Iterable
from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.his.messages import Rejection
from cart_agent.store.journal import with_state
from cart_agent.store.models import Event, Outbox
from cart_agent.store.queries import asked, rows

_BATCH = 500
"""SQLite takes a limited number of parameters per statement."""


_OLDEST = """
    SELECT occurred_at FROM event
    WHERE seq = (SELECT seq FROM outbox WHERE unsettled = 1 ORDER BY seq LIMIT 1)"""


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


def unsettled_query(after: int, limit: int) -> "peewee.ModelSelect[Outbox]":
    """In order, by the index alone: there may be days of events behind it."""
    return with_state().where((Outbox.unsettled == 1) & (Outbox.seq > after)).limit(limit)


def mark_sent(database: peewee.SqliteDatabase, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
    """Pending events become sent; all others stay what they are. Returns the ids that are no events."""
    return _move(database, event_ids, ("pending",), state="sent", changed_at=at)


def settle(database: peewee.SqliteDatabase, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
    """The hospital committed these, also ones it rejected before. Returns the ids that are no events."""
    return _move(database, event_ids, ("pending", "sent", "rejected"), state="settled", changed_at=at)


def reject(database: peewee.SqliteDatabase, rejections: Iterable[Rejection], at: datetime) -> tuple[str, ...]:
    """The hospital refused these; what it settled stays settled. Returns the ids that are no events."""
    unknown: list[str] = []
    for one in rejections:
        fields = {"state": "rejected", "changed_at": at, "code": one.code, "text": one.text}
        unknown += _move(database, (one.event_id,), ("pending", "sent"), **fields)
    return tuple(unknown)


def _move(
    database: peewee.SqliteDatabase, event_ids: Iterable[str], before: tuple[str, ...], **fields: object
) -> tuple[str, ...]:
    wanted = tuple(event_ids)
    unknown: list[str] = []
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        query = Event.select(Event.event_id, Event.seq).where(Event.event_id.in_(batch))
        places: dict[str, int] = dict(rows(query, database))
        unknown += (event_id for event_id in batch if event_id not in places)
        these = Outbox.seq.in_(list(places.values())) & Outbox.state.in_(before)
        Outbox.update(fields).where(these).execute(database)
    return tuple(unknown)


def counts(database: peewee.SqliteDatabase) -> OutboxCounts:
    tally: dict[str, int] = dict(asked("SELECT state, events FROM tally", (), database))
    oldest = asked(_OLDEST, (), database)
    return OutboxCounts(**tally, oldest=datetime.fromisoformat(oldest[0][0]) if oldest else None)
