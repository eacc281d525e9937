"""The corpus's formulary as FHIR, and its packs as the bytes that a scanner gives."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.core.chart import Formulary, Product
from cart_agent.his.fhir import read_formulary_part

FILE = Path(__file__).parent / "formulary.toml"
Json = dict[str, Any]


def quantity(text: str) -> Json:
    """`500 mg` as a FHIR Quantity."""
    value, unit = text.split(" ", 1)
    return {
        "value": msgspec.Raw(value.encode()),
        "unit": unit,
        "system": "http://unitsofmeasure.org",
        "code": unit,
    }


def gtin(number: int) -> str:
    """A GTIN-14 with its check digit, for the product in this place of the file."""
    body = f"0893000000{number:03d}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


@cache
def entries() -> dict[str, Json]:
    """The file, with each product's GTIN."""
    listed = tomllib.loads(FILE.read_text())
    return {code: {**entry, "gtin": gtin(n)} for n, (code, entry) in enumerate(listed.items(), start=1)}


def medication(code: str, entry: Json) -> Json:
    """One product as a FHIR Medication."""
    flags = [("class", "Code", one) for one in entry.get("classes", [])]
    flags += [("route", "Code", one) for one in entry.get("routes", [])]
    flags += [("recalled-lot", "String", one) for one in entry.get("recalled", [])]
    single = (("divisible", "Integer"), ("look_alike", "String"), ("do_not_crush", "Boolean"))
    flags += [(name.replace("_", "-"), kind, entry[name]) for name, kind in single if name in entry]
    return {
        "resourceType": "Medication",
        "id": code,
        "code": {
            "coding": [
                {"system": "urn:mc:drug", "code": code},
                {"system": "urn:mc:gtin", "code": entry["gtin"]},
                *([{"system": "http://www.whocc.no/atc", "code": entry["atc"]}] if "atc" in entry else []),
            ],
            "text": entry["name"],
        },
        "form": {"coding": [{"system": "urn:mc:form", "code": entry["form"]}]} if "form" in entry else {},
        "ingredient": [_ingredient(*part) for part in entry["parts"]],
        "extension": [{"url": f"urn:mc:ext:{name}", f"value{kind}": value} for name, kind, value in flags],
    }


def _ingredient(name: str, strength: str, per: str, atc: str) -> Json:
    coding = [{"system": "urn:mc:ingredient", "code": name, "display": name}]
    coding += [{"system": "http://www.whocc.no/atc", "code": atc}] if atc else []
    ratio = {"strength": {"numerator": quantity(strength), "denominator": quantity(per)}} if strength else {}
    return {"itemCodeableConcept": {"coding": coding}, **ratio}


@cache
def formulary() -> Formulary:
    """The formulary as the cart reads it."""
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": medication(code, entry)} for code, entry in entries().items()],
    }
    products: tuple[Product, ...] = read_formulary_part(msgspec.json.encode(bundle))
    return Formulary(products)


def scan_bytes(pack: str | Json) -> bytes:
    """A pack's GS1 data: `PARA500` is one of lot L1 that expires on 31 January 2027."""
    told: Json = {"drug": pack} if isinstance(pack, str) else pack
    number = told.get("gtin") or entries()[told["drug"]]["gtin"]
    expiry, lot = told.get("expiry", "270131"), told.get("lot", "L1")
    data = f"01{number}" + (f"17{expiry}" if expiry else "") + (f"10{lot}\x1d" if lot else "")
    data += f"30{told['count']}\x1d" if "count" in told else ""
    data += f"21{told['serial']}" if "serial" in told else ""
    return data.rstrip("\x1d").encode()
