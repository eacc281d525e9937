"""What a witness must say without having seen it: for the drug classes that ward policy names, she enters
the dose herself, and it must be the ordered one.

Source: ISMP, Independent Double Checks (2019): the second person finds the dose by herself, not by looking at
the first one's result.
"""

from fractions import Fraction

from cart_agent.core import orders
from cart_agent.core.chart import RateRange
from cart_agent.core.doses import Uncountable, ordered
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import (
    DoseRange,
    Quantity,
    Ratio,
    UnitError,
    as_decimal,
    magnitude,
    same_dimension,
)
from cart_agent.core.situation import Situation

MASSES = ("ug", "mg", "g")
"""The unit is a part of what she says: a dose is most often wrong by a thousand."""


def blind_dose(
    s: Situation, packs: tuple[DrugPack, ...] = (), amount: Quantity | None = None
) -> DoseRange | None:
    """What a witness of this dose must say; None: she sees it. `amount` is what is said to be given, where
    that is another one than the order's.

    Of an order that says neither dose nor rate nothing can be asked; the release gate stops it.
    """
    if not s.policy.blind_dose_classes & _classes(s, packs):
        return None
    return _ordered(s) if amount is None else DoseRange(low=amount, high=amount)


def agrees(wanted: DoseRange, said: Quantity) -> bool:
    """Whether it is exactly the dose, in any unit of its dimension; of a range, whether it lies in it."""
    try:
        if not same_dimension(said.unit, wanted.low.unit):
            return False
        return magnitude(wanted.low) <= magnitude(said) <= magnitude(wanted.high)
    except UnitError:
        return False


def units(wanted: DoseRange) -> tuple[str, ...]:
    """The units in which she may say it. They do not tell the amount."""
    unit = wanted.low.unit
    return MASSES if unit in MASSES else (unit,)


def _classes(s: Situation, packs: tuple[DrugPack, ...]) -> frozenset[str]:
    """Of the ordered drug, and of what was scanned for it."""
    scanned = (orders.product_of(pack, s.formulary) for pack in packs)
    flags = (flag for product in scanned if product is not None for flag in product.classes)
    return orders.classes(s.order, s.formulary) | frozenset(flags)


def _ordered(s: Situation) -> DoseRange | None:
    try:
        return ordered(s.dose, s.chart.patient)
    except (Uncountable, UnitError):
        rate = s.dose.dosage.rate
        return None if rate is None else per_time(rate)


def per_time(rate: RateRange) -> DoseRange:
    """A rate as it is said and shown: 100 mL/h."""
    return DoseRange(low=_per_time(rate.low), high=_per_time(rate.high))


def _per_time(rate: Ratio) -> Quantity:
    """4 ug/kg/min; of 100 mL in 3 h, which is no decimal, the 100 mL."""
    unit = f"{rate.numerator.unit}/{rate.denominator.unit}"
    try:
        value = as_decimal(Fraction(rate.numerator.value) / Fraction(rate.denominator.value))
    except UnitError:
        return rate.numerator
    return Quantity(value=value, unit=unit)
