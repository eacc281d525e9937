"""Drug and diluent make a known concentration, and with the order a rate. Exact, or not at all."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from cart_agent.core import orders, verify
from cart_agent.core.chart import Moment, Product, RateRange
from cart_agent.core.doses import Uncountable, by_rate, for_weight, pieces, unit_of
from cart_agent.core.identify import DrugPack
from cart_agent.core.label import Mixture
from cart_agent.core.present import SMALLER
from cart_agent.core.quantity import Quantity, Ratio, convert, magnitude, nearest_decimal, same_dimension
from cart_agent.core.rules.case import different
from cart_agent.core.schedule.local import last_instant
from cart_agent.core.situation import Situation
from cart_agent.core.units import UnitError

LARGEST = 5000
"""mL: more than any bag holds; a number above it is a slip of the finger."""


class Unmixable(ValueError):
    """What was scanned and entered makes no known concentration. `problem` is a line of the agent's table."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def mixture(s: Situation, packs: tuple[DrugPack, ...], volume: Quantity, drawn: Quantity | None) -> Mixture:
    """What `packs` and the situation's diluent make, filled up to `volume`.

    `drawn` is how much of the drug was drawn up, where the order alone does not say it: a rate without a
    dose, of an ampoule whose size no code states. Raises Unmixable.
    """
    try:
        return _mixture(s, _product(s, packs), packs, volume, drawn)
    except (Uncountable, UnitError) as error:
        raise Unmixable("not-mixable") from error


def expiry(s: Situation, packs: tuple[DrugPack, ...]) -> datetime:
    """Not to be begun later: ward policy's time, or the last day of what went in, where that is sooner."""
    parts = (*packs, *([s.diluent] if s.diluent else []))
    ends = [last_instant(Moment(day=one.expiry), s.zone) for one in parts if one.expiry]
    return min([s.now + timedelta(minutes=s.policy.prepared_minutes), *ends])


def _mixture(
    s: Situation, product: Product, packs: tuple[DrugPack, ...], volume: Quantity, drawn: Quantity | None
) -> Mixture:
    filled = convert(volume, "mL")
    used = drawn if by_rate(s) and drawn is not None else _by_order(s, product, packs)
    named = product if by_rate(s) else orders.named_product(s.order, s.formulary)
    _check_volume(s, _own_volume(product, named, used), filled)
    content = _content(product, named, used)
    low, high = _rates(s, content, filled)
    return Mixture(
        drug=content,
        volume=filled,
        concentration=_per_ml(content, Fraction(filled.value)),
        rate_low=low,
        rate_high=high,
    )


def _per_ml(content: Quantity, millilitres: Fraction) -> Quantity:
    """In a unit that leaves no nought before the point, where there is one: 10 mg/mL, not 0.01 g/mL."""
    while abs(content.value) < millilitres and content.unit in SMALLER:
        content = convert(content, SMALLER[content.unit])
    each = nearest_decimal(Fraction(content.value) / millilitres)
    return Quantity(value=each, unit=f"{content.unit}/mL")


def _product(s: Situation, packs: tuple[DrugPack, ...]) -> Product:
    """The one product that goes in; unscanned, the one that the order names."""
    found = {one.id: one for pack in packs if (one := orders.product_of(pack, s.formulary)) is not None}
    if not packs and (named := orders.named_product(s.order, s.formulary)) is not None:
        return named
    if len(found) != 1:
        raise Unmixable("not-mixable")
    return next(iter(found.values()))


def _by_order(s: Situation, product: Product, packs: tuple[DrugPack, ...]) -> Quantity:
    """The dose as ordered; of a rate alone the pieces that were scanned, each used up."""
    if by_rate(s):
        if product.form not in COUNTED or not packs:
            raise Unmixable("enter-drug-amount")
        return Quantity(value=Decimal(len(different(packs))), unit=unit_of(product))
    found = verify.in_hand(s, packs)
    if found is None:
        raise Unmixable("not-mixable")
    return found


COUNTED = frozenset({"powder-injection"})
"""Forms whose strength is per piece: a vial scanned is a vial used. Of a liquid no code says how much it
is."""


def _content(product: Product, named: Product | None, used: Quantity) -> Quantity:
    """How much drug substance that is, in the order's own unit where it names a substance's."""
    if len(product.ingredients) != 1 or product.ingredients[0].strength is None:
        raise Unmixable("not-mixable")
    strength = product.ingredients[0].strength
    if same_dimension(used.unit, strength.numerator.unit):
        return used
    units = pieces(product, named, used)
    per_unit = Fraction(strength.numerator.value) / magnitude(strength.denominator)
    one = magnitude(Quantity(value=Decimal(1), unit=unit_of(product)))
    return Quantity(value=nearest_decimal(units * one * per_unit), unit=strength.numerator.unit)


def _own_volume(product: Product, named: Product | None, used: Quantity) -> Fraction:
    """mL of the drug itself: a liquid's, and none of a powder (what it displaces is in the filled volume)."""
    if not same_dimension(unit_of(product), "mL"):
        return Fraction(0)
    units = pieces(product, named, used)
    return units * magnitude(Quantity(value=Decimal(1), unit=unit_of(product))) / _MILLILITRE


def _check_volume(s: Situation, own: Fraction, filled: Quantity) -> None:
    """More than the drug itself with a diluent, exactly the drug itself without one."""
    volume = Fraction(filled.value)
    if not 0 < volume <= LARGEST:
        raise Unmixable("volume-wrong")
    if s.diluent is None and volume != own:
        raise Unmixable("scan-diluent")
    if s.diluent is not None and volume <= own:
        raise Unmixable("volume-wrong")


def _rates(s: Situation, content: Quantity, filled: Quantity) -> tuple[Quantity | None, Quantity | None]:
    rate: RateRange | None = s.dose.dosage.rate
    if rate is None:
        return None, None
    return _rate(s, rate.low, content, filled), _rate(s, rate.high, content, filled)


def _rate(s: Situation, rate: Ratio, content: Quantity, filled: Quantity) -> Quantity:
    """mL/h of an order's rate: of liquid (mL/h) or of drug (mcg/kg/min, with the chart's weight)."""
    wanted = for_weight(rate.numerator, s.chart.patient)
    per_hour = magnitude(wanted) / magnitude(rate.denominator) * 3600
    if same_dimension(wanted.unit, "mL"):
        return Quantity(value=nearest_decimal(per_hour / _MILLILITRE), unit="mL/h")
    if not same_dimension(wanted.unit, content.unit):
        raise Unmixable("not-mixable")
    share = per_hour / magnitude(content)
    return Quantity(value=nearest_decimal(share * Fraction(filled.value)), unit="mL/h")


_MILLILITRE = magnitude(Quantity(value=Decimal(1), unit="mL"))
