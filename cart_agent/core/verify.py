"""The second gate: is what was scanned what was ordered?"""

from decimal import Decimal

from msgspec import Struct

from cart_agent.core.chart import Product
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Verdict


class Match(Struct, frozen=True, kw_only=True):
    """How much of a product makes the dose."""

    product: Product
    units: Quantity
    """Such as 1.5 {tbl} or 10 mL."""
    packs: int | None
    """How many codes to scan, where units are counted; None where they are measured."""
    dose: Quantity
    """The same, in the order's unit."""


def check(situation: Situation, packs: tuple[DrugPack, ...], amount: Quantity | None) -> Verdict:
    """Ask every rule of the verify gate. `amount` is what the nurse says she gives; None: what was
    scanned."""
    raise NotImplementedError(situation, packs, amount, Decimal)


def count_needed(situation: Situation, pack: DrugPack) -> Match | None:
    """How many units of this pack's product make the dose; None when none do, or it is not known."""
    raise NotImplementedError(situation, pack)
