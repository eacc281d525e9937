"""How each cart stands in the books: its chain proven from the bytes, what is missing, what was refused."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec
import peewee
from msgspec import Struct

from cart_agent.his.messages import FIRST_HASH
from cart_agent.hospital.ledger import Gap
from cart_agent.hospital.models import Event, Refused
from cart_agent.hospital.seen import Lookout
from cart_agent.store.queries import rows


class Standing(Struct, frozen=True, kw_only=True):
    """One cart."""

    cart: str
    state: str = ""
    """What the cart last said of itself, such as ready or lost; empty: nothing yet."""
    seen_at: datetime | None = None
    """When anything was last heard of it."""
    events: int = 0
    last_seq: int = 0
    gaps: tuple[Gap, ...] = ()
    flagged: int = 0
    """Settled events that a person should look at, such as superseded-order."""
    refused: int = 0
    broken_at: int | None = None
    """The first seq whose message is not the one that was settled, or does not follow the one before."""
    head: str = FIRST_HASH
    """SHA-256 of the last event's bytes: what the cart's next event has to name."""


def standings(database: peewee.SqliteDatabase, known: Iterable[str]) -> tuple[Standing, ...]:
    """Every cart that is known, was heard or was refused, by name. Reads each event's bytes."""
    seen = {sight.cart: sight for sight in Lookout(database).carts()}
    refused = Counter(cart for (cart,) in rows(Refused.select(Refused.cart), database))
    heard = {cart for (cart,) in rows(Event.select(Event.cart).distinct(), database)}
    return tuple(
        msgspec.structs.replace(
            _chain(database, cart),
            state=seen[cart].state if cart in seen else "",
            seen_at=seen[cart].seen_at if cart in seen else None,
            refused=refused[cart],
        )
        for cart in sorted({*known, *seen, *refused, *heard})
    )


def _chain(database: peewee.SqliteDatabase, cart: str) -> Standing:
    """Walk the chain in its own order."""
    columns = (Event.seq, Event.prev_hash, Event.sha256, Event.flags, Event.message)
    query = Event.select(*columns).where(Event.cart == cart).order_by(Event.seq)
    last, head, events, flagged = 0, FIRST_HASH, 0, 0
    gaps: list[Gap] = []
    broken: int | None = None
    for seq, prev_hash, sha256, flags, message in query.bind(database).tuples().iterator():
        follows = seq == last + 1
        if not follows:
            gaps.append(Gap(cart=cart, first=last + 1, last=seq - 1))
        # Whoever changes a message by hand may leave text where bytes were.
        raw = message.encode() if isinstance(message, str) else bytes(message)
        proven = hashlib.sha256(raw).hexdigest() == sha256
        if broken is None and not (proven and (prev_hash == head or not follows)):
            broken = seq
        last, head, events, flagged = seq, sha256, events + 1, flagged + bool(flags)
    return Standing(
        cart=cart,
        events=events,
        last_seq=last,
        gaps=tuple(gaps),
        flagged=flagged,
        broken_at=broken,
        head=head,
    )
