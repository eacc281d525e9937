"""Medication: the formulary's products, and which drug an order or a record speaks of."""

from collections.abc import Callable
from decimal import Decimal

import msgspec
from msgspec import Raw, Struct

from cart_agent.core.chart import ATC, GTIN, Code, Ingredient, Product, values
from cart_agent.core.forms import FORMS
from cart_agent.core.quantity import Quantity, Ratio
from cart_agent.his.fhir.document import refuse_modifiers
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.values import codes, first_code, name, positive, ratio, shown
from cart_agent.his.fhir.wire import (
    Concept,
    Extension,
    Loose,
    Reference,
    WireRatio,
    decode,
    first,
    of,
)

Bundled = tuple[tuple[str, bytes], ...]
"""The Medication resources of a bundle by `Medication/id`, as pairs: what is read with them can be kept."""

EXT = "urn:mc:ext:"
FORM = "urn:mc:form"
INACTIVE = "status "
"""How the `problem` of a product begins that is understood, and not to be used."""


class WireIngredient(Loose, frozen=True, kw_only=True):
    """Medication.ingredient."""

    item_codeable_concept: Concept | None = None
    item_reference: Reference | None = None
    is_active: bool = True
    strength: WireRatio | None = None


class Batch(Loose, frozen=True, kw_only=True):
    """Medication.batch."""

    lot_number: str = ""
    expiration_date: str = ""


class WireMedication(Loose, frozen=True, kw_only=True):
    """Medication."""

    resource_type: str = ""
    id: str = ""
    extension: tuple[Extension, ...] = ()
    code: Concept = Concept()
    status: str = "active"
    form: Concept | None = None
    ingredient: tuple[WireIngredient, ...] = ()
    batch: Batch = Batch()


class DrugOf(Struct, frozen=True, kw_only=True):
    """Which drug a request, an administration or a dispense is about."""

    codes: tuple[Code, ...] = ()
    text: str = ""
    batch: Batch = Batch()

    @classmethod
    def read(
        cls,
        concept: Concept | None,
        reference: Reference | None,
        contained: tuple[Raw, ...],
        medications: Bundled,
    ) -> "DrugOf":
        """From the coded drug, a contained Medication, or one of the same bundle. Raises Unreadable."""
        if concept is not None:
            return cls(codes=codes(concept), text=shown(concept))
        if reference is None:
            raise Unreadable("no medication")
        wire = _referenced(reference.reference, contained, medications)
        found = codes(wire.code) or codes(*(one.item_codeable_concept for one in wire.ingredient))
        text = name(wire.code.label or reference.display) or first_code(found)
        return cls(codes=found, text=text, batch=wire.batch)


def _referenced(target: str, contained: tuple[Raw, ...], medications: Bundled) -> WireMedication:
    if target.startswith("#"):
        inside = [decode(raw, WireMedication) for raw in contained]
        found = [one for one in inside if one.id == target[1:] and one.resource_type == "Medication"]
    else:
        named = dict(medications)
        found = [decode(named[target], WireMedication)] if target in named else []
    if len(found) != 1:
        raise Unreadable(f"medication {target!r} is not in the document")
    return found[0]


def read_product(raw: bytes | Raw) -> Product:
    """One product. What is not understood becomes its `problem`; Unreadable when it is no Medication at
    all."""
    try:
        wire = decode(raw, WireMedication)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"Medication: {error}") from error
    if wire.resource_type != "Medication":
        raise Unreadable(f"{wire.resource_type or 'something'} where a Medication is due")
    try:
        refuse_modifiers(bytes(raw))
        _known_extensions(wire.extension)
        ingredients = _ingredients(wire)
        return msgspec.structs.replace(_product(wire), ingredients=ingredients, problem=_inactive(wire))
    except Unreadable as error:
        return msgspec.structs.replace(_product(wire), problem=error.reason)


WARNINGS: dict[str, Callable[[Extension], object]] = {
    EXT + "class": lambda one: one.value_code.strip(),
    EXT + "look-alike": lambda one: one.value_string.strip(),
    EXT + "do-not-crush": lambda one: one.value_boolean,
    EXT + "recalled-lot": lambda one: one.value_string.strip(),
}
"""Extensions that forbid or warn, and where their value stands (docs/his-contract.md)."""


def _known_extensions(extensions: tuple[Extension, ...]) -> None:
    """Raise Unreadable for a warning of pharmacy in a shape that would be passed over."""
    for one in extensions:
        if one.url in WARNINGS and WARNINGS[one.url](one) in (None, ""):
            raise Unreadable(f"{one.url} without its value")


def _product(wire: WireMedication) -> Product:
    divisible = first(wire.extension, EXT + "divisible")
    alike = first(wire.extension, EXT + "look-alike")
    whole = first(wire.extension, EXT + "do-not-crush")
    parts = divisible.value_integer if divisible else 1
    return Product(
        id=wire.id or first_code(codes(wire.code)),
        codes=tuple(_padded(code) for code in codes(wire.code)),
        name=shown(wire.code),
        brand=next((code.display for code in codes(wire.code) if code.system == GTIN), ""),
        form=_form(wire.form),
        routes=tuple(one.value_code for one in of(wire.extension, EXT + "route")),
        classes=tuple(one.value_code.strip().lower() for one in of(wire.extension, EXT + "class")),
        look_alike=alike.value_string if alike else "",
        divisible=parts if parts in (1, 2, 4) else 1,
        do_not_crush=bool(whole and whole.value_boolean),
        recalled_lots=tuple(one.value_string for one in of(wire.extension, EXT + "recalled-lot")),
    )


def _padded(code: Code) -> Code:
    """GTIN-8, -12 and -13 are GTIN-14 with zeros in front (GS1 General Specifications 3.3.2)."""
    if code.system == GTIN and code.code.isdigit():
        return msgspec.structs.replace(code, code=code.code.zfill(14))
    return code


def _form(concept: Concept | None) -> str:
    return next((c.code for c in concept.coding if c.system == FORM), "") if concept else ""


def _inactive(wire: WireMedication) -> str:
    return "" if wire.status == "active" else f"{INACTIVE}{wire.status}"


def _ingredients(wire: WireMedication) -> tuple[Ingredient, ...]:
    found = tuple(_ingredient(one, _form(wire.form)) for one in wire.ingredient if one.is_active)
    if len(found) != 1:
        return found
    return (msgspec.structs.replace(found[0], product_atc=values(codes(wire.code), ATC)),)


def _ingredient(wire: WireIngredient, form: str) -> Ingredient:
    if wire.item_codeable_concept is None:
        raise Unreadable("ingredient without a code")
    strength = _strength(wire.strength, form) if wire.strength else None
    return Ingredient(
        codes=codes(wire.item_codeable_concept),
        strength=strength,
        name=name(wire.item_codeable_concept.label),
    )


def _strength(wire: WireRatio, form: str) -> Ratio:
    """Percent is grams per 100 mL; a bare number below the line is one piece of the form."""
    top, below = wire.numerator, wire.denominator
    if top is not None and "%" in (top.code, top.unit):
        return _percent(positive(top, "strength").value)
    if below is not None and below.value is not None and below.code in ("", "1") and below.unit in ("", "1"):
        if form not in FORMS:
            raise Unreadable("strength: no unit below the line, and the form is not known")
        piece = Quantity(value=below.value, unit=FORMS[form].unit)
        return Ratio(numerator=positive(top, "strength"), denominator=piece)
    return ratio(wire, "strength")


def _percent(value: Decimal) -> Ratio:
    return Ratio(
        numerator=Quantity(value=value, unit="g"), denominator=Quantity(value=Decimal(100), unit="mL")
    )
