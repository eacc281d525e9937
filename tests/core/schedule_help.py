"""Orders written as FHIR timing, for the schedule's tests."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from cart_agent.core.chart import DRUG, Code, Dosage, Moment, Order
from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.schedule import dose_times
from cart_agent.his.fhir.timing import WireTiming, read_timing

HANOI, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"
DOSE = Quantity(value=Decimal(500), unit="mg")


def order(timing: dict[str, Any] | None, *, authored: str = "", **fields: Any) -> Order:
    """An order with one dosage of this FHIR Timing (as JSON values)."""
    start = Moment(at=datetime.fromisoformat(authored)) if authored else None
    wire = msgspec.json.decode(msgspec.json.encode(timing), type=WireTiming) if timing else None
    dosage = Dosage(
        timing=read_timing(wire, start) if wire else None,
        as_needed=fields.pop("as_needed", False),
        route="oral",
        amount=DoseRange(low=DOSE, high=DOSE),
    )
    names = (Code(system=DRUG, code="PARA500"),)
    return Order(id="o1", status="active", names=names, dosages=(dosage,), **fields)


def times(wanted: Order, start: str, end: str, zone: str = HANOI, policy: Policy = DEFAULT) -> list[str]:
    """Dose times between two local times, as local `dd HH:MM`."""
    first, last = (
        datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for text in (start, end)
    )
    found = dose_times(wanted, policy, zone, first, last)
    return [dose.due.astimezone(ZoneInfo(zone)).strftime("%d %H:%M") for dose in found if dose.due]


def repeat(**fields: Any) -> dict[str, Any]:
    """A FHIR Timing with this `repeat`."""
    return {"repeat": fields}


def period(start: str, end: str = "") -> dict[str, str]:
    """FHIR boundsPeriod."""
    return {"start": start, **({"end": end} if end else {})}
