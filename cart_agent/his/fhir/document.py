"""The outside of documents: JSON, the bundle's resources one by one, and the search for modifier
extensions."""

import re
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.wire import Loose, decode

T = TypeVar("T")

READ_HERE = (
    "Patient",
    "Encounter",
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationAdministration",
    "Observation",
    "DiagnosticReport",
    "Flag",
)
"""Types of a chart whose readers look at `resourceType` again."""
_FIRST = re.compile(rb'\{\s*"resourceType"\s*:\s*"(' + "|".join(READ_HERE).encode() + rb')"')

_VALUES = msgspec.json.Decoder(float_hook=str)

ABSENT = Raw(b"null")
"""msgspec reads no `Raw | None`: an object would have to be null."""


class Entry(Loose, frozen=True, kw_only=True):
    """Bundle.entry."""

    resource: Raw = ABSENT


class Bundle(Loose, frozen=True, kw_only=True):
    """Bundle; its resources stay bytes until each is read on its own."""

    resource_type: str = ""
    entry: tuple[Entry, ...] = ()


class Head(Loose, frozen=True, kw_only=True):
    """What a resource is."""

    resource_type: str
    id: str = ""


class Wrapped(Loose, frozen=True, kw_only=True):
    """A versioned document around a bundle or a list."""

    version: int = 0
    bundle: Raw = ABSENT
    entry: tuple[Entry, ...] | None = None


def load(document: bytes | Raw, kind: type[T]) -> T:
    """Decode, or Unreadable with what was wrong and where."""
    try:
        return decode(document, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"not readable: {error}") from error


def resources(bundle: Bundle) -> list[Raw]:
    """Every resource of a bundle. Raises Unreadable."""
    if bundle.resource_type != "Bundle":
        raise Unreadable(f"{bundle.resource_type or 'something'} where a Bundle is due")
    return [entry.resource for entry in bundle.entry if bytes(entry.resource) != bytes(ABSENT)]


def kind_of(raw: Raw) -> str:
    """A resource's type. One that comes first, as it nearly always does, is taken without reading the rest:
    the readers of these types refuse a resource that says another one further on."""
    first = _FIRST.match(raw)
    return first[1].decode() if first else load(raw, Head).resource_type


def listed(document: bytes) -> tuple[Raw, ...]:
    """The resources of a bundle, of `{version, bundle}`, or of a plain list (bare or as `bundle`)."""
    if document.lstrip()[:1] == b"[":
        return tuple(load(document, tuple[Raw, ...]))
    outside = load(document, Wrapped)
    if bytes(outside.bundle) != bytes(ABSENT):
        return listed(bytes(outside.bundle))
    return tuple(resources(load(document, Bundle)))


def refuse_modifiers(document: bytes) -> None:
    """Raise Unreadable for a modifierExtension anywhere: FHIR forbids to process what one does not
    understand.

    The key may be written with escapes, so a document with any is searched as decoded.
    """
    if b"modifierE" in document or (b"\\" in document and b"\\u" in document):
        found = _modifier(_plain_values(document))
        if found:
            raise Unreadable(f"modifierExtension at {found}")


def _plain_values(document: bytes) -> Any:
    """Numbers stay text: one that is too large spoils only what it stands in, which its own reader says."""
    try:
        return _VALUES.decode(document)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"not readable: {error}") from error


def _modifier(node: Any, path: str = "") -> str:
    if isinstance(node, dict):
        if node.get("modifierExtension"):
            return path or "/"
        return next((hit for key, value in node.items() if (hit := _modifier(value, f"{path}/{key}"))), "")
    if isinstance(node, list):
        return next((hit for n, value in enumerate(node) if (hit := _modifier(value, f"{path}/{n}"))), "")
    return ""
