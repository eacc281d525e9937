"""A chart document to Chart."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from cart_agent.core.chart import LOINC, Allergy, Chart, Flag, Measurement, Patient, Report, values
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.his.fhir.administration import read_administration
from cart_agent.his.fhir.document import Bundle, Head, kind_of, load, refuse_modifiers, resources
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.observation import WireObservation, WireReport, read_observation, read_report
from cart_agent.his.fhir.order import read_order
from cart_agent.his.fhir.patient import (
    WireAllergy,
    WireFlag,
    WirePatient,
    read_allergy,
    read_flag,
    read_patient,
)
from cart_agent.his.fhir.values import instant, refuse_foreign
from cart_agent.his.fhir.wire import Loose, WireIdentifier, decode

BODY_WEIGHT = ("29463-7", "3141-9")
"""LOINC: body weight, body weight measured."""
KEPT = 1024
"""Resources kept as read, some 2 kB each: those of the charts that a ward works with."""


class WireChart(Struct, frozen=True, kw_only=True, rename="camel"):
    """The contract's chart document."""

    version: Annotated[int, Meta(ge=0)]
    as_of: str
    encounter_id: Annotated[str, Meta(min_length=1)]
    closed: bool = False
    bundle: Bundle


class Place(Loose, frozen=True, kw_only=True):
    """Location as a reference with an identifier."""

    identifier: WireIdentifier | None = None
    display: str = ""


class EncounterPlace(Loose, frozen=True, kw_only=True):
    """Encounter.location."""

    location: Place = Place()
    status: str = ""


class WireEncounter(Loose, frozen=True, kw_only=True):
    """Encounter."""

    resource_type: Literal["Encounter"] = "Encounter"
    id: str = ""
    status: str = ""
    location: tuple[EncounterPlace, ...] = ()


class Found:
    """The bundle's resources by type."""

    def __init__(self, bundle: Bundle) -> None:
        self.by_type: dict[str, list[bytes]] = defaultdict(list)
        for raw in resources(bundle):
            self.by_type[kind_of(raw)].append(bytes(raw))
        inside = self.by_type.get("Medication", ())
        self.medications = tuple([(f"Medication/{load(raw, Head).id}", raw) for raw in inside])

    def every(self, kind: str, read: Callable[..., Any], *given: Hashable) -> tuple[Any, ...]:
        """All resources of a type that `read(raw, *given)` makes something of. Raises Unreadable naming the
        type."""
        raws = self.by_type.get(kind, ())
        try:
            return tuple([one for raw in raws if (one := _once(read, raw, *given)) is not None])
        except (Unreadable, msgspec.MsgspecError) as error:
            raise Unreadable(f"{kind}: {error}") from error


@lru_cache(maxsize=KEPT)
def _once(read: Callable[..., Any], raw: bytes, *given: Hashable) -> Any:
    """From one version of a chart to the next nearly every resource stays as it is, to the byte."""
    return read(raw, *given)


def read_anew() -> None:
    """Forget what was read, for whoever measures how long it takes."""
    _once.cache_clear()


def read_chart(document: bytes) -> Chart:
    """The chart in a chart document, or Unreadable with the reason.

    An order that is not understood is an Order with a `problem`; anything else that is not understood
    refuses the chart, because a list of allergies or doses with a hole in it would be trusted.
    """
    refuse_modifiers(document)
    outside: WireChart = load(document, WireChart)
    found = Found(outside.bundle)
    patient = _patient(found)
    encounter = _encounter(found, outside.encounter_id)
    measured: tuple[Measurement, ...] = sum(found.every("Observation", _measured, patient.id), ())
    return Chart(
        encounter_id=outside.encounter_id,
        version=outside.version,
        as_of=instant(outside.as_of),
        closed=outside.closed or encounter.status in ("finished", "cancelled", "entered-in-error"),
        patient=msgspec.structs.replace(patient, weight=_weight(measured)),
        bed=_place(encounter, "urn:mc:bed"),
        ward=_place(encounter, "urn:mc:ward"),
        allergies=found.every("AllergyIntolerance", _allergy, patient.id),
        orders=_unique(found.every("MedicationRequest", read_order, patient.id, found.medications)),
        administrations=found.every(
            "MedicationAdministration", read_administration, patient.id, found.medications
        ),
        measurements=measured,
        reports=found.every("DiagnosticReport", _report),
        flags=found.every("Flag", _flag),
    )


def _measured(raw: bytes, patient_id: str) -> tuple[Measurement, ...]:
    wire = decode(raw, WireObservation)
    refuse_foreign(wire.subject, patient_id, "observation")
    return read_observation(wire)


def _allergy(raw: bytes, patient_id: str) -> Allergy:
    wire = decode(raw, WireAllergy)
    refuse_foreign(wire.patient, patient_id, "allergy")
    return read_allergy(wire)


def _report(raw: bytes) -> Report | None:
    return read_report(decode(raw, WireReport))


def _flag(raw: bytes) -> Flag | None:
    return read_flag(decode(raw, WireFlag))


def _one_patient(raw: bytes) -> Patient:
    return read_patient(decode(raw, WirePatient))


def _one_encounter(raw: bytes) -> WireEncounter:
    return decode(raw, WireEncounter)


def _patient(found: Found) -> Patient:
    patients = found.every("Patient", _one_patient)
    if len(patients) != 1:
        raise Unreadable(f"{len(patients)} patients in one chart")
    patient: Patient = patients[0]
    return patient


def _encounter(found: Found, encounter_id: str) -> WireEncounter:
    encounters = found.every("Encounter", _one_encounter)
    ours = [one for one in encounters if one.id in ("", encounter_id)]
    if len(ours) != len(encounters):
        raise Unreadable("the bundle is of another encounter")
    return ours[0] if ours else WireEncounter()


def _place(encounter: WireEncounter, system: str) -> str:
    """Where the patient lies now: the last place that is not over."""
    current = [one.location for one in encounter.location if one.status in ("", "active")]
    found = [one.identifier.value for one in current if one.identifier and one.identifier.system == system]
    return found[-1] if found else ""


def _unique(orders: Iterable[Any]) -> tuple[Any, ...]:
    """Orders with an id of their own. Two with the same id cannot be told apart: neither is released."""
    listed = tuple(orders)
    ids = [order.id for order in listed]
    if len(set(ids)) == len(ids):
        return listed
    return tuple(
        msgspec.structs.replace(order, problem="two orders with one id") if ids.count(order.id) > 1 else order
        for order in listed
    )


def _weight(measured: tuple[Measurement, ...]) -> Quantity | None:
    """The newest; none where two of that time differ, since nobody can say which is right."""
    weights = [
        (one.at, one.value)
        for one in measured
        if one.at and one.value and set(values(one.codes, LOINC)) & set(BODY_WEIGHT)
    ]
    newest = max((at for at, _ in weights), default=None)
    found = [value for at, value in weights if at == newest]
    if not found or not same_dimension(found[0].unit, "kg") or found[0].value <= 0:
        return None
    first, *others = found
    alike = all(same_dimension(one.unit, "kg") and magnitude(one) == magnitude(first) for one in others)
    return first if alike else None
