"""The second gate: is what was scanned what was ordered?"""

from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import Product
from cart_agent.core.doses import Uncountable, in_order_unit, need, ordered
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity, nearest_decimal
from cart_agent.core.rules import amount as dose
from cart_agent.core.rules import drug, form, label, order, pack, piece, product
from cart_agent.core.rules.case import Case, case_of
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Gate, Verdict, combine

RULES: tuple[Callable[[Case], Finding | None], ...] = (
    lambda case: order.order_understood(case.s),
    lambda case: order.order_active(case.s),
    label.of_another,
    label.another_drug,
    label.used,
    label.discarded,
    label.expired,
    label.order_changed,
    label.amount_over,
    drug.drug_not_scanned,
    drug.code_suspect,
    piece.on_record,
    drug.wrong_drug,
    drug.no_order,
    drug.look_alike,
    form.wrong_form,
    form.wrong_route,
    dose.dose_not_reachable,
    dose.unscanned_amount,
    dose.dose_over,
    dose.dose_incomplete,
    pack.expired,
    pack.expires_soon,
    pack.recalled,
    pack.stock_mismatch,
    product.product_allergy,
    product.product_high_alert,
    product.product_controlled,
)


DILUENT_RULES: tuple[Callable[[Case], Finding | None], ...] = (
    drug.code_suspect,
    piece.on_record,
    label.not_a_diluent,
    pack.expired,
    pack.expires_soon,
    pack.recalled,
    product.product_allergy,
)
"""Asked of what a drug is diluted with."""


class Match(Struct, frozen=True, kw_only=True):
    """How much of a product makes the dose."""

    product: Product
    units: Quantity
    """Such as 1.5 {tbl} or 10 mL: what the button says. To nine decimals where none is exact (250 mg of
    24 mg/mL)."""
    packs: int | None
    """How many codes to scan, where pieces are counted; None where one container holds many doses."""
    dose: Quantity
    """The same, in the order's unit: what is recorded."""


def check(situation: Situation, packs: tuple[DrugPack, ...], amount: Quantity | None = None) -> Verdict:
    """Ask every rule of the verify gate.

    `packs` are all codes scanned for this dose, in order; empty when none could be scanned. `amount` is
    what the nurse says she gives, in any unit of the table; None: what was scanned.
    """
    return combine(Gate.VERIFY, findings(situation, packs, amount))


def findings(situation: Situation, packs: tuple[DrugPack, ...], amount: Quantity | None) -> list[Finding]:
    """What the rules say, in the table's order."""
    case = case_of(situation, packs, amount)
    found = [one for rule in RULES if (one := rule(case)) is not None]
    if situation.diluent is None:
        return found
    diluent = case_of(situation, (situation.diluent,), None)
    return found + [one for rule in DILUENT_RULES if (one := rule(diluent)) is not None]


def count_needed(situation: Situation, pack: DrugPack) -> Match | None:
    """How many units of this pack's product make the dose; None when it is another drug, or none do."""
    found = orders.product_of(pack, situation.formulary)
    if found is None or not orders.has_substances(situation.order, found, situation.formulary):
        return None
    return match(situation, found)


def in_hand(situation: Situation, packs: tuple[DrugPack, ...]) -> Quantity | None:
    """How much of the dose the scanned packs are, in the order's unit; None when it cannot be computed.

    No packs: nothing could be scanned, and it is the dose as ordered.
    """
    if not packs:
        return ordered(situation.dose, situation.chart.patient).low
    share = dose.share_of(case_of(situation, packs, None))
    if share is None:
        return None
    low = ordered(situation.dose, situation.chart.patient).low
    if share[0] == 1:
        return low
    return Quantity(value=nearest_decimal(Fraction(low.value) * share[0]), unit=low.unit)


def match(situation: Situation, found: Product) -> Match | None:
    """How many units of a product of the ordered drug make the dose; None when none do."""
    try:
        wanted = need(situation, found)
        if wanted.units is None:
            return None
        units = Quantity(value=nearest_decimal(wanted.units), unit=wanted.unit)
        whole = in_order_unit(ordered(situation.dose, situation.chart.patient), wanted)
    except Uncountable:
        return None
    return Match(product=found, units=units, packs=wanted.packs, dose=whole)
