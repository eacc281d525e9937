"""The outside of documents: JSON, the bundle's resources one by one, and the search for modifier
extensions."""

from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.wire import Loose, decode

T = TypeVar("T")

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


class HeadEntry(Loose, frozen=True, kw_only=True):
    """Bundle.entry, as far as what it holds."""

    resource: Head | None = None


class Heads(Loose, frozen=True, kw_only=True):
    """Bundle, as far as what is in it. One pass for all is quicker than one for each."""

    entry: tuple[HeadEntry, ...] = ()


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


def resources(document: bytes | Raw) -> list[tuple[Head, Raw]]:
    """Every resource of a bundle. Raises Unreadable."""
    return matched(load(document, Bundle), load(document, Heads))


def matched(bundle: Bundle, heads: Heads) -> list[tuple[Head, Raw]]:
    """Every resource of a bundle with its head; both are read from the same bytes. Raises Unreadable."""
    if bundle.resource_type != "Bundle":
        raise Unreadable(f"{bundle.resource_type or 'something'} where a Bundle is due")
    both = zip(heads.entry, bundle.entry, strict=True)
    return [(one.resource, entry.resource) for one, entry in both if one.resource is not None]


def listed(document: bytes) -> tuple[Raw, ...]:
    """The resources of a bundle, of `{version, bundle}`, or of a plain list (bare or as `bundle`)."""
    if document.lstrip()[:1] == b"[":
        return tuple(load(document, tuple[Raw, ...]))
    outside = load(document, Wrapped)
    if bytes(outside.bundle) != bytes(ABSENT):
        return listed(bytes(outside.bundle))
    return tuple(raw for _, raw in resources(document))


def refuse_modifiers(document: bytes) -> None:
    """Raise Unreadable for a modifierExtension anywhere: FHIR forbids to process what one does not
    understand.

    The key may be written with escapes, so a document with any is searched as decoded.
    """
    if b"modifierE" in document or (b"\\" in document and b"\\u" in document):
        found = _modifier(load(document, Any))
        if found:
            raise Unreadable(f"modifierExtension at {found}")


def _modifier(node: Any, path: str = "") -> str:
    if isinstance(node, dict):
        if node.get("modifierExtension"):
            return path or "/"
        return next((hit for key, value in node.items() if (hit := _modifier(value, f"{path}/{key}"))), "")
    if isinstance(node, list):
        return next((hit for n, value in enumerate(node) if (hit := _modifier(value, f"{path}/{n}"))), "")
    return ""
