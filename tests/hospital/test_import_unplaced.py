"""What cannot be placed may be an allergy of a patient beside it: her chart is not taken without it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cart_agent.hospital.books import Books
from cart_agent.hospital.intake import Report
from tests.support.hospital_books import Resource, admission, intake, opened, resource, written
from tests.support.hospitals import MORNING

ALLERGY = "AllergyIntolerance"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def two() -> Resource:
    """The example's patient VD-0101, and the same again as X-0101, in one bundle."""
    text = json.dumps(admission())
    for old, new in {"vd-": "x-", "VD-": "X-", "22222222": "33333333", "11111111": "44444444"}.items():
        text = text.replace(old, new)
    return {"resourceType": "Bundle", "entry": [*admission()["entry"], *json.loads(text)["entry"]]}


def names(report: Report) -> list[str]:
    return [one.name for one in report.taken]


def _nameless(allergy: Resource) -> None:
    del allergy["id"]


def _nobodys(allergy: Resource) -> None:
    del allergy["patient"]


def _contained(allergy: Resource) -> None:
    allergy["patient"] = {"reference": "#p"}


@pytest.mark.parametrize("spoil", [_nameless, _nobodys, _contained])
def test_an_allergy_that_does_not_say_whose_it_is_holds_everybody_back(
    books: Books, tmp_path: Path, spoil: Callable[[Resource], None]
) -> None:
    bundle = two()
    spoil(resource(bundle, ALLERGY))
    next(entry for entry in bundle["entry"] if entry["resource"] is resource(bundle, ALLERGY)).pop(
        "fullUrl", None
    )
    report = intake(books).bundles([written(tmp_path, bundle)], MORNING)

    assert names(report) == []
    assert [problem.code for problem in report.refused].count("anybodys") == 2


def test_a_file_that_cannot_be_read_holds_the_others_back(books: Books, tmp_path: Path) -> None:
    allergies = tmp_path / "allergies.json"
    allergies.write_text("{")
    report = intake(books).bundles([written(tmp_path, admission()), allergies], MORNING)

    assert names(report) == []
    assert [problem.code for problem in report.refused] == ["not-json", "anybodys"]


def test_an_order_with_a_wrong_patient_holds_back_the_patient_of_its_encounter(
    books: Books, tmp_path: Path
) -> None:
    bundle = two()
    resource(bundle, "MedicationRequest")["subject"] = {"reference": "Patient/typing-error"}

    assert names(intake(books).bundles([written(tmp_path, bundle)], MORNING)) == ["X-0101"]


def test_what_names_a_patient_of_another_export_holds_nobody_back(books: Books, tmp_path: Path) -> None:
    bundle = two()
    stranger = {"resource": resource(bundle, ALLERGY) | {"id": "s", "patient": {"reference": "Patient/s"}}}
    bundle["entry"].append(stranger)
    report = intake(books).bundles([written(tmp_path, bundle)], MORNING)

    assert names(report) == ["VD-0101", "X-0101"]
    assert [problem.code for problem in report.refused] == ["no-patient"]


def test_two_patients_allergies_with_one_id_hold_both_back(books: Books, tmp_path: Path) -> None:
    """Each is left out of the charts, so neither chart would have it."""
    bundle = two()
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == ALLERGY:
            entry["resource"]["id"] = "a1"
    report = intake(books).bundles([written(tmp_path, bundle)], MORNING)

    assert names(report) == []


def test_a_pack_that_stands_there_twice_and_differs_leaves_the_stock_as_it_was(
    books: Books, tmp_path: Path
) -> None:
    pack = {
        "resourceType": "MedicationDispense",
        "id": "d1",
        "status": "completed",
        "medicationCodeableConcept": {"coding": [{"system": "urn:mc:drug", "code": "AMLO5"}]},
        "destination": {"identifier": {"system": "urn:mc:drawer", "value": "3"}},
    }
    other = pack | {"destination": {"identifier": {"system": "urn:mc:drawer", "value": "4"}}}
    packs = [pack, other, pack | {"id": "d2"}]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in packs]}
    nameless = {"resourceType": "Bundle", "entry": [{"resource": pack}, {"resource": _without_id(pack)}]}

    for spoiled in (bundle, nameless):
        report = intake(books).bundles([written(tmp_path, spoiled)], MORNING, cart="cart-03")
        assert report.taken == ()
        assert report.refused


def _without_id(pack: Resource) -> Resource:
    return {name: value for name, value in pack.items() if name != "id"}
