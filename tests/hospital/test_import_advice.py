"""Another vendor's export reads well, and names what carts do not know: the importer says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.hospital.books import Books
from tests.hospital.test_import_bundles import take, understood
from tests.support.hospital_books import Resource, admission, chart, opened, resource, resources

RXNORM = {
    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "161"}],
    "text": "Para",
}
SNOMED = {"coding": [{"system": "http://snomed.info/sct", "code": "26643006", "display": "Oral"}]}
ORDER = "entry 1 MedicationRequest/vd-2001"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def warned(books: Books, tmp_path: Path, bundle: Resource) -> list[tuple[str, str, str]]:
    report = take(books, tmp_path, bundle)
    assert (report.refused, len(report.taken)) == ((), 1)
    return [(one.code, one.place, one.detail) for one in report.warnings]


def test_an_order_of_a_drug_that_no_cart_knows_is_reported(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    order = resource(bundle, "MedicationRequest")
    del order["medicationReference"]
    order["medicationCodeableConcept"] = RXNORM

    assert warned(books, tmp_path, bundle) == [("order-no-drug", ORDER, "Para")]
    order["status"] = "completed"
    assert warned(books, tmp_path, bundle) == []


def test_an_order_of_a_drug_that_the_same_import_brings_is_not(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    new = {"system": "urn:mc:drug", "code": "NEW1"}
    drug = resource(bundle, "Medication") | {"id": "new", "code": {"coding": [new]}, "ingredient": []}
    order = resource(bundle, "MedicationRequest")
    del order["medicationReference"]
    order["medicationCodeableConcept"] = {"coding": [new]}
    bundle["entry"].append({"resource": drug})

    assert [code for code, *_ in warned(books, tmp_path, bundle)] == ["order-no-drug"]
    assert take(books, tmp_path, bundle, part="new").warnings == ()


def test_a_route_of_another_code_system_is_reported(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    resource(bundle, "MedicationRequest")["dosageInstruction"][0]["route"] = SNOMED

    assert warned(books, tmp_path, bundle) == [("order-no-route", ORDER, "Oral")]


def test_a_patient_whom_no_wristband_finds_is_reported(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    resource(bundle, "Patient")["identifier"] = [{"system": "https://his.example/mrn", "value": "BN1"}]

    assert warned(books, tmp_path, bundle) == [("no-band", "entry 8 Patient/vd-p1", "")]


def test_a_ward_is_found_above_the_bed(books: Books, tmp_path: Path) -> None:
    """Bed, room and ward are Locations of their own, each a part of the next."""
    bundle = admission()
    bundle["entry"] = [one for one in bundle["entry"] if one["resource"]["resourceType"] != "Location"]
    places = (
        ("bed", [{"system": "urn:mc:bed", "value": "B7"}], "room"),
        ("room", [{"system": "https://his.example/room", "value": "7"}], "ward"),
        ("ward", [{"system": "urn:mc:ward", "value": "ngoai-b"}], "bed"),
    )
    for name, identifier, above in places:
        part = {"reference": f"Location/{above}"}
        one = {"resourceType": "Location", "id": name, "identifier": identifier, "partOf": part}
        bundle["entry"].append({"resource": one})
    resource(bundle, "Encounter")["location"] = [{"location": {"reference": "Location/bed"}}]

    assert warned(books, tmp_path, bundle) == []
    found = understood(books, "VD-0101")
    assert (found.bed, found.ward) == ("B7", "ngoai-b")
    assert len(resources(chart(books, "VD-0101"), "Encounter")) == 1
