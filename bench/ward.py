"""A ward of realistic size: the demo ward's documents, each chart several times under other names."""

import json
from pathlib import Path
from typing import Any

from cart_agent.demo.place import WARD_DIRECTORY

ONCE = "urn:mc:wristband"


def write_ward(directory: Path, copies: int) -> int:
    """Write the demo ward with so many more copies of every patient; returns how many charts there are."""
    directory.mkdir()
    charts = 0
    for source in sorted(WARD_DIRECTORY.glob("*.json")):
        text = source.read_text(encoding="utf-8")
        (directory / source.name).write_text(text, encoding="utf-8")
        if source.name.startswith("chart-"):
            charts += 1 + copies
            for number in range(1, copies + 1):
                copied = json.dumps(_copy(json.loads(text), number), ensure_ascii=False)
                (directory / f"{source.stem}-{number}.json").write_text(copied, encoding="utf-8")
    return charts


def _copy(chart: dict[str, Any], number: int) -> dict[str, Any]:
    """The same orders for another encounter, patient and wristband."""
    mark = f"-{number}"
    entries = [entry["resource"] for entry in chart["bundle"]["entry"]]
    patient = next(one for one in entries if one["resourceType"] == "Patient")
    encounter = next(one for one in entries if one["resourceType"] == "Encounter")
    copied: dict[str, Any] = _renamed(
        chart,
        {
            patient["id"]: patient["id"] + mark,
            f"Patient/{patient['id']}": f"Patient/{patient['id']}{mark}",
            encounter["id"]: encounter["id"] + mark,
            f"Encounter/{encounter['id']}": f"Encounter/{encounter['id']}{mark}",
        },
    )
    for entry in copied["bundle"]["entry"]:
        if entry["resource"]["resourceType"] == "Patient":
            band = encounter["id"].replace("-", "") + f"{number:03}"
            entry["resource"]["identifier"] = [{"system": ONCE, "value": band}]
    return copied


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
