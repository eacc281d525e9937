"""Exact quantities. Decimal in, Decimal out; comparisons are made on fractions, never on binary floats."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from cart_agent.core.units import UnitError, parse_unit

__all__ = [
    "DoseRange",
    "Quantity",
    "Ratio",
    "UnitError",
    "convert",
    "magnitude",
    "parse_unit",
    "same_dimension",
]


class Quantity(Struct, frozen=True, kw_only=True):
    """A number of a unit. `unit` is a UCUM code of the table in `core.units`, such as `mg` or `{tbl}`."""

    value: Decimal
    unit: str


class Ratio(Struct, frozen=True, kw_only=True):
    """So much per so much: a strength (500 mg per 1 {tbl}), a rate, a maximum per period."""

    numerator: Quantity
    denominator: Quantity


class DoseRange(Struct, frozen=True, kw_only=True):
    """From `low` to `high`, both in the same dimension; equal for a fixed dose."""

    low: Quantity
    high: Quantity


@lru_cache(maxsize=4096)
def magnitude(quantity: Quantity) -> Fraction:
    """The exact size in base units of its dimension. Raises UnitError for a unit that is not in the table."""
    return Fraction(quantity.value) * parse_unit(quantity.unit).factor


def same_dimension(first: str, second: str) -> bool:
    """Whether two units measure the same thing: mg and g do, mg and mL do not, [iU] and U do not.

    Raises UnitError for a unit that is not in the table.
    """
    return parse_unit(first).dimension == parse_unit(second).dimension


def convert(quantity: Quantity, unit: str) -> Quantity:
    """The same amount in another unit, exactly.

    Raises UnitError when a unit is unknown, the dimensions differ, or no finite decimal says it exactly
    (mL/h in mL/min).
    """
    source, target = parse_unit(quantity.unit), parse_unit(unit)
    if source.dimension != target.dimension:
        raise UnitError(f"{quantity.unit} is not convertible to {unit}")
    return Quantity(value=as_decimal(Fraction(quantity.value) * source.factor / target.factor), unit=unit)


def as_decimal(value: Fraction) -> Decimal:
    """`value` as a finite decimal. Raises UnitError when there is none."""
    scale = max(_power(value.denominator, 2), _power(value.denominator, 5))
    digits = value * 10**scale
    if digits.denominator != 1:
        raise UnitError(f"{value} has no exact decimal")
    return Decimal((digits < 0, tuple(map(int, str(abs(digits.numerator)))), -scale))


def nearest_decimal(value: Fraction) -> Decimal:
    """`value` as a decimal: exact where there is one, else to nine decimals. For people only."""
    try:
        return as_decimal(value)
    except UnitError:
        return Decimal(round(value * 10**9)).scaleb(-9)


def _power(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count
