"""A row of pharmacy's order list to a MedicationRequest, alone or over the one that the chart has."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cart_agent.hospital.intake import cells
from cart_agent.hospital.intake.charts import encode
from cart_agent.hospital.intake.files import Resource
from cart_agent.hospital.intake.report import Problem
from cart_agent.hospital.intake.table import Row, ends

UCUM = "http://unitsofmeasure.org"
_INTERVAL = "urn:mc:ext:min-interval"
_READERS: dict[str, Callable[[str], Any]] = {
    "order": cells.identifier,
    "dose": cells.number,
    "unit": cells.unit,
    "route": lambda text: cells.word(text, cells.ROUTES),
    "times": cells.times,
    "interval": cells.number,
    "max-24h": cells.number,
    "priority": lambda text: cells.word(text, cells.PRIORITIES),
    "start": cells.day,
    "end": cells.day,
    "status": lambda text: cells.word(text, cells.STATES),
}
_DOSAGE = {
    "sequence",
    "text",
    "timing",
    "asNeededBoolean",
    "asNeededCodeableConcept",
    "route",
    "doseAndRate",
    "maxDosePerPeriod",
}
"""What of a dosage the list can say; an order with more is not the list's to change."""


class Refused(ValueError):
    """The row cannot become an order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def order_of(row: Row, known: Resource | None, patient_id: str) -> Resource:
    """The order that the row makes, with a higher version where it changes a known one. Raises Refused."""
    values = _values(row)
    if ends(row.cells):
        if known is None:
            raise Refused([row.problem("value-missing", "drug")])
        return _versioned(known | {"status": values["status"]}, known)
    _fits(row, values)
    made = _order(values, patient_id)
    if known is None:
        return _versioned(made, None)
    if (reason := _beyond(known, values["drug"])) != "":
        raise Refused([row.problem("order-unreadable", "order", reason)])
    kept = [one for one in known.get("extension", ()) if one.get("url") != _INTERVAL]
    extension = [*kept, *made.get("extension", ())]
    return _versioned(known | made | ({"extension": extension} if extension else {}), known)


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in row.cells.items():
        try:
            values[name] = _READERS.get(name, str)(text)
        except cells.BadCell as error:
            problems.append(row.problem(error.code, name))
    if problems:
        raise Refused(problems)
    return values


def _fits(row: Row, values: dict[str, Any]) -> None:
    """A rhythm, a reason or `stat`: one of them, or nobody knows when."""
    if "times" in values and "prn" in values:
        raise Refused([row.problem("two-schedules", "prn")])
    if not {"times", "prn"} & values.keys() and values.get("priority") != "stat":
        raise Refused([row.problem("no-schedule", "times")])


def _beyond(known: Resource, drug: str) -> str:
    """Why a known order is not the list's to change; empty: it is."""
    codings = (known.get("medicationCodeableConcept") or {}).get("coding") or ()
    if drug not in {one.get("code") for one in codings}:
        return "another drug is another order"
    dosages = known.get("dosageInstruction") or [{}]
    doses = dosages[0].get("doseAndRate") or [{}]
    if len(dosages) > 1 or len(doses) > 1:
        return "the order has several dosages, which a list cannot say"
    more = (dosages[0].keys() - _DOSAGE) | (doses[0].keys() - {"type", "doseQuantity"})
    return f"the order has what a list cannot say: {', '.join(sorted(more))}" if more else ""


def _order(values: dict[str, Any], patient_id: str) -> Resource:
    concept: Resource = {"coding": [{"system": "urn:mc:drug", "code": values["drug"]}]}
    made: Resource = {
        "resourceType": "MedicationRequest",
        "id": values["order"],
        "status": values.get("status", "active"),
        "intent": "order",
        "priority": values.get("priority", "routine"),
        "medicationCodeableConcept": concept | _given("text", values.get("name")),
        "subject": {"reference": f"Patient/{patient_id}"},
        "encounter": {"reference": f"Encounter/{values['encounter']}"},
        "dosageInstruction": [_dosage(values)],
    }
    if "interval" in values:
        made["extension"] = [{"url": _INTERVAL, "valueDuration": _quantity(values["interval"], "h")}]
    made |= _given("requester", {"display": values["prescriber"]} if "prescriber" in values else None)
    return made | _given("note", [{"text": values["note"]}] if "note" in values else None)


def _dosage(values: dict[str, Any]) -> Resource:
    dose = _quantity(values["dose"], values["unit"])
    dosage: Resource = {
        "sequence": 1,
        "route": {"coding": [{"system": "urn:mc:route", "code": values["route"]}]},
        "doseAndRate": [{"doseQuantity": dose}],
    }
    repeat = _given("boundsPeriod", {k: values[k] for k in ("start", "end") if k in values})
    if "times" in values:
        rhythm = {"frequency": len(values["times"]), "period": 1, "periodUnit": "d"}
        repeat |= rhythm | {"timeOfDay": values["times"]}
    dosage |= _given("timing", {"repeat": repeat} if repeat else None)
    dosage |= _given("asNeededCodeableConcept", {"text": values["prn"]} if "prn" in values else None)
    if "max-24h" in values:
        most = _quantity(values["max-24h"], values["unit"])
        dosage["maxDosePerPeriod"] = {"numerator": most, "denominator": _quantity(Decimal(24), "h")}
    return dosage


def _quantity(value: Decimal, code: str) -> Resource:
    return {"value": value, "unit": code, "system": UCUM, "code": code}


def _given(name: str, value: Any) -> Resource:
    return {name: value} if value else {}


def _versioned(made: Resource, known: Resource | None) -> Resource:
    """The next `meta.versionId`; the same content keeps its version."""
    if known is None:
        return made | {"meta": {"versionId": "1"}}
    if encode(made) == encode(known):
        return known
    version = str((known.get("meta") or {}).get("versionId", ""))
    digest = hashlib.sha256(encode(made)).hexdigest()[:16]
    return made | {
        "meta": {"versionId": str(int(version) + 1) if version.isascii() and version.isdigit() else digest}
    }
