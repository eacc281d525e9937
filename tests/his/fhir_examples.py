"""The FHIR examples through the readers: each is mapped, or refused with a reason."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Raw

from cart_agent.core.chart import Order, Product
from cart_agent.his.fhir import Unreadable, read_stock
from cart_agent.his.fhir.administration import read_administration
from cart_agent.his.fhir.document import Head, refuse_modifiers
from cart_agent.his.fhir.medication import Bundled, read_product
from cart_agent.his.fhir.observation import WireObservation, read_observation
from cart_agent.his.fhir.order import OrderHead, read_order
from cart_agent.his.fhir.patient import WireAllergy, WirePatient, read_allergy, read_patient
from cart_agent.his.fhir.wire import Loose, Reference

FOLDER = Path(__file__).parent.parent / "data" / "fhir"
FILES = sorted(FOLDER.glob("*.json"))


class Subject(Loose, frozen=True, kw_only=True):
    """Whose resource it is."""

    subject: Reference = Reference()


def medications() -> Bundled:
    """The Medication examples by reference."""
    found = {path.stem.removeprefix("Medication-"): path for path in FOLDER.glob("Medication-*.json")}
    return tuple((f"Medication/{name}", path.read_bytes()) for name, path in found.items())


def patient_of(raw: Raw) -> str:
    """The id that the resource's subject names."""
    return msgspec.json.decode(raw, type=Subject).subject.reference.split("/")[-1]


def order(raw: Raw) -> Order:
    """A MedicationRequest example."""
    return read_order(raw, patient_of(raw), medications())


def _order(raw: Raw) -> str:
    assert msgspec.json.decode(raw, type=OrderHead).id
    return order(raw).problem


def _product(raw: Raw) -> str:
    product: Product = read_product(raw)
    return product.problem


def _administration(raw: Raw) -> str:
    read_administration(raw, patient_of(raw), medications())
    return ""


def _dispense(raw: Raw) -> str:
    items = read_stock(b"[" + bytes(raw) + b"]")
    return "".join(item.problem for item in items) if items else "withdrawn: nothing of it is in a drawer"


def _patient(raw: Raw) -> str:
    read_patient(msgspec.json.decode(raw, type=WirePatient))
    return ""


def _allergy(raw: Raw) -> str:
    read_allergy(msgspec.json.decode(raw, type=WireAllergy))
    return ""


def _observation(raw: Raw) -> str:
    read_observation(msgspec.json.decode(raw, type=WireObservation))
    return ""


READERS: dict[str, Callable[[Raw], str]] = {
    "MedicationRequest": _order,
    "Medication": _product,
    "MedicationAdministration": _administration,
    "MedicationDispense": _dispense,
    "Patient": _patient,
    "AllergyIntolerance": _allergy,
    "Observation": _observation,
}


def outcome(path: Path) -> str:
    """`mapped`, or why it is refused."""
    raw = Raw(path.read_bytes())
    try:
        refuse_modifiers(path.read_bytes())
        reader = READERS.get(msgspec.json.decode(raw, type=Head).resource_type)
        if reader is None:
            return "no part of a chart, a formulary or a stock list"
        return reader(raw) or "mapped"
    except (Unreadable, msgspec.MsgspecError) as error:
        return str(error)
