"""MedicationAdministration to Administration: what this patient got, from any cart."""

from base64 import b64decode
from typing import Literal

from msgspec import Raw

from cart_agent.core.chart import Administration
from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.medication import Bundled, DrugOf
from cart_agent.his.fhir.values import instant, name, quantity, reference_id, refuse_foreign, shown
from cart_agent.his.fhir.wire import (
    Concept,
    Extension,
    Loose,
    Period,
    Reference,
    WireIdentifier,
    WireQuantity,
    decode,
    first,
)

NOBODY = Reference()
STATUSES = ("in-progress", "not-done", "on-hold", "completed", "entered-in-error", "stopped", "unknown")


class Performer(Loose, frozen=True, kw_only=True):
    """MedicationAdministration.performer."""

    actor: Reference = Reference()


class GivenDosage(Loose, frozen=True, kw_only=True):
    """MedicationAdministration.dosage."""

    dose: WireQuantity | None = None
    route: Concept | None = None


class WireAdministration(Loose, frozen=True, kw_only=True):
    """MedicationAdministration."""

    resource_type: Literal["MedicationAdministration"] = "MedicationAdministration"
    id: str = ""
    contained: tuple[Raw, ...] = ()
    extension: tuple[Extension, ...] = ()
    identifier: tuple[WireIdentifier, ...] = ()
    status: str
    status_reason: tuple[Concept, ...] = ()
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference = Reference()
    effective_date_time: str = ""
    effective_period: Period | None = None
    performer: tuple[Performer, ...] = ()
    request: Reference = Reference()
    dosage: GivenDosage = GivenDosage()


def read_administration(raw: bytes | Raw, patient_id: str | None, medications: Bundled) -> Administration:
    """One given, missed or corrected dose of this patient; None: of whoever it is.

    Raises Unreadable: a history with a hole cannot answer whether a dose was given. Only the amount and
    the drug may stay unknown; the rules then count the most that the order allows.
    """
    wire = decode(raw, WireAdministration)
    if patient_id is not None:
        refuse_foreign(wire.subject, patient_id, "administration")
    if wire.status not in STATUSES:
        raise Unreadable(f"administration status {wire.status!r}")
    period = wire.effective_period
    start, end = (period.start, period.end) if period else (wire.effective_date_time, "")
    scheduled = first(wire.extension, "urn:mc:ext:scheduled")
    drug = _drug(wire, medications)
    actor = wire.performer[0].actor if wire.performer else NOBODY
    return Administration(
        id=wire.id,
        event_id=_event_id(wire),
        order_id=reference_id(wire.request.reference, "MedicationRequest"),
        status=wire.status,
        start=instant(start),
        end=instant(end) if end else None,
        scheduled=instant(scheduled.value_date_time) if scheduled else None,
        amount=_amount(wire.dosage.dose),
        codes=drug.codes,
        performer=_performer(actor),
        performer_id=reference_id(actor.reference, "Practitioner"),
        route=_route(wire),
        scanned=_scanned(wire),
        reason=", ".join([shown(one) for one in wire.status_reason]) if wire.status_reason else "",
    )


def _drug(wire: WireAdministration, medications: Bundled) -> DrugOf:
    try:
        return DrugOf.read(
            wire.medication_codeable_concept, wire.medication_reference, wire.contained, medications
        )
    except Unreadable:
        return DrugOf()


def _amount(dose: WireQuantity | None) -> Quantity | None:
    """None: not known, so that the most counts. Less than nothing would make room for more."""
    try:
        found = quantity(dose, "dose given")
    except Unreadable:
        return None
    return found if found.value >= 0 else None


def _scanned(wire: WireAdministration) -> tuple[bytes, ...]:
    """What cannot be read names no piece; the dose itself still counts."""
    found = [one.value_base64_binary for one in wire.extension if one.url == "urn:mc:ext:scanned"]
    return tuple(code for one in found if (code := _bytes(one)))


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _route(wire: WireAdministration) -> str:
    if wire.dosage.route is not None:
        for one in wire.dosage.route.coding:
            if one.system == "urn:mc:route":
                return one.code
    return ""


def _event_id(wire: WireAdministration) -> str:
    for one in wire.identifier:
        if one.system == "urn:mc:event":
            return one.value
    return ""


def _performer(actor: Reference) -> str:
    return name(actor.display) or reference_id(actor.reference, "Practitioner") or actor.reference
