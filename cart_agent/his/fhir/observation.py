"""Observation and DiagnosticReport: what hold limits ask for, and what is read at the bedside."""

from datetime import datetime
from typing import Literal

from cart_agent.core.chart import Measurement, Report
from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.values import codes, instant, name, quantity, shown
from cart_agent.his.fhir.wire import Concept, Loose, Period, Reference, WireQuantity

VALID = ("preliminary", "final", "amended", "corrected")


class Component(Loose, frozen=True, kw_only=True):
    """Observation.component, and the Observation itself as far as it has a value."""

    code: Concept = Concept()
    value_quantity: WireQuantity | None = None
    value_codeable_concept: Concept | None = None
    value_string: str = ""


class WireObservation(Component, frozen=True, kw_only=True):
    """Observation."""

    resource_type: Literal["Observation"] = "Observation"
    id: str = ""
    subject: Reference = Reference()
    status: str = ""
    effective_date_time: str = ""
    effective_instant: str = ""
    effective_period: Period | None = None
    issued: str = ""
    component: tuple[Component, ...] = ()


class WireReport(Loose, frozen=True, kw_only=True):
    """DiagnosticReport."""

    resource_type: Literal["DiagnosticReport"] = "DiagnosticReport"
    id: str = ""
    status: str = ""
    code: Concept = Concept()
    conclusion: str = ""
    conclusion_code: tuple[Concept, ...] = ()
    effective_date_time: str = ""
    issued: str = ""


def read_observation(wire: WireObservation) -> tuple[Measurement, ...]:
    """Every value of it. None for a withdrawn one; a value that is not understood is shown and not
    compared."""
    if wire.status not in VALID:
        return ()
    at = _when(wire)
    found = (wire, *wire.component)
    return tuple(
        Measurement(
            id=f"{wire.id}/{n}" if n else wire.id,
            codes=codes(part.code),
            at=at,
            value=_value(part),
            text=name(f"{shown(part.code)} {_shown(part)}"),
        )
        for n, part in enumerate(found)
        if n == 0 or part.code.coding
    )


def read_report(wire: WireReport) -> Report | None:
    """One conclusion, unless withdrawn."""
    if wire.status in ("entered-in-error", "cancelled"):
        return None
    said = [wire.conclusion, *(shown(concept) for concept in wire.conclusion_code)]
    return Report(
        id=wire.id,
        title=shown(wire.code),
        conclusion=name(". ".join(text for text in said if text)),
        at=_time(wire.effective_date_time or wire.issued),
    )


def _when(wire: WireObservation) -> datetime | None:
    period = wire.effective_period.end or wire.effective_period.start if wire.effective_period else ""
    return _time(wire.effective_date_time or wire.effective_instant or period or wire.issued)


def _time(text: str) -> datetime | None:
    try:
        return instant(text)
    except Unreadable:
        return None


def _value(part: Component) -> Quantity | None:
    try:
        return quantity(part.value_quantity, "value")
    except Unreadable:
        return None


def _shown(part: Component) -> str:
    if part.value_quantity is not None:
        wire = part.value_quantity
        return f"{wire.comparator}{wire.value} {wire.unit or wire.code}"
    return shown(part.value_codeable_concept) if part.value_codeable_concept else part.value_string
