"""A case of the corpus as the documents that a hospital would send for it."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tests.corpus.pharmacy import Json, entries, quantity, scan_bytes

ZONE = "Asia/Ho_Chi_Minh"
DAY = "2026-03-02"
GSRN = "893000000000000015"
EXT = "urn:mc:ext:"


def moment(text: str) -> datetime:
    """`08:00` is today; else `2026-03-01 20:00`. Ward time."""
    whole = text if " " in text else f"{DAY} {text}"
    return datetime.fromisoformat(whole).replace(tzinfo=ZoneInfo(ZONE))


def when(text: str) -> str:
    """The same as a FHIR dateTime; a bare date stays one."""
    return text if len(text) == 10 else moment(text).isoformat()


def chart_document(case: Json) -> bytes:
    """The chart document of a case."""
    orders = {"order": case["order"], **case.get("others", {})}
    resources: list[Json] = [_patient(), _encounter()]
    resources += [_request(name, order) for name, order in orders.items()]
    resources += [_given(n, one, orders) for n, one in enumerate(case.get("history", []))]
    resources += [_allergy(n, one) for n, one in enumerate(case.get("allergies", []))]
    resources += [_observation(n, one) for n, one in enumerate(case.get("measured", []))]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in resources],
    }
    return msgspec.json.encode(
        {
            "version": 1,
            "asOf": when("00:00"),
            "encounterId": "enc1",
            "closed": case.get("closed", False),
            "bundle": bundle,
        }
    )


def stock_document(case: Json) -> bytes:
    """What pharmacy loaded, as a list of MedicationDispense."""
    return msgspec.json.encode([_dispense(one) for one in case.get("stock", [])])


def _patient() -> Json:
    numbers = (("urn:mc:mrn", "BN0001"), ("urn:mc:wristband", "VT-7781"), ("urn:mc:gsrn", GSRN))
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": system, "value": value} for system, value in numbers],
        "name": [{"text": "NGUYỄN VĂN THỬ"}],
        "gender": "male",
        "birthDate": "1960-01-01",
    }


def _encounter() -> Json:
    bed = {"location": {"identifier": {"system": "urn:mc:bed", "value": "A-01"}}}
    return {"resourceType": "Encounter", "id": "enc1", "status": "in-progress", "location": [bed]}


def _drug(told: Json) -> Json:
    if "drug" in told:
        code = told["drug"]
        text = entries()[code]["name"] if code in entries() else code
        return {"coding": [{"system": "urn:mc:drug", "code": code}], "text": text}
    system, code = (
        ("urn:mc:ingredient", told["substance"])
        if "substance" in told
        else (
            "http://www.whocc.no/atc",
            told["atc"],
        )
    )
    return {"coding": [{"system": system, "code": code}], "text": code}


def _request(name: str, order: Json) -> Json:
    plain = ("status", "intent", "priority")
    resource: Json = {
        "resourceType": "MedicationRequest",
        "id": name,
        "meta": {"versionId": order.get("version", "1")},
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": _drug(order),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": when("2026-02-20 10:00"),
        "dosageInstruction": [_dosage(order)],
        "extension": _order_extensions(order),
        **{field: order[field] for field in plain if field in order},
    }
    if order.get("do_not_perform"):
        resource["doNotPerform"] = True
    if "substitution" in order:
        resource["substitution"] = {"allowedBoolean": order["substitution"]}
    return {**resource, **order.get("raw", {})}


def _dosage(order: Json) -> Json:
    dosage: Json = {"sequence": 1, **_timing(order)}
    if order.get("route", "oral"):
        dosage["route"] = {"coding": [{"system": "urn:mc:route", "code": order.get("route", "oral")}]}
    if order.get("prn"):
        dosage["asNeededBoolean"] = True
    if "dose" in order:
        dosage["doseAndRate"] = [{"doseQuantity": quantity(order["dose"])}]
    if "range" in order:
        low, high = order["range"]
        dosage["doseAndRate"] = [{"doseRange": {"low": quantity(low), "high": quantity(high)}}]
    if "max" in order:
        top, per = order["max"]
        dosage["maxDosePerPeriod"] = {"numerator": quantity(top), "denominator": quantity(per)}
    if "max_dose" in order:
        dosage["maxDosePerAdministration"] = quantity(order["max_dose"])
    if "lifetime" in order:
        dosage["maxDosePerLifetime"] = quantity(order["lifetime"])
    return dosage


def _timing(order: Json) -> Json:
    repeat: Json = {}
    if "times" in order:
        repeat["timeOfDay"] = [f"{clock}:00" for clock in order["times"]]
    if "every" in order:
        value, unit = order["every"].split(" ")
        repeat |= {
            "frequency": order.get("frequency", 1),
            "period": msgspec.Raw(value.encode()),
            "periodUnit": unit,
        }
    if order.get("days"):
        repeat["dayOfWeek"] = order["days"]
    if "count" in order:
        repeat["count"] = order["count"]
    bounds = {end: when(order[end]) for end in ("start", "end") if end in order}
    if bounds:
        repeat["boundsPeriod"] = bounds
    if "length" in order:
        ends = zip(("low", "high"), order["length"], strict=True)
        repeat["boundsRange"] = {end: quantity(text) for end, text in ends if text}
    event = {"event": [when(text) for text in order["at"]]} if "at" in order else {}
    return {"timing": {**({"repeat": repeat} if repeat else {}), **event}} if repeat or event else {}


def _order_extensions(order: Json) -> list[Json]:
    found: list[Json] = []
    if "window" in order:
        both = zip(("before", "after"), order["window"], strict=True)
        found.append(_complex("window", [(name, "Duration", quantity(text)) for name, text in both]))
    if "min_interval" in order:
        found.append({"url": EXT + "min-interval", "valueDuration": quantity(order["min_interval"])})
    if "pharmacist_verified" in order:
        found.append({"url": EXT + "pharmacist-verified", "valueBoolean": order["pharmacist_verified"]})
    if "allergy_override" in order:
        found.append({"url": EXT + "allergy-override", "valueString": order["allergy_override"]})
    return found + [_hold(hold) for hold in order.get("holds", [])]


def _hold(hold: Json) -> Json:
    coding = [{"system": "http://loinc.org", "code": hold["loinc"], "display": hold["name"]}]
    parts: list[tuple[str, str, Any]] = [("code", "CodeableConcept", {"coding": coding})]
    parts += [(end, "Quantity", quantity(hold[end])) for end in ("low", "high") if end in hold]
    parts += [("max-age", "Duration", quantity(hold["max_age"]))] if "max_age" in hold else []
    parts += [("severity", "Code", hold["severity"])] if "severity" in hold else []
    return _complex("hold", parts)


def _complex(name: str, parts: list[tuple[str, str, Any]]) -> Json:
    return {
        "url": EXT + name,
        "extension": [{"url": part, f"value{kind}": value} for part, kind, value in parts],
    }


def _given(n: int, one: Json, orders: dict[str, Json]) -> Json:
    order = orders.get(one.get("order", "order"), {})
    resource: Json = {
        "resourceType": "MedicationAdministration",
        "id": f"adm{n}",
        "status": one.get("status", "completed"),
        "medicationCodeableConcept": _drug(one if {"drug", "substance", "atc"} & set(one) else order),
        "subject": {"reference": "Patient/p1"},
        **_lasting(one),
        "performer": [{"actor": {"display": "ĐD Thử"}}],
        "extension": [],
    }
    if one.get("order", "order"):
        resource["request"] = {"reference": f"MedicationRequest/{one.get('order', 'order')}"}
    dosage: Json = {"dose": quantity(one["dose"])} if "dose" in one else {}
    if "route" in one:
        dosage["route"] = {"coding": [{"system": "urn:mc:route", "code": one["route"]}]}
    if dosage:
        resource["dosage"] = dosage
    if "scheduled" in one:
        resource["extension"].append({"url": EXT + "scheduled", "valueDateTime": when(one["scheduled"])})
    for pack in one.get("scanned", []):
        code = b64encode(scan_bytes(pack)).decode()
        resource["extension"].append({"url": EXT + "scanned", "valueBase64Binary": code})
    return resource


def _lasting(one: Json) -> Json:
    if "end" in one:
        return {"effectivePeriod": {"start": when(one["at"]), "end": when(one["end"])}}
    return {"effectiveDateTime": when(one["at"])}


def _allergy(n: int, one: Json) -> Json:
    systems = (
        ("substance", "urn:mc:ingredient"),
        ("atc", "http://www.whocc.no/atc"),
        ("drug", "urn:mc:drug"),
    )
    coding = [{"system": system, "code": one[name]} for name, system in systems if name in one]
    return {
        "resourceType": "AllergyIntolerance",
        "id": f"alg{n}",
        "clinicalStatus": {"coding": [{"code": one.get("status", "active")}]},
        "category": one.get("category", []),
        "code": {"coding": coding, "text": one.get("text", "dị ứng")},
    }


def _observation(n: int, one: Json) -> Json:
    return {
        "resourceType": "Observation",
        "id": f"obs{n}",
        "status": one.get("status", "final"),
        "code": {"coding": [{"system": "http://loinc.org", "code": one["loinc"]}]},
        "effectiveDateTime": when(one["at"]),
        "valueQuantity": quantity(one["value"]),
    }


def _dispense(one: Json) -> Json:
    resource: Json = {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "contained": [
            {
                "resourceType": "Medication",
                "id": "m",
                "code": _drug(one),
                "batch": {
                    name: one[key]
                    for name, key in (("lotNumber", "lot"), ("expirationDate", "expiry"))
                    if key in one
                },
            }
        ],
        "medicationReference": {"reference": "#m"},
        "destination": {"identifier": {"system": "urn:mc:drawer", "value": str(one["drawer"])}},
    }
    if "patient" in one:
        resource["subject"] = {"reference": f"Patient/{one['patient']}"}
    if "order" in one:
        resource["authorizingPrescription"] = [{"reference": f"MedicationRequest/{one['order']}"}]
    return resource


def utc(text: str) -> datetime:
    """Ward time as aware UTC."""
    return moment(text).astimezone(UTC)
