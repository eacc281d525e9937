"""The documents of a small ward, as the contract's page shows them."""

import hashlib
from typing import Any

from argon2 import PasswordHasher

from tests.blackbox.hospital_alone import AS_OF

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
GTIN = "08930000000019"
SALT = "salt-x"
PINS = {"NV-ONE": "482915", "NV-TWO": "739164"}
"""PIN by badge."""


def quantity(value: int, code: str) -> Json:
    return {"value": value, "unit": code, "system": UCUM, "code": code}


def coded(system: str, code: str) -> Json:
    return {"coding": [{"system": f"urn:mc:{system}", "code": code}]}


def medication() -> Json:
    strength = {"numerator": quantity(500, "mg"), "denominator": quantity(1, "{tbl}")}
    names = [{"system": "urn:mc:drug", "code": "PARA500"}, {"system": "urn:mc:gtin", "code": GTIN}]
    return {
        "resourceType": "Medication",
        "id": "PARA500",
        "code": {"coding": names, "text": "Paracetamol 500 mg"},
        "form": coded("form", "tablet"),
        "ingredient": [{"itemCodeableConcept": coded("ingredient", "paracetamol"), "strength": strength}],
    }


def dispensed(drawer: int) -> Json:
    return {
        "resourceType": "MedicationDispense",
        "id": f"d{drawer}",
        "status": "completed",
        "medicationCodeableConcept": coded("drug", "PARA500"),
        "quantity": quantity(20, "{tbl}"),
        "destination": {"identifier": {"system": "urn:mc:drawer", "value": str(drawer)}},
    }


def order(number: str, patient: str, *, times: tuple[str, ...] = ("08:00:00",), **fields: Any) -> Json:
    repeat = {"frequency": len(times), "period": 1, "periodUnit": "d", "timeOfDay": list(times)}
    dosage = {
        "timing": {"repeat": repeat},
        "route": coded("route", "oral"),
        "doseAndRate": [{"doseQuantity": quantity(500, "mg")}],
    }
    plain = {
        "resourceType": "MedicationRequest",
        "id": number,
        "meta": {"versionId": "1"},
        "status": "active",
        "intent": "order",
        "authoredOn": "2026-03-01T10:00:00+07:00",
        "medicationCodeableConcept": coded("drug", "PARA500"),
        "subject": {"reference": f"Patient/{patient}"},
        "dosageInstruction": [dosage],
    }
    return plain | fields


def chart(number: int, version: int, *orders: Json, name: str = "MẪU", closed: bool = False) -> Json:
    """Patient `p{number}`, whose wristband says `WB-{number}`."""
    patient = {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": "urn:mc:wristband", "value": f"WB-{number}"}],
        "name": [{"text": f"NGƯỜI {name} SỐ {number}"}],
        "birthDate": "1960-01-02",
        "gender": "female",
    }
    entry = [{"resource": one} for one in (patient, *orders)]
    return {
        "version": version,
        "asOf": AS_OF,
        "encounterId": f"E-{number}",
        "closed": closed,
        "bundle": {"resourceType": "Bundle", "type": "collection", "entry": entry},
    }


def staff(version: int, *badges: str) -> Json:
    hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
    people = [
        {
            "id": badge.lower(),
            "name": f"Điều dưỡng {badge}",
            "roles": ["nurse"],
            "wards": ["w1"],
            "badge": hashlib.sha256((SALT + badge).encode()).hexdigest(),
            "pin": hasher.hash(PINS[badge]),
        }
        for badge in badges
    ]
    return {"version": version, "salt": SALT, "notAfter": "2026-03-05T00:00:00+07:00", "staff": people}


def policy(version: int, **rules: Any) -> Json:
    return {"version": version, "notAfter": "2027-01-01T00:00:00+07:00"} | rules
