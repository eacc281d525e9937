"""The hospital's messages as bytes, built by hand and by the contract, not by our own structs."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.his.signing import sign
from tests.support.keys import private_pem, public_pem

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOSPITAL = Ed25519PrivateKey.generate()
KEYS = {"h1": public_pem(HOSPITAL)}


def as_bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def signed(document: object, kid: str = "h1", key: Ed25519PrivateKey = HOSPITAL) -> bytes:
    return sign(as_bytes(document), kid, private_pem(key))


def patient(mrn: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": f"p-{mrn}",
        "identifier": [
            {"system": "urn:mc:mrn", "value": mrn},
            {"system": "urn:mc:gsrn", "value": f"89300000000000{mrn[-4:]}"},
        ],
        "name": [{"text": "NGUYỄN THỊ THỬ"}],
        "birthDate": "1954-03-12",
        "gender": "female",
    }


def chart(encounter_id: str = "E1", version: int = 1, mrn: str = "BN0001", **fields: Any) -> bytes:
    """A chart document without orders; `resources` are added to its bundle."""
    resources = [patient(mrn), *fields.pop("resources", [])]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }
    outside = {"version": version, "asOf": MORNING.isoformat(), "encounterId": encounter_id, "closed": False}
    return as_bytes(outside | {"bundle": bundle} | fields)


def closed(encounter_id: str = "E1", version: int = 2) -> bytes:
    return as_bytes(
        {"version": version, "asOf": MORNING.isoformat(), "encounterId": encounter_id, "closed": True}
    )


def manifest(
    seq: int,
    charts: dict[str, bytes] | None = None,
    epoch: int | str = 1,
    as_of: datetime = MORNING,
    **more: Any,
) -> bytes:
    """A manifest that names these chart messages."""
    named = {
        encounter_id: {"version": json.loads(message)["version"], "sha256": digest(message)}
        for encounter_id, message in (charts or {}).items()
    }
    return as_bytes({"epoch": epoch, "seq": seq, "asOf": as_of.isoformat(), "charts": named} | more)


def medication(drug: str, gtin: str) -> dict[str, Any]:
    return {
        "resourceType": "Medication",
        "id": drug,
        "code": {
            "coding": [{"system": "urn:mc:drug", "code": drug}, {"system": "urn:mc:gtin", "code": gtin}],
            "text": "Paracetamol 500 mg",
        },
        "form": {"coding": [{"system": "urn:mc:form", "code": "tablet"}]},
        "ingredient": [
            {
                "itemCodeableConcept": {"coding": [{"system": "urn:mc:ingredient", "code": "paracetamol"}]},
                "strength": {
                    "numerator": {
                        "value": 500,
                        "unit": "mg",
                        "system": "http://unitsofmeasure.org",
                        "code": "mg",
                    },
                    "denominator": {
                        "value": 1,
                        "unit": "viên",
                        "system": "http://unitsofmeasure.org",
                        "code": "{tbl}",
                    },
                },
            }
        ],
    }


def formulary(*medications: dict[str, Any]) -> bytes:
    entries = [{"resource": resource} for resource in medications]
    return as_bytes({"resourceType": "Bundle", "type": "collection", "entry": entries})
