"""Forgetting patients' data that the hospital has: an erased event keeps its place and its hash.

The rest of the chain stays provable: who has the erased messages can hold them against the hashes.
"""

from datetime import datetime

import peewee

from cart_agent.store.models import Event, Outbox
from cart_agent.store.queries import first, rows

KEPT = peewee.SQL("message <> x''")
"""Word for word the partial index `event_kept`: with a parameter SQLite would not use it."""
_NOTHING = {"message": b"", "encounter_id": None}


def erase(database: peewee.SqliteDatabase, before: datetime, limit: int) -> int:
    """Erase so many of the oldest settled events that happened before this time; returns how many it did.

    From the first event on that the hospital has not settled, every byte is kept: the chain to it may still
    have to be proven. Rejected events are kept until they are settled.
    """
    unsettled = first(Outbox.select(Outbox.seq).where(Outbox.unsettled == 1).order_by(Outbox.seq), database)
    old = KEPT & (Outbox.state == "settled") & (Event.occurred_at < before)
    if unsettled is not None:
        old = old & (Event.seq < unsettled[0])
    query = Event.select(Event.seq).join(Outbox, on=(Outbox.seq == Event.seq)).where(old)
    seqs = [row[0] for row in rows(query.order_by(Event.seq).limit(limit), database)]
    Event.update(_NOTHING).where(Event.seq.in_(seqs)).execute(database)
    return len(seqs)
