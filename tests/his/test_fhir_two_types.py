"""A resource that says twice what it is."""

import pytest

from cart_agent.his.fhir import Unreadable, read_chart

OUTSIDE = b"""{"version": 1, "asOf": "2026-03-02T07:55:00+07:00", "encounterId": "E1", "bundle": {
  "resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}},
  {"resource": %s}]}}"""


def test_a_resource_of_two_types_refuses_the_chart() -> None:
    twice = b'{"resourceType": "Flag", "status": "active", "resourceType": "AllergyIntolerance"}'

    with pytest.raises(Unreadable, match="Flag"):
        read_chart(OUTSIDE % twice)


def test_an_order_of_two_types_is_shown_and_never_released() -> None:
    twice = b'{"resourceType": "MedicationRequest", "id": "o", "resourceType": "Basic"}'

    (order,) = read_chart(OUTSIDE % twice).orders

    assert "Basic" in order.problem


def test_a_type_that_comes_last_is_read_as_well() -> None:
    (allergy,) = read_chart(OUTSIDE % b'{"id": "a", "resourceType": "AllergyIntolerance"}').allergies

    assert allergy.id == "a"
