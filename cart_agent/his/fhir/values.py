"""Wire values to core values. Each raises Unreadable with what it did not understand."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated

import msgspec

from cart_agent.core.chart import ATC, Code, Identifier, Moment
from cart_agent.core.quantity import DoseRange, Quantity, Ratio, magnitude, same_dimension
from cart_agent.core.schedule.local import in_calendar
from cart_agent.core.units import UnitError, canonical, parse_unit
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.wire import (
    Coding,
    Concept,
    Reference,
    WireIdentifier,
    WireQuantity,
    WireRange,
    WireRatio,
)

LONGEST = timedelta(days=36_525)
"""A century. Whatever is longer is a slip, and a date so far away may not exist."""
ENDS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
"""Signs that end a word or a line."""
UCUM = "http://unitsofmeasure.org"
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """Text for people in NFC, without control characters (they could disguise a name on a screen). An end of
    line is a space: of `1` and `2` in two lines must not come `12`.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed.strip()
    kept = (" " if c in ENDS else c for c in composed if c in ENDS or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def codes(*concepts: Concept | None) -> tuple[Code, ...]:
    """All codings that have a code."""
    if len(concepts) == 1:
        return _codes(concepts[0]) if concepts[0] else ()
    return tuple(code for concept in concepts if concept for code in _codes(concept))


@lru_cache(maxsize=4096)
def _codes(concept: Concept) -> tuple[Code, ...]:
    """A ward's charts name the same few hundred drugs and measurements again and again."""
    return tuple(
        Code(system=coding.system, code=_code(coding), display=name(coding.display))
        for coding in concept.coding
        if coding.code
    )


def shown(concept: Concept) -> str:
    """What a person reads: its text or display, else its code. A sentence with a gap names no drug."""
    return name(concept.label) or first_code(_codes(concept))


def first_code(found: tuple[Code, ...]) -> str:
    """What stands for a thing that has no name."""
    return found[0].code if found else ""


def _code(coding: Coding) -> str:
    """ATC codes are compared letter by letter, and written as `j01ca04` too."""
    return coding.code.strip().upper() if coding.system == ATC else coding.code


def identifiers(found: tuple[WireIdentifier, ...]) -> tuple[Identifier, ...]:
    """All identifiers that have a value."""
    return tuple([Identifier(system=one.system, value=one.value) for one in found if one.value])


@lru_cache(maxsize=4096)
def instant(text: str) -> datetime:
    """A dateTime with time and offset, as aware UTC; the calendar's ends stand for "always"."""
    try:
        return in_calendar(msgspec.convert(text, _Instant).astimezone(UTC))
    except (msgspec.ValidationError, OverflowError) as error:
        raise Unreadable(f"time without offset or not a time: {text!r}") from error


def day(text: str) -> date:
    """A full date."""
    try:
        return msgspec.convert(text, date)
    except msgspec.ValidationError as error:
        raise Unreadable(f"not a date: {text!r}") from error


def moment(text: str) -> Moment | None:
    """A dateTime known to the second or to the day; None for an empty text."""
    if not text:
        return None
    return Moment(day=day(text)) if len(text) <= 10 else Moment(at=instant(text))


def quantity(wire: WireQuantity | None, what: str) -> Quantity:
    """A plain quantity whose unit is in the table. The value keeps its digits."""
    if wire is None or wire.value is None:
        raise Unreadable(f"{what}: no value")
    if wire.comparator:
        raise Unreadable(f"{what}: comparator {wire.comparator!r}")
    if not plain(wire.value):
        raise Unreadable(f"{what}: not a number of a sensible size")
    return Quantity(value=wire.value, unit=unit(wire, what))


def plain(value: Decimal) -> bool:
    """Whether it is a finite number of a size that occurs; 1e999999999 would take all memory."""
    text = str(value)
    if len(text) <= 13 and "E" not in text:
        return value.is_finite()
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and -12 <= exponent <= 12 and exponent + len(digits) <= 13


def unit(wire: WireQuantity, what: str) -> str:
    """The unit's code in the table: the coded one, else the one written beside it."""
    if not (wire.code or wire.unit):
        raise Unreadable(f"{what}: no unit")
    try:
        return _unit(wire.code, wire.unit)
    except UnitError as error:
        raise Unreadable(f"{what}: {error}") from error


@lru_cache(maxsize=1024)
def _unit(code: str, shown: str) -> str:
    """Raises UnitError, also where the text says another size of unit than the code (`g` beside `mg`): the
    prescriber saw the text. Text of another kind is words: `U` beside `[iU]`."""
    found = canonical(code or shown)
    try:
        read = parse_unit(shown)
    except UnitError:
        return found
    meant = parse_unit(found)
    if read.dimension == meant.dimension and read.factor != meant.factor:
        raise UnitError(f"unit {shown!r} beside code {code!r}")
    return found


def positive(wire: WireQuantity | None, what: str) -> Quantity:
    """A quantity above zero."""
    found = quantity(wire, what)
    if found.value <= 0:
        raise Unreadable(f"{what}: {found.value} is not above zero")
    return found


def dose_range(wire: WireRange, what: str) -> DoseRange:
    """A range with both ends, in order, in one dimension."""
    low, high = positive(wire.low, f"{what} low"), positive(wire.high, f"{what} high")
    if not same_dimension(low.unit, high.unit) or magnitude(low) > magnitude(high):
        raise Unreadable(f"{what}: {low.value} {low.unit} to {high.value} {high.unit} is no range")
    return DoseRange(low=low, high=high)


def ratio(wire: WireRatio, what: str) -> Ratio:
    """A ratio of two quantities above zero."""
    return Ratio(
        numerator=positive(wire.numerator, f"{what} numerator"),
        denominator=positive(wire.denominator, f"{what} denominator"),
    )


def duration(wire: WireQuantity | None, what: str) -> timedelta:
    """A length of time."""
    found = quantity(wire, what)
    if parse_unit(found.unit).dimension != parse_unit("s").dimension or found.value < 0:
        raise Unreadable(f"{what}: {found.value} {found.unit} is no length of time")
    microseconds = int(magnitude(found) * 10**6)
    if microseconds > LONGEST // timedelta(microseconds=1):
        raise Unreadable(f"{what}: too long")
    return timedelta(microseconds=microseconds)


def of_unit(value: Decimal, unit_text: str, what: str) -> timedelta:
    """A length of time given as number and UCUM unit beside each other (Timing.repeat)."""
    return duration(WireQuantity(value=value, code=unit_text), what)


def refuse_foreign(owner: Reference, patient_id: str, what: str) -> None:
    """Raise Unreadable for what is another patient's; no reference at all is this chart's own."""
    if owner.reference and _versionless(owner.reference).rpartition("/")[2] != patient_id:
        raise Unreadable(f"{what} of another patient: {owner.reference}")


def _versionless(reference: str) -> str:
    """Without the version that FHIR lets one name (`MedicationRequest/o1/_history/2`)."""
    return reference.partition("/_history/")[0] if "/_history/" in reference else reference


def reference_id(reference: str, kind: str) -> str:
    """The id in `Kind/id`, also at the end of a URL; empty when it is something else."""
    head, _, last = reference.rpartition("/")
    if head == kind:
        return last
    parts = _versionless(reference).split("/")
    return parts[-1] if len(parts) >= 2 and parts[-2] == kind else ""
