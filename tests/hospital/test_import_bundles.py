"""FHIR bundles of any order become charts; what is refused is named with its place and its reason."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cart_agent.core.chart import Chart
from cart_agent.his.fhir import read_chart
from cart_agent.hospital.books import Books
from cart_agent.hospital.desk import Arrived
from cart_agent.hospital.intake import Report
from cart_agent.hospital.intake.words import BUNDLES
from tests.support.hospital_books import (
    EXAMPLES,
    SECOND_WARD,
    Resource,
    admission,
    chart,
    intake,
    opened,
    resource,
    resources,
    written,
)
from tests.support.hospitals import MORNING
from tests.support.scripted_cart import Chain


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def take(books: Books, tmp_path: Path, bundle: object, **options: Any) -> Report:
    return intake(books).bundles([written(tmp_path, bundle)], MORNING, **options)


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.refused]


def understood(books: Books, encounter_id: str) -> Chart:
    document = books.library.chart(encounter_id)
    assert document is not None
    return read_chart(document.source)


def test_the_example_bundle_becomes_a_chart_that_carts_read(books: Books) -> None:
    report = intake(books).bundles([EXAMPLES / "admission.json"], MORNING)
    found = understood(books, "VD-0101")

    assert (codes(report), [one.what for one in report.taken]) == ([], ["new"])
    assert report.passed_over == {"Medication": 1, "Practitioner": 1}
    assert (found.bed, found.ward, found.patient.name) == ("A21", "noi-a", "TRẦN VĂN BỊA")
    assert [allergy.text for allergy in found.allergies] == ["Penicillin"]
    assert [(order.id, order.problem, order.names[0].code) for order in found.orders] == [
        ("vd-2001", "", "AMLO5")
    ]


def test_decimals_go_to_the_carts_as_they_were_written(books: Books) -> None:
    intake(books).bundles([EXAMPLES / "admission.json"], MORNING)
    document = books.library.chart("VD-0101")

    assert document is not None
    assert b'"value":2.50,' in document.payload


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(order=st.permutations(range(8)), cut=st.integers(0, 8))
def test_the_order_of_the_resources_and_the_number_of_files_change_nothing(
    books: Books, tmp_path: Path, order: list[int], cut: int
) -> None:
    entries = admission()["entry"]
    shuffled = [entries[place] for place in order]
    files = [
        written(tmp_path, {"resourceType": "Bundle", "entry": part}, f"{n}.json")
        for n, part in enumerate((shuffled[:cut], shuffled[cut:]))
    ]
    report = intake(books).bundles(files, MORNING, dry_run=True)

    assert (codes(report), len(report.taken)) == ([], 1)
    assert report.taken[0].count == 1


def test_the_same_bundle_again_is_no_new_version(books: Books, tmp_path: Path) -> None:
    versions = [take(books, tmp_path, admission()).taken[0] for _ in range(2)]

    assert [(one.what, one.version) for one in versions] == [("new", 1), ("unchanged", 1)]


def test_a_changed_bundle_is_the_next_version(books: Books, tmp_path: Path) -> None:
    take(books, tmp_path, admission())
    bundle = admission()
    resource(bundle, "MedicationRequest")["status"] = "stopped"
    report = take(books, tmp_path, bundle)

    assert [(one.what, one.version) for one in report.taken] == [("changed", 2)]
    assert understood(books, "VD-0101").orders[0].status == "stopped"


def test_a_dry_run_reports_and_stores_nothing(books: Books, tmp_path: Path) -> None:
    report = take(books, tmp_path, admission(), dry_run=True)

    assert (report.dry_run, len(report.taken)) == (True, 1)
    assert books.library.chart("VD-0101") is None


def test_doses_that_carts_recorded_stay_in_a_chart_that_is_replaced(books: Books, tmp_path: Path) -> None:
    take(books, tmp_path, admission())
    dose = Chain().dose("vd-2001", encounterId="VD-0101")
    resource_of_dose = json.loads(dose)["resource"] | {"subject": {"reference": "Patient/vd-p1"}}
    dose = Chain().dose("vd-2001", encounterId="VD-0101", resource=resource_of_dose)
    books.desk.take([Arrived(cart="cart-01", message=dose)], MORNING)
    bundle = admission()
    resource(bundle, "Patient")["name"] = [{"text": "TRẦN VĂN BỊA ĐẶT"}]
    report = take(books, tmp_path, bundle)

    assert [one.version for one in report.taken] == [4]
    given = resources(chart(books, "VD-0101"), "MedicationAdministration")
    assert [one["identifier"][0]["value"] for one in given] == [json.loads(dose)["eventId"]]


def test_a_patient_in_another_bed_is_a_new_version_in_the_same_ward(books: Books, tmp_path: Path) -> None:
    take(books, tmp_path, admission())
    bundle = admission()
    bundle["entry"][4]["resource"]["identifier"][0]["value"] = "A05"
    report = take(books, tmp_path, bundle)

    assert [(one.what, one.version, one.ward) for one in report.taken] == [("changed", 2, "noi-a")]
    assert understood(books, "VD-0101").bed == "A05"


def test_a_patient_in_another_ward_is_closed_in_the_former_and_open_in_the_new(
    books: Books, tmp_path: Path
) -> None:
    take(books, tmp_path, admission())
    bundle = admission()
    bundle["entry"][3]["resource"]["identifier"][0]["value"] = SECOND_WARD
    report = take(books, tmp_path, bundle)
    stays = {one.ward: one for one in books.library.charts() if one.name == "VD-0101"}

    assert [(one.what, one.version, one.ward) for one in report.taken] == [("moved", 3, SECOND_WARD)]
    assert {ward: (one.version, read_chart(one.source).closed) for ward, one in stays.items()} == {
        "noi-a": (2, True),
        SECOND_WARD: (3, False),
    }


def test_a_finished_encounter_is_a_closed_chart(books: Books, tmp_path: Path) -> None:
    take(books, tmp_path, admission())
    bundle = admission()
    resource(bundle, "Encounter")["status"] = "finished"
    report = take(books, tmp_path, bundle)

    assert [one.what for one in report.taken] == ["closed"]
    assert chart(books, "VD-0101")["closed"] is True


def test_an_order_that_carts_cannot_read_stays_visible_and_is_reported(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    dosage = resource(bundle, "MedicationRequest")["dosageInstruction"][0]
    dosage["doseAndRate"][0]["doseQuantity"]["code"] = "spoonful"
    report = take(books, tmp_path, bundle)

    assert [(one.code, one.place) for one in report.warnings] == [
        ("order-blocked", "entry 1 MedicationRequest/vd-2001")
    ]
    assert "spoonful" in understood(books, "VD-0101").orders[0].problem


def test_allergies_that_are_missing_now_are_reported(books: Books, tmp_path: Path) -> None:
    take(books, tmp_path, admission())
    bundle = admission()
    del bundle["entry"][1]
    report = take(books, tmp_path, bundle)

    assert [(one.code, one.detail) for one in report.warnings] == [("fewer-allergies", "1 -> 0")]


def test_medications_become_a_formulary_part_and_a_product_that_is_none_is_named(
    books: Books, tmp_path: Path
) -> None:
    report = take(books, tmp_path, admission(), part="mau")

    assert codes(report) == []
    part = next(one for one in report.taken if one.kind == "formulary")
    assert (part.name, part.version, part.count) == ("mau", 1, 1)

    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Medication", "id": "x",
                                                               "status": "inactive"}}]}  # fmt: skip
    assert codes(take(books, tmp_path, bundle, part="mau")) == ["product"]
    assert books.library.get("mc/v1/bv-vi-du/formulary/mau") is not None


def test_dispensed_packs_become_a_carts_stock_all_or_none(books: Books, tmp_path: Path) -> None:
    pack: Resource = {
        "resourceType": "MedicationDispense",
        "id": "d1",
        "status": "completed",
        "medicationCodeableConcept": {"coding": [{"system": "urn:mc:drug", "code": "AMLO5"}]},
        "destination": {"identifier": {"system": "urn:mc:drawer", "value": "3"}},
    }
    good = {"resourceType": "Bundle", "entry": [{"resource": pack}]}
    bad = {
        "resourceType": "Bundle",
        "entry": [{"resource": pack}, {"resource": pack | {"id": "d2", "destination": {}}}],
    }

    taken = take(books, tmp_path, good, cart="cart-03").taken
    assert [(one.kind, one.name, one.version) for one in taken] == [("stock", "cart-03", 1)]
    report = take(books, tmp_path, bad, cart="cart-03")
    assert (codes(report), report.taken) == (["pack"], ())


def _without(kind: str) -> Callable[[Resource], object]:
    def change(bundle: Resource) -> object:
        kept = [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] != kind]
        return bundle | {"entry": kept}

    return change


def _second_stay(bundle: Resource) -> object:
    stay = {"resource": resource(bundle, "Encounter") | {"id": "VD-0102"}}
    del resource(bundle, "MedicationRequest")["encounter"]
    return bundle | {"entry": [*bundle["entry"], stay]}


def _twin(bundle: Resource) -> object:
    twin = {"resource": resource(bundle, "AllergyIntolerance") | {"code": {"text": "khác"}}}
    return bundle | {"entry": [*bundle["entry"], twin]}


def _set(kind: str, **fields: object) -> Callable[[Resource], object]:
    def change(bundle: Resource) -> object:
        resource(bundle, kind).update(fields)
        return bundle

    return change


def _too_many(_: Resource) -> object:
    drug = {"resourceType": "Medication", "code": {"text": "mẫu"}}
    return {"resourceType": "Bundle", "entry": [{"resource": drug | {"id": f"m{n}"}} for n in range(501)]}


REFUSALS: dict[str, tuple[Callable[[Resource], object], str]] = {
    "not-json": (lambda _: '{\n "resourceType": }', "line 2 column 18"),
    "not-a-bundle": (lambda bundle: resource(bundle, "Patient"), ""),
    "no-resource": (lambda bundle: bundle | {"entry": [{"fullUrl": "x"}]}, "entry 1"),
    "no-id": (lambda bundle: bundle | {"entry": [{"resource": {"resourceType": "Flag"}}]}, "entry 1 Flag"),
    "duplicate": (_twin, "entry 9 AllergyIntolerance/vd-a1"),
    "no-patient": (_without("Patient"), "entry 3 Encounter/VD-0101"),
    "no-encounter": (_without("Encounter"), "entry 7 Patient/vd-p1"),
    "which-encounter": (_second_stay, "entry 1 MedicationRequest/vd-2001"),
    "other-encounter": (
        _set("MedicationRequest", encounter={"reference": "Encounter/VD-9"}),
        "entry 1 MedicationRequest/vd-2001",
    ),
    "no-ward": (_without("Location"), "entry 3 Encounter/VD-0101"),
    "not-readable": (_set("AllergyIntolerance", modifierExtension=[{"url": "x"}]),
                     "entry 2 AllergyIntolerance/vd-a1"),
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_what_cannot_be_taken_is_refused_with_place_and_reason_and_changes_no_chart(
    books: Books, tmp_path: Path, code: str
) -> None:
    before = books.library.versions()
    make, place = REFUSALS[code]
    report = take(books, tmp_path, make(admission()))
    found = [problem for problem in report.refused if problem.code == code]

    assert found
    assert found[0].place == place
    assert report.taken == ()
    assert books.library.versions() == before


def test_the_other_refusals_have_their_own_ways(books: Books, tmp_path: Path) -> None:
    missing = intake(books).bundles([tmp_path / "not-there.json"], MORNING)
    latin = tmp_path / "latin.json"
    latin.write_bytes(json.dumps(admission(), ensure_ascii=False).encode("utf-16"))
    bad_id = json.loads(json.dumps(admission()).replace("VD-0101", "VD+0101"))
    resource(bad_id, "MedicationRequest")["encounter"] = {"reference": "Encounter/VD+0101"}

    take(books, tmp_path, admission())
    stranger = json.loads(json.dumps(admission()).replace("vd-p1", "vd-p2"))

    assert codes(take(books, tmp_path, stranger)) == ["other-patient"]
    assert codes(missing) == ["file-unreadable"]
    assert codes(intake(books).bundles([latin], MORNING)) == ["not-utf8"]
    assert codes(take(books, tmp_path, bad_id))[0] == "bad-name"
    assert "too-many" in codes(take(books, tmp_path, _too_many({}), part="mau"))


def test_every_reason_is_shown_to_occur() -> None:
    shown = {*REFUSALS, "file-unreadable", "not-utf8", "bad-name", "too-many", "product", "pack"}
    shown |= {"other-patient", "order-blocked", "fewer-allergies", "same-patient", "anybodys"}
    shown |= {"order-no-drug", "order-no-route", "no-band"}  # tests/hospital/test_import_advice.py
    shown |= {"page-missing", "deleted"}  # tests/hospital/test_import_pages.py
    shown |= {"too-long"}  # tests/hospital/test_too_long.py

    assert set(BUNDLES) == shown


def test_the_other_patients_of_a_refused_one_are_taken(books: Books, tmp_path: Path) -> None:
    bad, good = admission(), json.loads(json.dumps(admission()).replace("vd-", "x-").replace("VD-", "X-"))
    good = json.loads(json.dumps(good).replace("22222222", "33333333").replace("11111111", "44444444"))
    resource(bad, "AllergyIntolerance")["modifierExtension"] = [{"url": "x"}]
    report = take(books, tmp_path, {"resourceType": "Bundle", "entry": [*bad["entry"], *good["entry"]]})

    assert codes(report) == ["not-readable", "same-patient"]
    assert [one.name for one in report.taken] == ["X-0101"]


FIELDS = ("id", "subject", "location", "patient", "status", "identifier", "dosageInstruction")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(place=st.integers(0, 7), name=st.sampled_from(FIELDS), value=JSON)
@example(place=3, name="identifier", value=True)
def test_no_value_in_any_place_crashes_the_import_or_makes_an_unreadable_chart(
    books: Books, tmp_path: Path, place: int, name: str, value: object
) -> None:
    bundle = admission()
    bundle["entry"][place]["resource"][name] = value
    report = take(books, tmp_path, json.dumps(bundle), dry_run=False)

    for one in report.taken:
        assert understood(books, one.name).encounter_id == one.name


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_file_crashes_the_import(books: Books, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(content)
    report = intake(books).bundles([path], MORNING)

    assert report.taken == ()
