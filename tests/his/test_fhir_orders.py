"""Orders and their dosages: every shape that is understood, and every one that is refused with its reason."""

from decimal import Decimal
from typing import Any

import pytest

from cart_agent.core.chart import Order
from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir import Unreadable
from cart_agent.his.fhir.dosage import WireDosage, read_dosage
from cart_agent.his.fhir.order import read_order
from tests.his.fhir_help import MG, PARA, raw, read


def dosage(**fields: Any) -> Any:
    return read(WireDosage, lambda wire: read_dosage(wire, None), **fields)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"doseAndRate": [{"doseQuantity": MG}, {"doseQuantity": MG}]}, "several doses"),
        ({"doseAndRate": [{"doseQuantity": MG, "doseRange": {"low": MG, "high": MG}}]}, "together"),
        ({"doseAndRate": [{"doseRange": {"low": MG}}]}, "dose high: no value"),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 9, "unit": "mg"}, "high": MG}}]}, "no range"),
        ({"doseAndRate": [{"doseRange": {"low": {"value": 1, "unit": "mL"}, "high": MG}}]}, "no range"),
        ({"doseAndRate": [{"doseQuantity": {**MG, "comparator": "<"}}]}, "comparator"),
        ({"doseAndRate": [{"rateQuantity": MG}]}, "not per time"),
        ({"doseAndRate": [{"rateQuantity": {"value": 1, "unit": "mg/mL"}}]}, "not per time"),
        ({"maxDosePerLifetime": {"value": 4, "unit": "spoon"}}, "maximum per lifetime: unknown unit"),
        ({"maxDosePerLifetime": {"value": 0, "unit": "mg"}}, "maximum per lifetime: 0 is not above zero"),
        ({"maxDosePerLifetime": {**MG, "comparator": "<"}}, "comparator"),
        ({"maxDosePerPeriod": {"numerator": MG, "denominator": MG}}, "no length of time"),
        ({"maxDosePerPeriod": {"numerator": MG, "denominator": {"value": 101, "unit": "a"}}}, "unit"),
        ({"maxDosePerPeriod": {"numerator": MG, "denominator": {"value": 36526, "unit": "d"}}}, "too long"),
        (
            {"route": {"coding": [{"system": "urn:mc:route", "code": one} for one in ("iv", "im")]}},
            "several routes",
        ),
    ],
)
def test_a_dosage_that_is_not_understood_is_refused(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        dosage(**fields)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ({"rateQuantity": {"value": 4, "unit": "ug/kg/min"}}, ("4 ug/kg", "1 min", "4 ug/kg")),
        (
            {
                "rateRatio": {
                    "numerator": {"value": 100, "unit": "mL"},
                    "denominator": {"value": 3, "unit": "h"},
                }
            },
            ("100 mL", "3 h", "100 mL"),
        ),
        (
            {"rateRange": {"low": {"value": 5, "unit": "mL/h"}, "high": {"value": 10, "unit": "mL/h"}}},
            ("5 mL", "1 h", "10 mL"),
        ),
    ],
)
def test_a_rate_is_kept_as_a_ratio(rate: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = dosage(doseAndRate=[rate]).rate
    parts = (found.low.numerator, found.low.denominator, found.high.numerator)

    assert tuple(f"{one.value} {one.unit}" for one in parts) == expected


def test_the_ordered_dose_is_taken_where_a_calculated_one_stands_beside_it() -> None:
    given = [
        {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": {"value": 9, "unit": "mg"}},
        {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": MG},
    ]

    assert dosage(doseAndRate=given).amount.low == Quantity(value=Decimal(5), unit="mg")


def order(**fields: Any) -> Order:
    base = {"resourceType": "MedicationRequest", "id": "o1", "medicationCodeableConcept": PARA}
    return read_order(raw({**base, **fields}), "p1", ())


def test_two_instructions_without_numbers_are_told_apart() -> None:
    assert [one.sequence for one in order(dosageInstruction=[{}, {}]).dosages] == [1, 2]


def test_an_order_without_a_version_is_told_by_its_content() -> None:
    versions = {order(priority=one).version for one in ("routine", "stat")}

    assert len(versions) == 2
    assert order(meta={"lastUpdated": "2026-03-02T08:00:00Z"}).version == "2026-03-02T08:00:00Z"


@pytest.mark.parametrize(
    ("extension", "problem"),
    [
        (
            {"url": "urn:mc:ext:min-interval", "valueDuration": {"value": 4, "unit": "mg"}},
            "no length of time",
        ),
        ({"url": "urn:mc:ext:min-interval", "valueDuration": {"value": 1e11, "unit": "wk"}}, "too long"),
        (
            {
                "url": "urn:mc:ext:hold",
                "extension": [
                    {"url": "code", "valueCodeableConcept": {"coding": [{"code": "1"}]}},
                    {"url": "low", "valueQuantity": MG},
                    {"url": "severity", "valueCode": "maybe"},
                ],
            },
            "severity 'maybe'",
        ),
    ],
)
def test_an_extension_that_is_not_understood_makes_the_order_unreadable(extension: Any, problem: str) -> None:
    assert problem in order(extension=[extension]).problem


def test_an_order_without_an_id_is_no_order() -> None:
    with pytest.raises(Unreadable, match="MedicationRequest"):
        read_order(raw({"resourceType": "MedicationRequest"}), "p1", ())


def test_a_contained_medication_names_the_drug() -> None:
    inside = {"resourceType": "Medication", "id": "m", "code": PARA}
    found = read_order(
        raw(
            {
                "resourceType": "MedicationRequest",
                "id": "o1",
                "contained": [inside],
                "medicationReference": {"reference": "#m"},
            }
        ),
        "p1",
        (),
    )

    assert [code.code for code in found.names] == ["PARA500"]


def test_a_length_of_days_from_a_day_includes_its_first() -> None:
    bounds = {"value": 3, "unit": "d"}
    timing = {"repeat": {"timeOfDay": ["08:00:00"], "boundsDuration": bounds}}
    found = order(authoredOn="2026-03-02", dosageInstruction=[{"timing": timing}]).dosages[0].timing

    assert found is not None
    assert str(found.end.day if found.end else "") == "2026-03-04"


@pytest.mark.parametrize(
    "authored", ["2026-02-30", "yesterday", "2026-03-02T08:00:00", "0001-01-01T00:00:00+14:00"]
)
def test_a_date_that_does_not_exist_makes_the_order_unreadable(authored: str) -> None:
    assert "not a" in order(authoredOn=authored).problem


def test_implicit_rules_are_not_followed_blindly() -> None:
    assert order(implicitRules="http://example.org").problem == "implicitRules"


def test_a_drug_that_is_only_coded_is_named_by_its_code() -> None:
    inside = {"resourceType": "Medication", "id": "m", "code": PARA}
    coded = order(medicationCodeableConcept=PARA)
    refused = order(medicationCodeableConcept=PARA, intent=5)
    request = {"resourceType": "MedicationRequest", "id": "o1", "contained": [inside]}
    named = {**request, "medicationReference": {"reference": "#m", "display": "para"}}
    bare = {**request, "medicationReference": {"reference": "#m"}}
    gone = {**request, "medicationReference": {"reference": "Medication/9"}}

    assert (coded.text, refused.text) == ("PARA500", "PARA500")
    assert [read_order(raw(one), "p1", ()).text for one in (named, bare, gone)] == [
        "para",
        "PARA500",
        "Medication/9",
    ]
