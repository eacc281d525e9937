"""All resources of an import, from however many files and in whatever order, by `Type/id`."""

import re
from collections.abc import Iterable
from typing import Any

from cart_agent.hospital.intake.files import Item, Resource
from cart_agent.hospital.intake.report import Problem

_URL = re.compile(r"^(?:[a-z]+://.*/)?([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/.*)?$")
"""A reference by URL, absolute or not, with or without a version (hl7.org/fhir/R4/references.html)."""
_PLACES = ("urn:mc:bed", "urn:mc:ward")
_FLOORS = 5
"""Locations above one another that are looked at: bed, room, ward and two to spare. They may be a ring."""


class Pool:
    """The resources, their references all as `Type/id`."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items: dict[str, Item] = {}
        self.problems: list[Problem] = []
        items = tuple(items)
        names = {item.full_url: item.key for item in items if item.full_url}
        for item in items:
            _point(item.resource, names)
        self.twins: set[str] = set()
        """What was left out, since it stands there twice and differs."""
        for item in items:
            known = self.items.setdefault(item.key, item)
            if known.resource != item.resource:
                self.twins.add(item.key)
                owners = dict.fromkeys((owner_of(item), owner_of(known)))
                self.problems += [item.problem("duplicate", owner=owner) for owner in owners]
        for key in self.twins:
            del self.items[key]

    def of(self, kind: str) -> list[Item]:
        """All resources of a type."""
        return [item for item in self.items.values() if item.resource["resourceType"] == kind]

    def located(self, encounter: Resource) -> Resource:
        """The Encounter with its bed and ward named in place, where it only refers to a Location."""
        places = encounter.get("location")
        if not isinstance(places, list):
            return encounter
        return encounter | {"location": [one for place in places for one in self._located(place)]}

    def _located(self, place: Any) -> list[Any]:
        """A place for each thing that the Location, or what it is a part of, is: a bed, in a ward."""
        location = dig(place, "location")
        if not isinstance(location, dict) or "identifier" in location:
            return [place]
        known = self._named(str(location.get("reference")))
        return [place | {"location": location | {"identifier": one}} for one in known.values()] or [place]

    def _named(self, key: str) -> dict[str, Any]:
        """Bed and ward of a Location by their system, each as the nearest says."""
        found: dict[str, Any] = {}
        for _ in range(_FLOORS):
            item = self.items.get(key)
            listed = _list(dig(item.resource, "identifier")) if item else []
            found = {
                dig(one, "system"): one for one in reversed(listed) if dig(one, "system") in _PLACES
            } | found
            key = reference(item.resource, "partOf") if item else ""
        return found


def owner_of(item: Item) -> str:
    """Whose the resource is, `Patient/id`; empty: it does not say."""
    if item.resource["resourceType"] == "Patient":
        return item.key
    return reference(item.resource, "subject") or reference(item.resource, "patient")


def reference(resource: Resource, *path: str) -> str:
    """The reference at this path; empty where there is none."""
    found = dig(resource, *path, "reference")
    return found if isinstance(found, str) else ""


def contained(document: Any) -> list[Resource]:
    """The resources of a bundle, or of a document around one; whatever else it is has none."""
    entries = dig(document, "bundle", "entry") or dig(document, "entry")
    found = [dig(entry, "resource") for entry in _list(entries)]
    return [one for one in found if isinstance(one, dict)]


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def dig(node: Any, *path: str) -> Any:
    """What stands at this path of objects; None where the path ends."""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def _point(node: Any, names: dict[str, str]) -> None:
    """Write every reference as `Type/id`."""
    if isinstance(node, list):
        for one in node:
            _point(one, names)
    elif isinstance(node, dict):
        target = node.get("reference")
        if isinstance(target, str):
            match = _URL.match(target)
            node["reference"] = names.get(target) or (match.group(1) if match else target)
        for one in node.values():
            _point(one, names)
