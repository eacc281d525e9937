"""What the verify gate is asked about: a situation, the packs scanned for it, and what the nurse says she
gives."""

from functools import cached_property

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import Product
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation


class Scanned(Struct, frozen=True, kw_only=True):
    """One pack and its product; None where the formulary has none."""

    pack: DrugPack
    product: Product | None


class Case(Struct, frozen=True, kw_only=True, dict=True):
    """A situation with its packs."""

    s: Situation
    scanned: tuple[Scanned, ...]
    amount: Quantity | None

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The different products that were scanned, readable ones only."""
        found = {
            one.product.id: one.product for one in self.scanned if one.product and not one.product.problem
        }
        return tuple(found.values())

    @cached_property
    def ordered(self) -> tuple[Product, ...]:
        """Those of them that are the ordered drug."""
        s = self.s
        return tuple(one for one in self.products if orders.has_substances(s.order, one, s.formulary))


def case_of(s: Situation, packs: tuple[DrugPack, ...], amount: Quantity | None) -> Case:
    """Look up the packs' products."""
    pieces = different(packs)
    scanned = tuple(Scanned(pack=pack, product=orders.product_of(pack, s.formulary)) for pack in pieces)
    return Case(s=s, scanned=scanned, amount=amount)


def different(packs: tuple[DrugPack, ...]) -> tuple[DrugPack, ...]:
    """Each piece once. Product and serial number (AI 21) name one piece: scanned twice, it is still one."""
    named = {(one.gtin, one.drug, one.serial) if one.serial else n: one for n, one in enumerate(packs)}
    return tuple(named.values())
