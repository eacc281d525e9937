"""What the page says of each resource is what the cart reads, and its examples are what the cart writes."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cart_agent.core.chart import Chart, Code
from cart_agent.core.orders import INTENTS
from cart_agent.core.policy import WHEN_TIMES
from cart_agent.core.quantity import Quantity
from cart_agent.core.record.audit import Fact, drawer_audit
from cart_agent.core.record.effect import Effect, prn_effect
from cart_agent.core.record.parts import Who
from cart_agent.core.record.supply import Missing, supply_request
from cart_agent.core.units import ATOMS
from cart_agent.his.fhir import Unreadable, read_chart
from cart_agent.his.fhir.patient import NO_ALLERGY_KNOWN
from cart_agent.his.fhir.timing import CODES, MEALS, PERIOD_UNITS
from cart_agent.his.messages import EventKind

PAGE = (Path(__file__).parents[2] / "docs" / "his-contract.md").read_text()
SECTION = PAGE.partition("## What is read of each resource")[2].partition("\n## ")[0]
EXAMPLES: dict[str, str] = dict(re.findall(r"```json (\w+)\n(.*?)```", PAGE, re.DOTALL))
NURSE = Who(id="NV014", name="Điều dưỡng Thử")
Json = dict[str, Any]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=UTC)


def event_id(number: int) -> str:
    return f"0195a000-0000-7000-8000-{number:012}"


def chart() -> Chart:
    return read_chart(EXAMPLES["chart"].encode())


def audit() -> Json:
    fact = Fact(
        event_id=event_id(2),
        kind=EventKind.DRAWER,
        subtype="unlocked",
        at=at("01:00:40"),
        cart="cart-1",
        actor=NURSE,
        patient_id="P-1",
        order_id="R-1",
        drawer=3,
    )
    return drawer_audit(fact)


def supply() -> Json:
    missing = Missing(
        event_id=event_id(3),
        chart=chart(),
        order=chart().orders[0],
        amount=Quantity(value=Decimal(500), unit="mg"),
        at=at("01:05:00"),
        due=at("01:00:00"),
        requester=NURSE,
        cart="cart-1",
    )
    return supply_request(missing)


def effect() -> Json:
    told = Effect(
        event_id=event_id(4),
        record=event_id(1),
        original=json.loads(EXAMPLES["event"])["resource"],
        effect=Code(system="urn:mc:reason", code="helped"),
        score=2,
        by=NURSE,
        at=at("02:00:00"),
    )
    return prn_effect(told)


@pytest.mark.parametrize("write", [audit, supply, effect])
def test_the_example_is_what_a_cart_writes(write: Callable[[], Json]) -> None:
    written = json.loads(json.dumps(write(), default=float))

    assert json.loads(EXAMPLES[write.__name__]) == written


def test_the_section_names_every_code_that_is_understood() -> None:
    named = {*CODES, *MEALS, *WHEN_TIMES, *PERIOD_UNITS, *INTENTS, *NO_ALLERGY_KNOWN}
    named |= set(ATOMS) - {"1", "{INR}", "{score}", "{beats}", "{breaths}"}
    words = set(re.split(r"[\s,;:()]+|\.\s", SECTION))

    assert named - words == set()


def _one(document: Json, kind: str) -> Json:
    found: Json = next(
        entry["resource"]
        for entry in document["bundle"]["entry"]
        if entry["resource"]["resourceType"] == kind
    )
    return found


def _with(kind: str, **fields: Any) -> bytes:
    """The example's chart with these fields of its resource of this kind; None takes one away."""
    document = json.loads(EXAMPLES["chart"])
    entries = document["bundle"]["entry"]
    if kind not in [entry["resource"]["resourceType"] for entry in entries]:
        entries.append({"resource": {"resourceType": kind}})
    resource = _one(document, kind)
    resource.update(fields)
    for name in [name for name, value in fields.items() if value is None]:
        del resource[name]
    return json.dumps(document).encode()


ELSEWHERE = {"reference": "Patient/P-9"}
GIVEN = {"status": "completed", "effectiveDateTime": "2026-03-02T08:00:00+07:00"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Patient", {"id": None}),
        ("Encounter", {"id": "E-9"}),
        ("AllergyIntolerance", {"patient": ELSEWHERE}),
        ("MedicationRequest", {"id": None}),
        ("MedicationRequest", {"modifierExtension": [{"url": "x"}]}),
        ("MedicationAdministration", {}),
        ("MedicationAdministration", {"status": "completed"}),
        ("MedicationAdministration", GIVEN | {"status": "given"}),
        ("MedicationAdministration", GIVEN | {"subject": ELSEWHERE}),
        ("Observation", {"status": "final", "subject": ELSEWHERE}),
        ("DiagnosticReport", {"code": 5}),
        ("Flag", {"code": 5}),
    ],
)
def test_what_makes_the_whole_chart_unreadable(kind: str, fields: Json) -> None:
    with pytest.raises(Unreadable):
        read_chart(_with(kind, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"notOfR4": 1},
        {"_status": {"id": "x"}},
        {"implicitRules": "x"},
        {"subject": {"reference": "urn:uuid:1"}},
    ],
)
def test_what_makes_an_order_unreadable_and_no_other(fields: Json) -> None:
    (order,) = read_chart(_with("MedicationRequest", **fields)).orders

    assert order.problem


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Patient", {"notOfR4": 1}),
        ("MedicationRequest", {"subject": {"reference": "https://his.example/fhir/Patient/P-1"}}),
        ("MedicationRequest", {"reasonCode": [{"text": "x"}]}),
        ("MedicationAdministration", GIVEN | {"dosage": {"dose": {"value": 1, "code": "?"}}}),
        ("Observation", {"status": "registered"}),
        ("Condition", {"id": "c"}),
    ],
)
def test_what_is_passed_over(kind: str, fields: Json) -> None:
    assert [order.problem for order in read_chart(_with(kind, **fields)).orders] == [""]


@pytest.mark.parametrize("status", ["finished", "cancelled", "entered-in-error"])
def test_an_encounter_that_is_over_closes_the_chart(status: str) -> None:
    assert read_chart(_with("Encounter", status=status)).closed
