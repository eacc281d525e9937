"""MedicationDispense to StockItem: what pharmacy put into which drawer."""

import msgspec
from msgspec import Raw

from cart_agent.core.chart import StockItem
from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir.document import listed, refuse_modifiers
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.medication import DrugOf
from cart_agent.his.fhir.values import day, positive, reference_id
from cart_agent.his.fhir.wire import Concept, Extension, Loose, Reference, WireQuantity, decode, first

DRAWER = "urn:mc:drawer"
EXT = "urn:mc:ext:"
OVER = ("cancelled", "entered-in-error", "stopped", "declined", "on-hold")


class WireDispense(Loose, frozen=True, kw_only=True):
    """MedicationDispense."""

    resource_type: str = ""
    contained: tuple[Raw, ...] = ()
    extension: tuple[Extension, ...] = ()
    status: str = ""
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference = Reference()
    context: Reference = Reference()
    authorizing_prescription: tuple[Reference, ...] = ()
    quantity: WireQuantity | None = None
    destination: Reference = Reference()


def read_stock(document: bytes) -> tuple[StockItem, ...]:
    """Everything loaded. Raises Unreadable when the document is no list of dispenses.

    A dispense that is not understood becomes an item with a `problem` in drawer 0: no drawer opens for
    it.
    """
    return tuple(item for raw in listed(document) if (item := _read(raw)) is not None)


def _read(raw: Raw) -> StockItem | None:
    try:
        wire = decode(raw, WireDispense)
        if wire.resource_type not in ("", "MedicationDispense"):
            return None
        if wire.status in OVER:
            return None
        refuse_modifiers(bytes(raw))
        return _item(wire)
    except (Unreadable, msgspec.MsgspecError) as error:
        return StockItem(drawer=0, problem=str(error))


def _item(wire: WireDispense) -> StockItem:
    drug = DrugOf.read(wire.medication_codeable_concept, wire.medication_reference, wire.contained, ())
    lot, expiry = first(wire.extension, EXT + "lot"), first(wire.extension, EXT + "expiry")
    last_day = drug.batch.expiration_date or (expiry.value_date or expiry.value_string if expiry else "")
    return StockItem(
        drawer=_drawer(wire),
        codes=drug.codes,
        lot=drug.batch.lot_number or (lot.value_string if lot else ""),
        expiry=day(last_day[:10]) if last_day else None,
        quantity=_quantity(wire.quantity),
        patient_id=reference_id(wire.subject.reference, "Patient"),
        encounter_id=reference_id(wire.context.reference, "Encounter"),
        order_id=next(
            (reference_id(one.reference, "MedicationRequest") for one in wire.authorizing_prescription), ""
        ),
    )


def _drawer(wire: WireDispense) -> int:
    extension = first(wire.extension, EXT + "drawer")
    place = wire.destination.identifier
    text = place.value if place and place.system == DRAWER else ""
    if not text and extension is not None:
        text = extension.value_string or str(extension.value_integer)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Unreadable(f"no drawer: {text!r}")
    return int(text)


def _quantity(wire: WireQuantity | None) -> Quantity | None:
    return positive(wire, "quantity dispensed") if wire else None
