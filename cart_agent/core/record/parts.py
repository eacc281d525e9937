"""Small pieces of FHIR R4 JSON as plain dicts. Decimals stay Decimal; empty fields are left out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from cart_agent.core.chart import Code
from cart_agent.core.quantity import Quantity

UCUM = "http://unitsofmeasure.org"
EXT = "urn:mc:ext:"
Json = dict[str, Any]


class Who(Struct, frozen=True, kw_only=True):
    """A member of staff, as on the staff list."""

    id: str
    name: str


def pruned(fields: Mapping[str, Any]) -> Json:
    """Without what is empty: FHIR forbids empty values."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def event(event_id: str) -> list[Json]:
    """The identifier that ties a resource to its event."""
    return [{"system": "urn:mc:event", "value": event_id}]


def reference(kind: str, id_: str, display: str = "") -> Json:
    """A reference `Kind/id`; empty when there is no id."""
    return pruned({"reference": f"{kind}/{id_}", "display": display}) if id_ else {}


def practitioner(who: Who) -> Json:
    """A reference to a person of the staff list."""
    return reference("Practitioner", who.id, who.name)


def concept(codes: tuple[Code, ...], text: str = "") -> Json:
    """A CodeableConcept."""
    coding = [pruned({"system": c.system, "code": c.code, "display": c.display}) for c in codes]
    return pruned({"coding": coding, "text": text})


def coded(system: str, code: str, display: str = "") -> Json:
    """A CodeableConcept of one code; empty when there is none."""
    return concept((Code(system=system, code=code, display=display),)) if code else {}


def quantity(amount: Quantity) -> Json:
    """A Quantity with its UCUM code; the value keeps its digits."""
    return {"value": amount.value, "unit": amount.unit, "system": UCUM, "code": amount.unit}


def instant(moment: datetime) -> str:
    """A FHIR dateTime in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def insurance_time(moment: datetime, zone: str) -> str:
    """NGAY_TH_YL: when the order was carried out, hospital local time, yyyymmddhhmm (Decision 130/QD-BYT,
    Vietnam)."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y%m%d%H%M")


def extension(name: str, kind: str, value: Any) -> Json:
    """An extension of the contract, such as `extension("scheduled", "DateTime", "...")`."""
    return {"url": EXT + name, f"value{kind}": value}
