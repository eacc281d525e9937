"""Chart documents: what refuses the whole chart, and what only one order."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from cart_agent.core.chart import Chart
from cart_agent.core.quantity import convert
from cart_agent.his.fhir import Unreadable, read_chart, read_policy, read_stock
from tests.corpus.paper import chart_document

CASE: dict[str, Any] = {
    "order": {"drug": "PARA500", "dose": "500 mg", "times": ["08:00"]},
    "history": [{"at": "07:00", "dose": "500 mg", "scheduled": "08:00"}],
    "allergies": [{"substance": "amoxicillin"}],
    "measured": [{"loinc": "29463-7", "value": "61.50 kg", "at": "06:00"}],
}


def parts(**changes: Any) -> dict[str, Any]:
    """A chart document as plain JSON values, with top-level changes."""
    document: dict[str, Any] = msgspec.json.decode(chart_document(CASE))
    return {**document, **changes}


def resource(document: dict[str, Any], kind: str) -> dict[str, Any]:
    """The first resource of a type in it."""
    listed = [entry["resource"] for entry in document["bundle"]["entry"]]
    found: dict[str, Any] = next(one for one in listed if one["resourceType"] == kind)
    return found


def read(document: dict[str, Any]) -> Chart:
    return read_chart(msgspec.json.encode(document))


def test_a_chart_is_read() -> None:
    chart = read(parts())

    assert (chart.encounter_id, chart.version, chart.bed, chart.patient.name) == (
        "enc1",
        1,
        "A-01",
        "NGUYỄN VĂN THỬ",
    )
    assert str(chart.patient.weight.value if chart.patient.weight else "") == "61.5"
    assert [order.problem for order in chart.orders] == [""]
    assert len(chart.administrations) == len(chart.allergies) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": "one"}, "version"),
        ({"asOf": "2026-03-02"}, "without offset"),
        ({"encounterId": ""}, "encounterId"),
        ({"bundle": {"resourceType": "List"}}, "where a Bundle is due"),
        ({"bundle": {"resourceType": "Bundle", "entry": []}}, "0 patients"),
    ],
)
def test_a_chart_with_a_broken_outside_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(parts(**changes))


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        ("MedicationAdministration", "status", "given", "status 'given'"),
        ("MedicationAdministration", "effectiveDateTime", "2026-03-02", "without offset"),
        ("MedicationAdministration", "subject", {"reference": "Patient/other"}, "another patient"),
        ("Observation", "subject", {"reference": "Patient/baby"}, "observation of another patient"),
        ("AllergyIntolerance", "patient", {"reference": "Patient/baby"}, "allergy of another patient"),
        ("AllergyIntolerance", "code", "penicillin", "AllergyIntolerance"),
        ("Encounter", "id", "other", "another encounter"),
    ],
)
def test_a_hole_in_history_or_allergies_refuses_the_chart(
    kind: str, field: str, value: Any, reason: str
) -> None:
    document = parts()
    resource(document, kind)[field] = value

    with pytest.raises(Unreadable, match=reason):
        read(document)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("dosageInstruction", [{"timing": {"repeat": {"frequency": 2}}}], "frequency without period"),
        ("dosageInstruction", [{"timing": {"code": {"text": "as told"}}}], "timing code not understood"),
        ("dosageInstruction", [{"timing": {"repeat": {"boundsRange": {}}}}], "range without ends"),
        ("dosageInstruction", [{"timing": {"repeat": {"timeOfDay": ["8 am"]}}}], "not a time of day"),
        ("dosageInstruction", [{"doseAndRate": [{"doseQuantity": {"value": 5}}]}], "no unit"),
        (
            "dosageInstruction",
            [{"doseAndRate": [{"doseQuantity": {"value": 1e99, "unit": "mg"}}]}],
            "sensible size",
        ),
        ("dosageInstruction", [{"rateOfFlow": 3}], "unknown field"),
        ("subject", {"reference": "Patient/other"}, "another patient"),
        ("medicationCodeableConcept", None, "no medication"),
        ("implicitRules", "http://example.org/rules", "implicitRules"),
        ("extension", [{"url": "urn:mc:ext:window", "extension": []}], "window before"),
        ("extension", [{"url": "urn:mc:ext:hold", "extension": []}], "no code"),
    ],
)
def test_an_order_that_is_not_understood_says_why_and_the_chart_goes_on(
    field: str, value: Any, problem: str
) -> None:
    document = parts()
    resource(document, "MedicationRequest")[field] = value
    if value is None:
        del resource(document, "MedicationRequest")[field]
    chart = read(document)

    assert problem in chart.orders[0].problem
    assert len(chart.administrations) == 1


@pytest.mark.parametrize("key", ['"modifierExtension"', '"modifier\\u0045xtension"'])
def test_a_modifier_extension_anywhere_refuses_the_chart(key: str) -> None:
    document = chart_document(CASE).replace(
        b'"authoredOn"', f'{key}: [{{"url": "urn:x"}}], "authoredOn"'.encode()
    )

    with pytest.raises(Unreadable, match="modifierExtension at /bundle/entry/2/resource"):
        read_chart(document)


@pytest.mark.parametrize("letters", ["NGUYỄN", r"NGUY\u1ec4N"])
def test_a_number_that_is_too_large_spoils_only_its_order_however_letters_are_written(letters: str) -> None:
    document = msgspec.json.encode(parts()).decode().replace("NGUYỄN", letters)
    document = document.replace('"value":500', '"value":1e999', 1)

    chart = read_chart(document.encode())

    assert (chart.patient.name, [bool(order.problem) for order in chart.orders]) == ("NGUYỄN VĂN THỬ", [True])


def test_two_orders_with_one_id_are_both_refused() -> None:
    document = parts()
    document["bundle"]["entry"].append({"resource": resource(document, "MedicationRequest")})

    assert [order.problem for order in read(document).orders] == ["two orders with one id"] * 2


def test_an_order_may_name_a_medication_of_the_bundle() -> None:
    document = parts()
    request = resource(document, "MedicationRequest")
    code = request.pop("medicationCodeableConcept")
    request["medicationReference"] = {"reference": "Medication/m1"}
    medication = {"resourceType": "Medication", "id": "m1", "code": code}
    document["bundle"]["entry"] += [{"resource": medication}, {"fullUrl": "urn:uuid:nothing-inside"}]

    assert [name.code for name in read(document).orders[0].names] == ["PARA500"]


def test_what_was_read_before_is_not_taken_for_another_patient_or_another_drug() -> None:
    """Resources that stay the same to the byte are read once; what they depend on counts as well."""
    document = parts()
    order = resource(document, "MedicationRequest")
    del order["medicationCodeableConcept"]
    order["medicationReference"] = {"reference": "Medication/m1"}
    named: dict[str, Any] = {"resourceType": "Medication", "id": "m1", "code": {"text": "one drug"}}
    document["bundle"]["entry"].append({"resource": named})
    assert read(document).orders[0].text == "one drug"
    named["code"]["text"] = "another drug"
    assert read(document).orders[0].text == "another drug"

    resource(document, "Patient")["id"] = "somebody-else"
    with pytest.raises(Unreadable):
        read(document)


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"\xff", b'{"version": -1}', b"[" * 100_000])
def test_rubbish_is_unreadable_and_no_crash(document: bytes) -> None:
    for reader in (read_chart, read_policy):
        with pytest.raises(Unreadable):
            reader(document)


def test_stock_may_come_as_bundle_versioned_or_list() -> None:
    dispense = {
        "resourceType": "MedicationDispense",
        "medicationCodeableConcept": {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]},
        "extension": [{"url": "urn:mc:ext:drawer", "valueInteger": 4}],
    }
    bundle = {"resourceType": "Bundle", "entry": [{"resource": dispense}]}
    shapes: list[Any] = [
        bundle,
        {"version": 3, "bundle": bundle},
        [dispense],
        {"version": 3, "bundle": [dispense]},
    ]

    assert [[item.drawer for item in read_stock(msgspec.json.encode(shape))] for shape in shapes] == [[4]] * 4


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"windows": {"dailyMinutes": 240}}, "dailyMinutes"),
        ({"duplicateMinutes": 10}, "duplicateMinutes"),
        ({"noWitnessAtNight": True}, "noWitnessAtNight"),
        ({"witnessClasses": ["vitamins"]}, "vitamins"),
        ({"ingredientLimits": [{"ingredient": "x", "value": 1, "unit": "spoon"}]}, "spoon"),
    ],
)
def test_a_policy_that_loosens_a_rule_or_says_what_nobody_knows_is_refused(policy: Any, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_policy(msgspec.json.encode(policy))


@pytest.mark.parametrize(
    ("second", "at", "expected"),
    [
        ({"value": 61500, "unit": "g"}, "", "61.5"),
        ({"value": 16.5, "unit": "kg"}, "", ""),
        ({"value": 61.5, "unit": "mg"}, "", ""),
        ({"value": 60, "unit": "kg"}, "2026-01-01T00:00:00Z", "61.5"),
        ({"value": 60, "unit": "kg"}, "2026-03-02T00:59:00Z", "60"),
        ({"value": 0, "unit": "kg"}, "2026-03-02T00:59:00Z", ""),
    ],
)
def test_two_weights_of_one_moment_that_differ_are_none(second: Any, at: str, expected: str) -> None:
    document = parts()
    first = resource(document, "Observation")
    when = {"effectiveDateTime": at} if at else {}
    document["bundle"]["entry"].append({"resource": first | {"valueQuantity": second} | when})

    for entries in (document["bundle"]["entry"], document["bundle"]["entry"][::-1]):
        weight = read({**document, "bundle": document["bundle"] | {"entry": entries}}).patient.weight
        assert (weight and convert(weight, "kg").value) == (Decimal(expected) if expected else None)


def test_atc_codes_are_read_in_capitals_and_other_codes_as_they_are() -> None:
    document = parts()
    coding = [
        {"system": "http://www.whocc.no/atc", "code": " j01ca "},
        {"system": "urn:mc:drug", "code": "a "},
    ]
    resource(document, "AllergyIntolerance")["code"] = {"coding": coding}

    assert [one.code for one in read(document).allergies[0].codes] == ["J01CA", "a "]
