"""Events that the hospital refused: the list that people work off, however long it is."""

from collections.abc import Iterable
from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.store.models import Event, Outbox
from cart_agent.store.queries import first, rows


class RejectedEvent(Struct, frozen=True, kw_only=True):
    """One line of the reconciliation list that a person works off."""

    seq: int
    event_id: str
    kind: str
    code: str
    """The hospital's word for why."""
    text: str
    rejected_at: datetime
    encounter_id: str | None = None


_COLUMNS = (
    Event.seq,
    Event.event_id,
    Event.kind,
    Outbox.code,
    Outbox.text,
    Outbox.changed_at,
    Event.encounter_id,
)
_OPEN = Outbox.to_work_off == 1
"""Has an index of its own: there may be 100,000 events beside these."""


def listed(database: peewee.SqliteDatabase, after: int, limit: int) -> tuple[RejectedEvent, ...]:
    """The open ones after this place, in order."""
    query = _select().where((Outbox.seq > after) & _OPEN).order_by(Outbox.seq).limit(limit)
    return tuple(map(_event, rows(query, database)))


def one(database: peewee.SqliteDatabase, event_id: str) -> RejectedEvent | None:
    """This event, where it is still open."""
    row = first(_select().where((Event.event_id == event_id) & _OPEN), database)
    return _event(row) if row else None


def resolve(database: peewee.SqliteDatabase, seq: int, resolution: str) -> None:
    """A person settled it; `resolution` is the id of the event that says how. Nothing is deleted."""
    Outbox.update(resolution=resolution).where((Outbox.seq == seq) & _OPEN).execute(database)


def send_again(database: peewee.SqliteDatabase, seqs: Iterable[int], at: datetime) -> None:
    """Open ones go out once more, unchanged."""
    again = {"state": "pending", "changed_at": at, "code": "", "text": ""}
    Outbox.update(again).where(Outbox.seq.in_(list(seqs)) & _OPEN).execute(database)


def _select() -> "peewee.ModelSelect[Outbox]":
    return Outbox.select(*_COLUMNS).join(Event, on=(Outbox.seq == Event.seq))


def _event(row: tuple[object, ...]) -> RejectedEvent:
    return RejectedEvent(**dict(zip(RejectedEvent.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]
