"""JSON Schemas of our structs."""

import inspect
from typing import Any

import msgspec


def json_schema(kind: Any) -> dict[str, Any]:
    """As msgspec makes it, but that exact decimals are numbers: that is how they are read and written."""
    made: dict[str, Any] = _ours(msgspec.json.schema(kind))
    return made


def _ours(node: Any) -> Any:
    if isinstance(node, list):
        return [_ours(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _ours(value) for key, value in node.items()}
    if found.get("format") == "decimal":
        del found["format"]
        found["type"] = "number"
    if isinstance(found.get("description"), str):
        found["description"] = inspect.cleandoc(found["description"])  # Python 3.13 does this by itself
    return found
