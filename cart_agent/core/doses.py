"""Strength times count is dose: how many units of a product make what was ordered. Exact, or not at all."""

from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import Dose, Ingredient, Patient, Product
from cart_agent.core.forms import FORMS
from cart_agent.core.quantity import DoseRange, Quantity, as_decimal, convert, magnitude, same_dimension
from cart_agent.core.situation import Situation
from cart_agent.core.units import UnitError

SCANNED_ONE_BY_ONE = frozenset(
    {
        "{tbl}",
        "{capsule}",
        "{vial}",
        "{amp}",
        "{bottle}",
        "{bag}",
        "{syringe}",
        "{pen}",
        "{sachet}",
        "{patch}",
        "{suppository}",
        "{nebule}",
        "{tube}",
    }
)
"""Each has a code of its own: two tablets are two scans."""
WHOLE = frozenset({"{puff}", "{spray}", "[drp]", "{dose}"})
"""Come out of one container, in whole numbers."""


class Uncountable(ValueError):
    """The dose cannot be computed. `reason` is a key of `texts.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Need(Struct, frozen=True, kw_only=True):
    """How much of one product makes the dose. `low` and `high` count its `unit`; equal for a fixed dose."""

    unit: str
    low: Fraction
    high: Fraction
    units: Fraction | None
    """The least that is in range and can be made; None: no multiple of this strength makes the dose."""

    @property
    def counted(self) -> bool:
        """Whether each piece has a code of its own."""
        return self.unit in SCANNED_ONE_BY_ONE

    @property
    def packs(self) -> int | None:
        """How many codes to scan; None where one container holds many doses."""
        if not self.counted or self.units is None:
            return None
        return -int(-self.units // 1)


def ordered(dose: Dose, patient: Patient) -> DoseRange:
    """What is to be given, body weight multiplied in. Raises Uncountable."""
    if dose.amount is None:
        raise Uncountable("no-dose")
    return DoseRange(low=for_weight(dose.amount.low, patient), high=for_weight(dose.amount.high, patient))


def for_weight(amount: Quantity, patient: Patient) -> Quantity:
    """Body weight multiplied in: mg/kg becomes mg. Raises Uncountable."""
    head, *per = amount.unit.split("/")
    if not per:
        return amount
    if per != ["kg"]:
        raise Uncountable("dose-unit")
    if patient.weight is None:
        raise Uncountable("no-weight")
    kilograms = convert(patient.weight, "kg").value
    return Quantity(value=as_decimal(Fraction(amount.value) * Fraction(kilograms)), unit=head)


def by_rate(situation: Situation) -> bool:
    """Whether the order says a rate and no dose, and the dose is what is made ready, or was: a bag or
    syringe of known concentration."""
    dose = situation.dose
    made_ready = situation.preparing or situation.label is not None
    return dose.amount is None and dose.dosage.rate is not None and made_ready


def need(situation: Situation, product: Product) -> Need:
    """How much of `product` makes the dose of this situation. Raises Uncountable."""
    wanted = ordered(situation.dose, situation.chart.patient)
    named = orders.named_product(situation.order, situation.formulary)
    low, high = (pieces(product, named, amount) for amount in (wanted.low, wanted.high))
    unit = counted_in(product, wanted.low.unit)
    return Need(unit=unit, low=low, high=high, units=_reachable(low, high, unit, product.divisible))


def _reachable(low: Fraction, high: Fraction, unit: str, divisible: int) -> Fraction | None:
    if unit in SCANNED_ONE_BY_ONE:
        step = Fraction(1, divisible)
    elif unit in WHOLE:
        step = Fraction(1)
    else:
        return low
    least = -(-low // step) * step
    return least if least <= high else None


def unit_of(product: Product) -> str:
    """What one counts or measures: the unit below the line of the strength. Raises Uncountable."""
    units = [one.strength.denominator.unit for one in product.ingredients if one.strength]
    if not units:
        if product.form not in FORMS:
            raise Uncountable("no-strength")
        return FORMS[product.form].unit
    if any(not same_dimension(units[0], unit) for unit in units):
        raise Uncountable("strength-units")
    return units[0]


def counted_in(product: Product, unit: str) -> str:
    """What an amount in `unit` counts of the product: its drops or puffs where the amount is in them, even
    if the strength is stated per mL; else `unit_of`. Raises Uncountable."""
    own = FORMS[product.form].unit if product.form in FORMS else ""
    return own if own in WHOLE and same_dimension(own, unit) else unit_of(product)


def pieces(product: Product, named: Product | None, amount: Quantity) -> Fraction:
    """How many `counted_in(product, amount.unit)` hold `amount`. `named` is the product that the order names.
    Raises Uncountable."""
    unit = counted_in(product, amount.unit)
    if not same_dimension(unit, unit_of(product)):
        return _drops(product, named, amount)
    one = magnitude(Quantity(value=Decimal(1), unit=unit))
    if named is not None and named.id != product.id and same_dimension(amount.unit, unit_of(named)):
        return _through(named, product, magnitude(amount)) / one
    if same_dimension(amount.unit, unit):
        if named is None:
            raise Uncountable("count-without-product")
        return magnitude(amount) / one
    if len(product.ingredients) != 1:
        raise Uncountable("combination")
    strength = product.ingredients[0].strength
    if strength is None:
        raise Uncountable("no-strength")
    if not same_dimension(strength.numerator.unit, amount.unit):
        raise Uncountable("dose-unit")
    return magnitude(amount) / _per_unit(product.ingredients[0]) / one


def _drops(product: Product, named: Product | None, amount: Quantity) -> Fraction:
    """A drop says nothing of its size: two drops are two drops of the named product, or of one that is as
    strong."""
    if named is None:
        raise Uncountable("count-without-product")
    if named.form != product.form or _through(named, product, Fraction(1)) != 1:
        raise Uncountable("dose-unit")
    return magnitude(amount)


def _through(named: Product, product: Product, units: Fraction) -> Fraction:
    """The count of `product` that holds as much of every ingredient as `units` of the named product."""
    counts = set()
    for ingredient in product.ingredients:
        other = next((one for one in named.ingredients if one.keys & ingredient.keys), None)
        if other is None or other.strength is None or ingredient.strength is None:
            raise Uncountable("no-strength")
        if not same_dimension(other.strength.numerator.unit, ingredient.strength.numerator.unit):
            raise Uncountable("dose-unit")
        counts.add(units * _per_unit(other) / _per_unit(ingredient))
    if len(counts) != 1:
        raise Uncountable("combination")
    return counts.pop()


def _per_unit(ingredient: Ingredient) -> Fraction:
    assert ingredient.strength is not None
    return magnitude(ingredient.strength.numerator) / magnitude(ingredient.strength.denominator)


def in_order_unit(wanted: DoseRange, found: Need) -> Quantity:
    """The dose that `found.units` make: in the order's unit, or in the product's where no decimal says it."""
    if found.units is None or found.units == found.low:
        return wanted.low
    try:
        value = as_decimal(Fraction(wanted.low.value) * found.units / found.low)
    except UnitError:
        return Quantity(value=as_decimal(found.units), unit=found.unit)
    return Quantity(value=value, unit=wanted.low.unit)
