"""What the books say: the settled events, what is missing between them, and what was refused."""

import peewee
from msgspec import Struct

from cart_agent.his.messages import Rejection
from cart_agent.hospital.models import Event, Refused
from cart_agent.store.queries import rows


class Gap(Struct, frozen=True, kw_only=True):
    """Events of a cart that never came, `first` to `last`."""

    cart: str
    first: int
    last: int


class Entry(Struct, frozen=True, kw_only=True):
    """A settled event. `number` counts in the order of settlement, over all carts."""

    number: int
    cart: str
    seq: int
    flags: tuple[str, ...]
    message: bytes
    """The exact bytes."""


class Ledger:
    """Reads what `Inbox` wrote."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database = database

    def messages(self, encounter_id: str | None = None) -> tuple[bytes, ...]:
        """The exact bytes of the settled events in the order of settlement, of all or of one encounter."""
        query = Event.select(Event.message).order_by(Event.id)
        if encounter_id is not None:
            query = query.where(Event.encounter_id == encounter_id)
        return tuple(bytes(row[0]) for row in rows(query, self._database))

    def entries(self, after: int = 0, cart: str = "", limit: int = 500) -> tuple[Entry, ...]:
        """The settled events after this number, of all carts or of one, at most so many."""
        query = Event.select(Event.id, Event.cart, Event.seq, Event.flags, Event.message)
        query = query.where(Event.id > after).order_by(Event.id).limit(limit)
        if cart:
            query = query.where(Event.cart == cart)
        return tuple(
            Entry(number=number, cart=sender, seq=seq, flags=tuple(flags.split()), message=bytes(message))
            for number, sender, seq, flags, message in rows(query, self._database)
        )

    def flags(self) -> dict[str, tuple[str, ...]]:
        """The flagged events: flags by event id."""
        query = Event.select(Event.event_id, Event.flags).where(Event.flags != "").order_by(Event.id)
        return {event_id: tuple(flags.split()) for event_id, flags in rows(query, self._database)}

    def refused(self) -> tuple[Rejection, ...]:
        """The reconciliation list's hospital end, oldest first; an empty event id: none could be read."""
        query = Refused.select(Refused.event_id, Refused.code, Refused.text).order_by(Refused.id)
        return tuple(
            Rejection(event_id=event_id or "", code=code, text=text)
            for event_id, code, text in rows(query, self._database)
        )

    def gaps(self) -> tuple[Gap, ...]:
        """What is missing between the events that came, and before the first."""
        query = Event.select(Event.cart, Event.seq).order_by(Event.cart, Event.seq)
        found: list[Gap] = []
        last_cart, expected = "", 1
        for cart, seq in rows(query, self._database):
            expected = expected if cart == last_cart else 1
            if seq > expected:
                found.append(Gap(cart=cart, first=expected, last=seq - 1))
            last_cart, expected = cart, seq + 1
        return tuple(found)
