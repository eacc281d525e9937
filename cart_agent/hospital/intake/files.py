"""JSON files to resources: every number as it was written, every mistake with its place."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from cart_agent.hospital.intake.pages import Page, page_of
from cart_agent.hospital.intake.report import ANYBODY, Problem

Resource = dict[str, Any]
CLINICAL = (
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationAdministration",
    "Observation",
    "DiagnosticReport",
    "Flag",
)
"""What a patient's chart holds beside patient and encounter."""
_MISSED = (*CLINICAL, "MedicationDispense")
"""What is not to be left out of a chart or a stock without a word."""


class Item(Struct, frozen=True, kw_only=True):
    """One resource and where it stood."""

    file: str
    entry: int
    """Its number in the bundle, from 1."""
    full_url: str
    resource: Resource

    @property
    def key(self) -> str:
        """`Type/id`."""
        return f"{self.resource['resourceType']}/{self.resource['id']}"

    def problem(self, code: str, detail: str = "", owner: str = "") -> Problem:
        """Something about this resource."""
        place = f"entry {self.entry} {self.key}"
        return Problem(code=code, file=self.file, place=place, detail=detail, owner=owner)


class File(Struct, frozen=True, kw_only=True):
    """What stood in a file: its resources, and what of it is none."""

    items: list[Item] = []
    problems: list[Problem] = []
    page: Page | None = None


class _Bad(ValueError):
    """JSON that means different things to different readers."""


def read_file(path: Path) -> File:
    """The resources of a bundle's file, and what of it is none."""
    try:
        bundle = json.loads(
            path.read_bytes().decode("utf-8-sig"),
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_once,
        )
        _plain(bundle)
    except OSError as error:
        return File(problems=[_lost("file-unreadable", path, error.strerror or "")])
    except UnicodeDecodeError as error:
        return File(problems=[_lost("not-utf8", path, str(error.start))])
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        return File(problems=[_lost("not-json", path, error.msg, place)])
    except (_Bad, RecursionError) as error:
        return File(problems=[_lost("not-json", path, str(error))])
    return _entries(str(path), bundle)


def _lost(code: str, path: Path, detail: str, place: str = "") -> Problem:
    """A file of which nobody knows whose orders and allergies stand in it."""
    return Problem(code=code, file=str(path), place=place, detail=detail, owner=ANYBODY)


def _entries(file: str, bundle: Any) -> File:
    entries = bundle.setdefault("entry", []) if isinstance(bundle, dict) else None
    if not isinstance(entries, list) or bundle.get("resourceType") != "Bundle":
        return File(problems=[Problem(code="not-a-bundle", file=file, owner=ANYBODY)])
    items: list[Item] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        found = _item(file, number, entry)
        (items if isinstance(found, Item) else problems).append(found)  # type: ignore[arg-type]  # told apart
    return File(items=items, problems=problems, page=page_of(file, bundle))


def _item(file: str, number: int, entry: Any) -> Item | Problem:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return Problem(code="no-resource", file=file, place=f"entry {number}", owner=ANYBODY)
    full_url = entry.get("fullUrl")
    full_url = full_url if isinstance(full_url, str) else ""
    if "id" not in resource and full_url:
        resource["id"] = full_url.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    if not isinstance(resource.get("id"), str) or not resource["id"]:
        kind = resource["resourceType"]
        owner = ANYBODY if kind in _MISSED else ""
        return Problem(code="no-id", file=file, place=f"entry {number} {kind}", owner=owner)
    item = Item(file=file, entry=number, full_url=full_url, resource=resource)
    return item.problem("deleted", owner=ANYBODY) if _is_deleted(entry) else item


def _is_deleted(entry: dict[str, Any]) -> bool:
    """A transaction or a history may say that a resource is no more, and show it all the same."""
    request = entry.get("request")
    return isinstance(request, dict) and request.get("method") == "DELETE"


def _plain(node: Any, depth: int = 100) -> None:
    """Refuse what could not be sent on: half characters, and nesting that no FHIR resource has."""
    if depth == 0:
        raise _Bad("nested too deep")
    if isinstance(node, str) and any("\ud800" <= letter <= "\udfff" for letter in node):
        raise _Bad("half a character (a lone surrogate)")
    parts = [*node, *node.values()] if isinstance(node, dict) else node if isinstance(node, list) else ()
    for part in parts:
        _plain(part, depth - 1)


def _whole(text: str) -> int:
    if len(text) > 15:
        raise _Bad(f"the number {text[:20]}... is too long")
    return int(text)


def _constant(text: str) -> None:
    raise _Bad(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> Resource:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Bad(f"the key {twice!r} stands twice in one object")
    return found
