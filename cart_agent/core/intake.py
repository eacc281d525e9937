"""How much of a substance a patient got in a rolling period, over all orders and combination products."""

from datetime import timedelta
from fractions import Fraction

from msgspec import Struct

from cart_agent.core import orders
from cart_agent.core.chart import ATC, INGREDIENT, Administration, Ingredient, Product, values
from cart_agent.core.doses import Uncountable, for_weight, ordered, unit_of
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.core.situation import Situation

EVER = timedelta(days=36_525)
"""A century: everything that the cart knows of."""


class Limit(Struct, frozen=True, kw_only=True):
    """Most of one ingredient in a period. `amount` is in base units of the ingredient's own dimension."""

    ingredient: Ingredient
    amount: Fraction
    period: timedelta
    shown: Quantity


def limits_of(s: Situation) -> tuple[Limit, ...]:
    """The maxima that bind this dose: the order's own for each ingredient, and ward policy's. Raises
    Uncountable."""
    product = next(iter(orders.candidates(s.order, s.formulary)), None)
    if product is None:
        return ()
    found = [
        limit
        for ratio in s.dose.dosage.max_per_period
        for period in [timedelta(seconds=float(magnitude(ratio.denominator)))]
        for limit in _of_order(s, ratio.numerator, period)
    ]
    return (*found, *_of_policy(s, product))


def lifetime_limits(s: Situation) -> tuple[Limit, ...]:
    """What the order allows in the patient's life, of each ingredient. Raises Uncountable."""
    most = s.dose.dosage.max_per_lifetime
    return tuple(_of_order(s, most, EVER)) if most is not None else ()


def _of_order(s: Situation, most: Quantity, period: timedelta) -> list[Limit]:
    """Per kg of body weight too. Raises Uncountable."""
    shown = for_weight(most, s.chart.patient)
    return [
        Limit(
            ingredient=ingredient,
            amount=substance(product, ingredient, shown, known=_is_named(s)),
            period=period,
            shown=shown,
        )
        for product in orders.candidates(s.order, s.formulary)[:1]
        for ingredient in product.ingredients
    ]


def _of_policy(s: Situation, product: Product) -> list[Limit]:
    return [
        Limit(
            ingredient=ingredient,
            amount=magnitude(shown),
            period=timedelta(hours=rule.hours),
            shown=shown,
        )
        for rule in s.policy.ingredient_limits
        for ingredient in product.ingredients
        if rule.ingredient in values(ingredient.codes, INGREDIENT)
        for shown in [_measured_as(ingredient, Quantity(value=rule.value, unit=rule.unit))]
    ]


def _measured_as(ingredient: Ingredient, limit: Quantity) -> Quantity:
    """The limit, if it is of what the strength counts in. Raises Uncountable."""
    strength = ingredient.strength
    if strength is not None and not same_dimension(limit.unit, strength.numerator.unit):
        raise Uncountable("dose-unit")
    return limit


def total(s: Situation, limit: Limit) -> Fraction:
    """What was given within the period, and this dose. Raises Uncountable where an amount cannot be known."""
    product = orders.candidates(s.order, s.formulary)[0]
    high = ordered(s.dose, s.chart.patient).high
    return before(s, limit) + substance(product, limit.ingredient, high, known=_is_named(s))


def before(s: Situation, limit: Limit) -> Fraction:
    """What was given within the period, without this dose. Raises Uncountable."""
    return sum((_given(one, s, limit) for one in _recent(s, limit)), Fraction(0))


def not_known(s: Situation, limit: Limit) -> list[Administration]:
    """What was given within the period, and nobody can tell the substances of."""
    return [one for one in _recent(s, limit) if not _told(one, s, limit)]


def _recent(s: Situation, limit: Limit) -> list[Administration]:
    since = s.now - limit.period
    return [one for one in s.history if one.given and one.until(s.now) > since]


def _told(one: Administration, s: Situation, limit: Limit) -> bool:
    """Whether what was given can be compared with the substance: coded alike, and no bare combination."""
    product, _ = _product_of(one, s)
    kin = limit.ingredient.kin
    if product is not None:
        return not product.problem and all(_alike(part.kin, kin) for part in product.ingredients)
    mixed = [
        of for code in values(one.codes, ATC) for of in s.formulary.with_atc(code) if len(of.ingredients) > 1
    ]
    return not mixed and _alike(orders.substance_keys(one.codes), kin)


def _alike(keys: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both have a code of one system; else nobody can tell whether they are the same."""
    return bool({key.partition("|")[0] for key in keys} & {key.partition("|")[0] for key in others})


def _product_of(one: Administration, s: Situation) -> tuple[Product | None, bool]:
    """The product of a record, and whether it is known to be that one and not another of its substance."""
    order = s.chart.order(one.order_id)
    named = s.formulary.named(one.codes) or (orders.named_product(order, s.formulary) if order else None)
    if named is not None or order is None:
        return named, True
    return next(iter(orders.candidates(order, s.formulary)), None), False


def _given(one: Administration, s: Situation, limit: Limit) -> Fraction:
    product, known = _product_of(one, s)
    if product is None:
        return _bare(one, limit)
    ingredient = next((part for part in product.ingredients if part.kin & limit.ingredient.kin), None)
    if ingredient is None:
        return Fraction(0)
    return substance(product, ingredient, one.amount or _most(one, s), known=known)


def _bare(one: Administration, limit: Limit) -> Fraction:
    """A record that names only the substance counts by its mass. Raises Uncountable where it states none."""
    if not orders.substance_keys(one.codes) & limit.ingredient.kin:
        return Fraction(0)
    strength = limit.ingredient.strength
    if one.amount and strength and same_dimension(one.amount.unit, strength.numerator.unit):
        return magnitude(one.amount)
    raise Uncountable("amount-unknown")


def _is_named(s: Situation) -> bool:
    return orders.named_product(s.order, s.formulary) is not None


def _most(one: Administration, s: Situation) -> Quantity:
    """A dose of unknown size counts as the largest its order allows."""
    order = s.chart.order(one.order_id)
    amounts = [dosage.amount.high for dosage in order.dosages if dosage.amount] if order else []
    if not amounts or any("/" in amount.unit for amount in amounts):
        raise Uncountable("amount-unknown")
    return max(amounts, key=magnitude)


def substance(product: Product, ingredient: Ingredient, amount: Quantity, *, known: bool) -> Fraction:
    """How much of an ingredient is in an amount of a product, in base units. Raises Uncountable.

    An amount of a combination that is given as a mass counts as a mass of each ingredient: never too
    little. Tablets and mL are counted only of a `known` product: another one of the substance may hold
    more.
    """
    if ingredient.strength is None:
        raise Uncountable("no-strength")
    top, below = ingredient.strength.numerator, ingredient.strength.denominator
    if same_dimension(amount.unit, top.unit):
        return magnitude(amount)
    if known and same_dimension(amount.unit, unit_of(product)):
        return magnitude(amount) * magnitude(top) / magnitude(below)
    raise Uncountable("dose-unit")
