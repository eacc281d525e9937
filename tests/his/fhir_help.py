"""Pieces of FHIR for tests of single resources."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw

MG = {"value": 5, "unit": "mg"}
PARA = {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]}


def raw(value: Any) -> Raw:
    """A resource as it stands in a bundle."""
    return Raw(msgspec.json.encode(value))


def read(kind: type[Any], reader: Callable[[Any], Any], **fields: Any) -> Any:
    """What `reader` makes of a resource with these fields."""
    return reader(msgspec.json.decode(msgspec.json.encode(fields), type=kind))
