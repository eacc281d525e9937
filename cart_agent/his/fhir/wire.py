"""FHIR R4 data types as they come over the wire (hl7.org/fhir/R4/datatypes.html).

Where a type steers a dose, an unknown field refuses the resource (`Strict`); elsewhere it is passed over.
`Ignored` names fields that are known and decide nothing.
"""

from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

T = TypeVar("T")
Ignored = Raw
NOTHING = Raw()


class Loose(Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """Unknown fields are passed over. No wire value holds a cycle: the collector need not look at them."""


class Strict(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """Unknown fields are an error."""


class Coding(Loose, frozen=True, kw_only=True):
    """One code of one system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Concept(Loose, frozen=True, kw_only=True):
    """CodeableConcept."""

    coding: tuple[Coding, ...] = ()
    text: str = ""

    @property
    def label(self) -> str:
        """What a person reads."""
        return self.text or next((c.display for c in self.coding if c.display), "")


class WireQuantity(Strict, frozen=True, kw_only=True):
    """Quantity, SimpleQuantity, Duration. A comparator (`<`) makes it unusable as a dose."""

    id: str = ""
    extension: Ignored = NOTHING
    value: Decimal | None = None
    comparator: str = ""
    unit: str = ""
    system: str = ""
    code: str = ""


class WireRatio(Loose, frozen=True, kw_only=True):
    """Ratio."""

    numerator: WireQuantity | None = None
    denominator: WireQuantity | None = None


class WireRange(Loose, frozen=True, kw_only=True):
    """Range."""

    low: WireQuantity | None = None
    high: WireQuantity | None = None


class Period(Loose, frozen=True, kw_only=True):
    """Period; either end may be missing."""

    start: str = ""
    end: str = ""


class WireIdentifier(Loose, frozen=True, kw_only=True):
    """Identifier."""

    system: str = ""
    value: str = ""


class Reference(Loose, frozen=True, kw_only=True):
    """Reference: `Type/id` or `#contained`."""

    reference: str = ""
    display: str = ""
    identifier: WireIdentifier | None = None


class Extension(Loose, frozen=True, kw_only=True):
    """An extension; the values this contract uses."""

    url: str = ""
    extension: tuple["Extension", ...] = ()
    value_code: str = ""
    value_string: str = ""
    value_base64_binary: str = ""
    value_integer: int | None = None
    value_boolean: bool | None = None
    value_date_time: str = ""
    value_date: str = ""
    value_quantity: WireQuantity | None = None
    value_duration: WireQuantity | None = None
    value_codeable_concept: Concept | None = None


class Annotation(Loose, frozen=True, kw_only=True):
    """A note."""

    text: str = ""


class Meta(Loose, frozen=True, kw_only=True):
    """The resource's version."""

    version_id: str = ""
    last_updated: str = ""


def of(extensions: tuple[Extension, ...], url: str) -> tuple[Extension, ...]:
    """The extensions with this URL."""
    return tuple([one for one in extensions if one.url == url]) if extensions else ()


def first(extensions: tuple[Extension, ...], url: str) -> Extension | None:
    """The first extension with this URL."""
    for one in extensions:
        if one.url == url:
            return one
    return None


def decode(raw: bytes | Raw, kind: type[T]) -> T:
    """Read one resource. Raises msgspec.MsgspecError saying what is wrong and where."""
    decoder: msgspec.json.Decoder[T] | None = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder.decode(raw)


_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {}
"""Made once for each type: making one costs more than reading a resource."""
