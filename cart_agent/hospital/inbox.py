"""Events from the carts: each committed once, its place in the cart's chain proven, or refused with a reason.

The chain: `seq` has no gaps from 1 and `prevHash` is the SHA-256 of the previous message's bytes. An event
that arrives before its predecessor is a fact all the same: it is committed, and the gap stays visible until
the missing one comes. It is refused only where a neighbour that is already here proves it false.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import peewee
from msgspec import Struct

from cart_agent.his.messages import FIRST_HASH, Envelope, Rejection, decode
from cart_agent.hospital.models import Event, Refused
from cart_agent.store.queries import asked

_HIGHEST_SEQ = 2**53
_NEAR = """
    SELECT event_id, cart, seq, prev_hash, sha256 FROM event
    WHERE event_id = ? OR (cart = ? AND seq BETWEEN ? AND ?)"""
_SETTLE = """
    INSERT INTO event
        (event_id, cart, seq, prev_hash, sha256, kind, encounter_id, message, received_at, flags)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')"""


class Refusal(ValueError):
    """The message is no event that can be committed. `code` is the contract's rejection code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class _Link(NamedTuple):
    """A settled event's place in its chain."""

    event_id: str
    cart: str
    seq: int
    prev_hash: str
    sha256: str


class Settled(Struct, frozen=True, kw_only=True):
    """A committed event. `fresh` false: it had come before."""

    envelope: Envelope
    fresh: bool


class Inbox:
    """Settles or refuses. The caller opens the transaction around `receive`."""

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
        near = self._near(envelope)
        known = next((one for one in near if one.event_id == envelope.event_id), None)
        if known and known.sha256 == digest:
            return Settled(envelope=envelope, fresh=False)
        if known:
            raise Refusal("event-id-reused", "another event was settled under this id")
        _prove(envelope, digest, {one.seq: one for one in near if one.cart == cart})
        self._insert(envelope, message, digest, now)
        return Settled(envelope=envelope, fresh=True)

    def _near(self, envelope: Envelope) -> tuple[_Link, ...]:
        """The settled events that this one must fit: the same id, and its neighbours in the chain."""
        places = (envelope.cart, envelope.seq - 1, envelope.seq + 1)
        return tuple(_Link(*row) for row in asked(_NEAR, (envelope.event_id, *places), self._database))

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

    def _insert(self, envelope: Envelope, message: bytes, digest: str, now: datetime) -> None:
        place = (envelope.event_id, envelope.cart, envelope.seq, envelope.prev_hash, digest)
        about = (envelope.kind.value, envelope.encounter_id)
        asked(_SETTLE, (*place, *about, message, now.isoformat()), self._database)

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


def _prove(envelope: Envelope, digest: str, chain: Mapping[int, _Link]) -> None:
    """Hold the event against those neighbours that are here. Raises Refusal."""
    if envelope.seq in chain:
        raise Refusal("seq-reused", f"another event has seq {envelope.seq}")
    before, after = chain.get(envelope.seq - 1), chain.get(envelope.seq + 1)
    expected = FIRST_HASH if envelope.seq == 1 else before and before.sha256
    if expected and envelope.prev_hash != expected:
        raise Refusal("chain-broken", "prevHash is not the hash of the previous event")
    if after and after.prev_hash != digest:
        raise Refusal("chain-broken", "the next event was chained to other bytes than these")


class _Named(Struct, frozen=True, kw_only=True, rename="camel"):
    event_id: str


def _event_id(message: bytes) -> str:
    """The event's id where at least that can be read, else empty: its cart cannot be told."""
    try:
        return msgspec.json.decode(message, type=_Named).event_id[:200]
    except (ValueError, RecursionError):
        return ""
