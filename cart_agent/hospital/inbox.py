"""Events from the carts: each committed once, its place in the cart's chain proven, or refused with a reason.

The chain: `seq` has no gaps from 1 and `prevHash` is the SHA-256 of the previous message's bytes. An event
that arrives before its predecessor is a fact all the same: it is committed, and the gap stays visible until
the missing one comes. It is refused only where a neighbour that is already here proves it false.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
import peewee
from msgspec import Struct

from cart_agent.his.messages import FIRST_HASH, Envelope, Rejection, decode
from cart_agent.hospital.models import Event, Refused
from cart_agent.store.queries import first, rows

_HIGHEST_SEQ = 2**53


class Refusal(ValueError):
    """The message is no event that can be committed. `code` is the contract's rejection code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Settled(Struct, frozen=True, kw_only=True):
    """A committed event. `fresh` false: it had come before."""

    envelope: Envelope
    fresh: bool


class Gap(Struct, frozen=True, kw_only=True):
    """Events of a cart that never came, `first` to `last`."""

    cart: str
    first: int
    last: int


class Inbox:
    """The settled and the refused events. The caller opens the transaction around `receive`."""

    def __init__(self, database: peewee.SqliteDatabase, carts: Iterable[str] = ()) -> None:
        self._database = database
        self._carts = frozenset(carts)

    def receive(self, cart: str, message: bytes, now: datetime) -> Settled | Rejection:
        """Commit one message of `cart`. A rejection without event id cannot be sent, only kept."""
        try:
            return self._accept(cart, message, now)
        except Refusal as refusal:
            rejection = Rejection(event_id=_event_id(message), code=refusal.code, text=str(refusal))
            self._keep(cart, message, rejection, now)
            return rejection

    def _accept(self, cart: str, message: bytes, now: datetime) -> Settled:
        envelope = self._read(cart, message)
        digest = hashlib.sha256(message).hexdigest()
        known = self._hash(Event.event_id == envelope.event_id)
        if known == digest:
            return Settled(envelope=envelope, fresh=False)
        if known is not None:
            raise Refusal("event-id-reused", "another event was settled under this id")
        self._prove(envelope, digest)
        self._insert(envelope, message, digest, now)
        return Settled(envelope=envelope, fresh=True)

    def _read(self, cart: str, message: bytes) -> Envelope:
        if self._carts and cart not in self._carts:
            raise Refusal("unknown-cart", "this hospital has no such cart")
        try:
            envelope = decode(message, Envelope)
            UUID(envelope.event_id)
        except ValueError as error:
            raise Refusal("unreadable", str(error)) from error
        if envelope.cart != cart:
            raise Refusal("wrong-cart", "the event names another cart than its topic")
        if not 1 <= envelope.seq <= _HIGHEST_SEQ:
            raise Refusal("bad-seq", f"seq {envelope.seq} is no place in a chain")
        return envelope

    def _prove(self, envelope: Envelope, digest: str) -> None:
        """Hold the event against those neighbours that are here. Raises Refusal."""
        of_cart = Event.cart == envelope.cart
        if self._hash(of_cart & (Event.seq == envelope.seq)) is not None:
            raise Refusal("seq-reused", f"another event has seq {envelope.seq}")
        before = FIRST_HASH if envelope.seq == 1 else self._hash(of_cart & (Event.seq == envelope.seq - 1))
        if before is not None and envelope.prev_hash != before:
            raise Refusal("chain-broken", "prevHash is not the hash of the previous event")
        query = Event.select(Event.prev_hash).where(of_cart & (Event.seq == envelope.seq + 1))
        after = first(query, self._database)
        if after is not None and after[0] != digest:
            raise Refusal("chain-broken", "the next event was chained to other bytes than these")

    def _hash(self, where: object) -> str | None:
        row = first(Event.select(Event.sha256).where(where), self._database)
        return str(row[0]) if row else None

    def _insert(self, envelope: Envelope, message: bytes, digest: str, now: datetime) -> None:
        Event.insert(
            event_id=envelope.event_id,
            cart=envelope.cart,
            seq=envelope.seq,
            prev_hash=envelope.prev_hash,
            sha256=digest,
            kind=envelope.kind,
            encounter_id=envelope.encounter_id,
            message=message,
            received_at=now.isoformat(),
            flags="",
        ).execute(self._database)

    def _keep(self, cart: str, message: bytes, rejection: Rejection, now: datetime) -> None:
        Refused.insert(
            cart=cart,
            event_id=rejection.event_id or None,
            sha256=hashlib.sha256(message).hexdigest(),
            code=rejection.code,
            text=rejection.text,
            message=message,
            received_at=now.isoformat(),
        ).on_conflict_ignore().execute(self._database)

    def flag(self, event_id: str, flags: Iterable[str]) -> None:
        """Mark a committed event for people's attention."""
        Event.update(flags=" ".join(flags)).where(Event.event_id == event_id).execute(self._database)

    def messages(self, encounter_id: str | None = None) -> tuple[bytes, ...]:
        """The exact bytes of the settled events in the order of settlement, of all or of one encounter."""
        query = Event.select(Event.message).order_by(Event.id)
        if encounter_id is not None:
            query = query.where(Event.encounter_id == encounter_id)
        return tuple(bytes(row[0]) for row in rows(query, self._database))

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


class _Named(Struct, frozen=True, kw_only=True, rename="camel"):
    event_id: str


def _event_id(message: bytes) -> str:
    """The event's id where at least that can be read, else empty: its cart cannot be told."""
    try:
        return msgspec.json.decode(message, type=_Named).event_id[:200]
    except (ValueError, RecursionError):
        return ""
