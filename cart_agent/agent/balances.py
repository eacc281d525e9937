"""How many pieces of each controlled drug should be in its drawer. They outlive a restart."""

from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec import Struct

from cart_agent.core.chart import Product
from cart_agent.core.rules.classes import CONTROLLED
from cart_agent.store import Store
from cart_agent.ward import WardBook

BALANCES = "controlled-balances"
"""Key in the store's small values."""


class Balance(Struct, frozen=True, kw_only=True):
    """Of one drug in one drawer. `loaded` is what pharmacy's list said when it was last looked at."""

    pieces: Decimal
    loaded: Decimal
    corrected: datetime | None = None
    """When two people last put what they counted in the place of what was expected."""


class Change(Struct, frozen=True, kw_only=True):
    """What pharmacy loaded, or took back, since the drawer was last looked at."""

    pieces: Decimal
    balance: Decimal


def is_controlled(product: Product) -> bool:
    """Whether the register of circular 20/2017/TT-BYT is kept for it."""
    return any(flag in CONTROLLED for flag in product.classes)


class Balances:
    """For the store's thread only; every change joins the caller's transaction."""

    def __init__(self, store: Store, book: WardBook) -> None:
        self._store = store
        self._book = book

    def expected(self, drawer: int, product: Product) -> Decimal | None:
        """How many there should be; None where nobody ever said or counted."""
        known, loaded = self._all().get(_key(drawer, product)), self._loaded(drawer, product)
        if known is None:
            return loaded
        return known.pieces + (loaded or Decimal(0)) - known.loaded

    def change(self, drawer: int, product: Product) -> Change | None:
        """What pharmacy's list added since last time, which is kept from now on."""
        known, loaded = self._all().get(_key(drawer, product)), self._loaded(drawer, product) or Decimal(0)
        before = known.loaded if known else Decimal(0)
        if loaded == before:
            return None
        balance = (known.pieces if known else Decimal(0)) + loaded - before
        self.put(drawer, product, balance)
        return Change(pieces=loaded - before, balance=balance)

    def corrected(self, drawer: int, product: Product) -> datetime | None:
        """When its number was last corrected to what two people counted."""
        known = self._all().get(_key(drawer, product))
        return known.corrected if known else None

    def put(self, drawer: int, product: Product, pieces: Decimal, corrected: datetime | None = None) -> None:
        """This many are there now; `corrected` where two people have counted them just now."""
        now = Balance(
            pieces=pieces,
            loaded=self._loaded(drawer, product) or Decimal(0),
            corrected=corrected or self.corrected(drawer, product),
        )
        self._store.put_state(BALANCES, msgspec.json.encode({**self._all(), _key(drawer, product): now}))

    def _all(self) -> dict[str, Balance]:
        saved = self._store.get_state(BALANCES)
        return msgspec.json.decode(saved, type=dict[str, Balance]) if saved else {}

    def _loaded(self, drawer: int, product: Product) -> Decimal | None:
        """What pharmacy's list says of this drawer, in whatever pieces it counts."""
        found = [
            item.quantity.value
            for item in self._book.stock
            if item.drawer == drawer
            and item.quantity
            and not item.problem
            and self._book.formulary.named(item.codes) == product
        ]
        return sum(found, Decimal(0)) if found else None


def _key(drawer: int, product: Product) -> str:
    return f"{drawer}/{product.id}"
