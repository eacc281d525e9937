"""MedicationAdministration without an order: what was taken out in a break-glass and given."""

from base64 import b64encode
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from cart_agent.core.chart import Code, Product
from cart_agent.core.doses import SCANNED_ONE_BY_ONE, Uncountable, unit_of
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.quantity import Quantity
from cart_agent.core.record.parts import (
    Json,
    Who,
    coded,
    concept,
    event,
    extension,
    instant,
    insurance_time,
    practitioner,
    pruned,
    quantity,
    reference,
)

UNKNOWN = {"display": "chưa rõ người bệnh (patient not known)"}


class Emergency(Struct, frozen=True, kw_only=True):
    """One pack that was given without an order."""

    event_id: str
    override: str
    """Id of the event by which the glass was broken."""
    at: datetime
    zone: str
    cart: str
    performer: Who
    reason: Code
    pack: DrugPack
    product: Product | None
    """None: the formulary does not know it. It was given all the same, so it is written down."""
    amount: Quantity | None = None
    """What the nurse said; else the whole piece, where that is one."""
    patient_id: str = ""
    encounter_id: str = ""
    wristband: Wristband | None = None


def emergency(given: Emergency) -> Json:
    """The resource. Where neither a piece can be counted nor the nurse said how much, it has no dose."""
    amount = given.amount or _piece(given.product)
    return pruned(
        {
            "resourceType": "MedicationAdministration",
            "contained": [_medication(given)],
            "extension": [
                extension("ngay-th-yl", "String", insurance_time(given.at, given.zone)),
                extension("override", "String", given.override),
                extension("scanned", "Base64Binary", b64encode(given.pack.raw).decode()),
            ],
            "identifier": event(given.event_id),
            "status": "completed",
            "medicationReference": {"reference": "#drug1"},
            "subject": _subject(given),
            "context": reference("Encounter", given.encounter_id),
            "effectiveDateTime": instant(given.at),
            "performer": [{"actor": practitioner(given.performer)}],
            "reasonCode": [concept((given.reason,), given.reason.display)],
            "device": [reference("Device", given.cart)],
            "dosage": {"dose": quantity(amount)} if amount else {},
        }
    )


def _piece(product: Product | None) -> Quantity | None:
    try:
        unit = unit_of(product) if product else ""
    except Uncountable:
        return None
    return Quantity(value=Decimal(1), unit=unit) if unit in SCANNED_ONE_BY_ONE else None


def _medication(given: Emergency) -> Json:
    pack, product = given.pack, given.product
    named = concept(product.codes, product.name) if product else _code_alone(pack)
    expiry = pack.expiry.isoformat() if pack.expiry else None
    return pruned(
        {
            "resourceType": "Medication",
            "id": "drug1",
            "code": named,
            "form": coded("urn:mc:form", product.form) if product else {},
            "batch": pruned({"lotNumber": pack.lot, "expirationDate": expiry}),
        }
    )


def _code_alone(pack: DrugPack) -> Json:
    said = (("urn:mc:gtin", pack.gtin), ("urn:mc:drug", pack.drug))
    return concept(tuple(Code(system=system, code=code) for system, code in said if code))


def _subject(given: Emergency) -> Json:
    """The patient; else the band that was scanned; else nobody knows, and the review must find out."""
    if given.patient_id:
        return reference("Patient", given.patient_id)
    band = given.wristband
    if band is None:
        return UNKNOWN
    system, value = ("urn:mc:gsrn", band.gsrn) if band.gsrn else ("urn:mc:wristband", band.number)
    return {"identifier": {"system": system, "value": value}}
