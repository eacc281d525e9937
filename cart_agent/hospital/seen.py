"""When a cart was last heard of, and what it said of itself."""

from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.his.messages import CartState, decode
from cart_agent.hospital.models import CartSeen
from cart_agent.store.queries import rows


class Sight(Struct, frozen=True, kw_only=True):
    """The last that was seen of a cart. `state` is empty where it never told one."""

    cart: str
    state: str
    seen_at: datetime


class Lookout:
    """Remembers each cart's last sign of life."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database = database

    def state(self, cart: str, message: bytes, now: datetime) -> None:
        """Take in a message of the cart's `state` topic. Raises ValueError for one that is none."""
        state = decode(message, CartState).state
        seen = CartSeen.insert(cart=cart, state=state, seen_at=now.isoformat())
        seen.on_conflict_replace().execute(self._database)

    def event(self, cart: str, now: datetime) -> None:
        """The cart sent an event."""
        seen = CartSeen.insert(cart=cart, state="", seen_at=now.isoformat())
        target = [CartSeen.cart]
        seen.on_conflict(conflict_target=target, preserve=[CartSeen.seen_at]).execute(self._database)

    def carts(self) -> tuple[Sight, ...]:
        """Every cart that was ever heard, by name."""
        query = CartSeen.select(CartSeen.cart, CartSeen.state, CartSeen.seen_at).order_by(CartSeen.cart)
        return tuple(
            Sight(cart=cart, state=state, seen_at=datetime.fromisoformat(at))
            for cart, state, at in rows(query, self._database)
        )
