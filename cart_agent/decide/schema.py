"""JSON Schemas of our structs."""

from typing import Any

import msgspec


def json_schema(kind: Any) -> dict[str, Any]:
    """As msgspec makes it, but that exact decimals are numbers: that is how they are read and written."""
    made: dict[str, Any] = _numbers(msgspec.json.schema(kind))
    return made


def _numbers(node: Any) -> Any:
    if isinstance(node, list):
        return [_numbers(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _numbers(value) for key, value in node.items()}
    if found.get("format") == "decimal":
        del found["format"]
        found["type"] = "number"
    return found
