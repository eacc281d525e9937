"""FHIR Dosage to core Dosage (hl7.org/fhir/R4/dosage.html)."""

from decimal import Decimal

from cart_agent.core.chart import Dosage, Moment, RateRange
from cart_agent.core.quantity import DoseRange, Quantity, Ratio
from cart_agent.core.units import parse_unit
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.timing import WireTiming, read_timing
from cart_agent.his.fhir.values import codes, dose_range, duration, name, positive, ratio, shown
from cart_agent.his.fhir.wire import (
    NOTHING,
    Concept,
    Ignored,
    Strict,
    WireQuantity,
    WireRange,
    WireRatio,
)

ROUTE = "urn:mc:route"


class DoseAndRate(Strict, frozen=True, kw_only=True):
    """Dosage.doseAndRate."""

    id: str = ""
    extension: Ignored = NOTHING
    type: Concept | None = None
    dose_quantity: WireQuantity | None = None
    dose_range: WireRange | None = None
    rate_ratio: WireRatio | None = None
    rate_range: WireRange | None = None
    rate_quantity: WireQuantity | None = None


class WireDosage(Strict, frozen=True, kw_only=True):
    """Dosage, every field of R4 but modifierExtension, which refuses the whole chart."""

    id: str = ""
    extension: Ignored = NOTHING
    sequence: int = 1
    text: str = ""
    additional_instruction: tuple[Concept, ...] = ()
    patient_instruction: str = ""
    timing: WireTiming | None = None
    as_needed_boolean: bool = False
    as_needed_codeable_concept: Concept | None = None
    site: Concept | None = None
    route: Concept | None = None
    method: Concept | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()
    max_dose_per_period: WireRatio | None = None
    max_dose_per_administration: WireQuantity | None = None
    max_dose_per_lifetime: WireQuantity | None = None


def read_dosage(wire: WireDosage, authored: Moment | None) -> Dosage:
    """One dosage instruction, or Unreadable."""
    chosen = _chosen(wire.dose_and_rate)
    per_dose, lifetime = wire.max_dose_per_administration, wire.max_dose_per_lifetime
    return Dosage(
        sequence=wire.sequence,
        text=name(wire.text),
        timing=read_timing(wire.timing, authored) if wire.timing else None,
        as_needed=wire.as_needed_boolean or wire.as_needed_codeable_concept is not None,
        as_needed_for=shown(wire.as_needed_codeable_concept) if wire.as_needed_codeable_concept else "",
        route=_route(wire.route),
        route_text=shown(wire.route) if wire.route else "",
        site=codes(wire.site),
        method=shown(wire.method) if wire.method else "",
        instructions=_instructions(wire),
        amount=_amount(chosen),
        rate=_rate(chosen),
        max_per_period=_maximum(wire.max_dose_per_period),
        max_per_dose=positive(per_dose, "maximum per dose") if per_dose else None,
        max_per_lifetime=positive(lifetime, "maximum per lifetime") if lifetime else None,
    )


def _chosen(given: tuple[DoseAndRate, ...]) -> DoseAndRate:
    """The ordered dose; a calculated one may stand beside it."""
    ordered = [
        one
        for one in given
        if one.type is not None and any(code.code == "ordered" for code in one.type.coding)
    ]
    if len(given) > 1 and len(ordered) != 1:
        raise Unreadable("several doses in one instruction")
    return (ordered or list(given) or [DoseAndRate()])[0]


def _route(concept: Concept | None) -> str:
    if concept is None:
        return ""
    found = [coding.code for coding in concept.coding if coding.system == ROUTE]
    if len(found) > 1 and len(set(found)) > 1:
        raise Unreadable(f"several routes in one instruction: {', '.join(sorted(set(found)))}")
    return found[0] if found else ""


def _instructions(wire: WireDosage) -> tuple[str, ...]:
    if not wire.additional_instruction and not wire.patient_instruction:
        return ()
    said = [shown(concept) for concept in wire.additional_instruction] + [name(wire.patient_instruction)]
    return tuple(filter(None, said))


def _amount(given: DoseAndRate) -> DoseRange | None:
    if given.dose_quantity is not None and given.dose_range is not None:
        raise Unreadable("dose: a quantity and a range together")
    if given.dose_range is not None:
        return dose_range(given.dose_range, "dose")
    if given.dose_quantity is None:
        return None
    dose = positive(given.dose_quantity, "dose")
    return DoseRange(low=dose, high=dose)


def _rate(given: DoseAndRate) -> RateRange | None:
    if given.rate_ratio is not None:
        rate = ratio(given.rate_ratio, "rate")
        return RateRange(low=rate, high=rate)
    if given.rate_range is not None:
        both = dose_range(given.rate_range, "rate")
        return RateRange(low=_per(both.low), high=_per(both.high))
    if given.rate_quantity is not None:
        rate = _per(positive(given.rate_quantity, "rate"))
        return RateRange(low=rate, high=rate)
    return None


def _per(rate: Quantity) -> Ratio:
    head, _, last = rate.unit.rpartition("/")
    if not head or parse_unit(last).dimension != parse_unit("s").dimension:
        raise Unreadable(f"rate: {rate.unit} is not per time")
    return Ratio(
        numerator=Quantity(value=rate.value, unit=head), denominator=Quantity(value=Decimal(1), unit=last)
    )


def _maximum(wire: WireRatio | None) -> tuple[Ratio, ...]:
    if wire is None:
        return ()
    limit = ratio(wire, "maximum per period")
    duration(wire.denominator, "maximum per period")
    return (limit,)
