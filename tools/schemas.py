"""The JSON Schemas of the contract's messages (docs/schemas), made from the structs that read them."""

from pathlib import Path
from typing import Any

import msgspec

from cart_agent.core.policy import Policy
from cart_agent.decide.schema import json_schema
from cart_agent.his import messages as his

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"
MESSAGES: dict[str, Any] = {
    "host-state": his.HostState,
    "manifest": his.Manifest,
    "chart": his.ChartDocument,
    "staff": his.StaffList,
    "policy": Policy,
    "formulary": his.FormularyPart,
    "stock": his.StockDocument,
    "ack": his.Ack,
    "command": his.Command,
    "event": his.Envelope,
    "sync": his.SyncRequest,
    "state": his.CartState,
}


def outputs() -> dict[Path, str]:
    """The generated files and the text that they must have."""
    return {FOLDER / f"{name}.json": _text(name, kind) for name, kind in MESSAGES.items()}


def _text(name: str, kind: Any) -> str:
    outside = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:mc:v1:schema:{name}"}
    return msgspec.json.format(msgspec.json.encode(outside | _steady(json_schema(kind)))).decode() + "\n"


def _steady(node: Any) -> Any:
    """The same text in every run: a default that is a set comes in any order."""
    if isinstance(node, list):
        words = all(isinstance(one, str) for one in node)
        return sorted(node) if words else [_steady(one) for one in node]
    return {name: _steady(one) for name, one in node.items()} if isinstance(node, dict) else node
