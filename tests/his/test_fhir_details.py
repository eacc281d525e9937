"""Single resources: every shape that is understood, and every one that is refused with its reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from cart_agent.core.chart import Order
from cart_agent.core.quantity import Quantity
from cart_agent.his.fhir import Unreadable, read_formulary_part, read_stock
from cart_agent.his.fhir.administration import read_administration
from cart_agent.his.fhir.dosage import WireDosage, read_dosage
from cart_agent.his.fhir.medication import read_product
from cart_agent.his.fhir.observation import WireObservation, WireReport, read_observation, read_report
from cart_agent.his.fhir.order import read_order
from cart_agent.his.fhir.patient import (
    WireAllergy,
    WireFlag,
    WirePatient,
    read_allergy,
    read_flag,
    read_patient,
)

MG = {"value": 5, "unit": "mg"}
PARA = {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]}


def raw(value: Any) -> Raw:
    return Raw(msgspec.json.encode(value))


def read(kind: type[Any], reader: Callable[[Any], Any], **fields: Any) -> Any:
    return reader(msgspec.json.decode(msgspec.json.encode(fields), type=kind))


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
        ({"maxDosePerPeriod": {"numerator": MG, "denominator": MG}}, "no length of time"),
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
    return read_order(raw({**base, **fields}), "p1", {})


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
        read_order(raw({"resourceType": "MedicationRequest"}), "p1", {})


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
        {},
    )

    assert [code.code for code in found.names] == ["PARA500"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "inactive"}, "status inactive"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "modifierExtension"),
        ({"ingredient": [{"itemReference": {"reference": "Substance/1"}}]}, "ingredient without a code"),
        (
            {
                "ingredient": [
                    {"itemCodeableConcept": {}, "strength": {"numerator": MG, "denominator": {"value": 1}}}
                ]
            },
            "form is not known",
        ),
    ],
)
def test_a_product_that_is_not_understood_says_why(fields: dict[str, Any], problem: str) -> None:
    assert problem in read_product(raw({"resourceType": "Medication", "id": "m", **fields})).problem


def test_a_bare_number_below_the_line_is_one_piece_of_the_form() -> None:
    strength = {"numerator": MG, "denominator": {"value": 1}}
    form = {"coding": [{"system": "urn:mc:form", "code": "capsule"}]}
    part = {"itemCodeableConcept": {"coding": [{"code": "x"}]}, "strength": strength}
    found = read_product(raw({"resourceType": "Medication", "id": "m", "form": form, "ingredient": [part]}))

    assert found.ingredients[0].strength is not None
    assert found.ingredients[0].strength.denominator.unit == "{capsule}"


@pytest.mark.parametrize("document", [[{"resourceType": "Patient"}], [{"id": 5}], {"resourceType": "List"}])
def test_what_is_no_formulary_is_refused_whole(document: Any) -> None:
    with pytest.raises(Unreadable):
        read_formulary_part(msgspec.json.encode(document))


def test_an_ean13_in_the_formulary_is_found_by_its_fourteen_digits() -> None:
    code = {"coding": [{"system": "urn:mc:gtin", "code": "8930000000019", "display": "THỬ®"}]}
    found = read_product(raw({"resourceType": "Medication", "id": "m", "code": code}))

    assert (found.codes[0].code, found.brand) == ("08930000000019", "THỬ®")


def test_a_record_without_a_readable_drug_or_amount_still_counts() -> None:
    found = read_administration(
        raw(
            {
                "status": "completed",
                "effectivePeriod": {"start": "2026-03-02T01:00:00Z", "end": "2026-03-02T02:00:00Z"},
            }
        ),
        "p1",
        {},
    )

    assert found.given
    assert (found.codes, found.amount, found.performer) == ((), None, "")
    assert found.end is not None


def test_observations_of_every_shape_are_shown() -> None:
    panel = read(
        WireObservation,
        read_observation,
        id="bp",
        status="final",
        issued="2026-03-02T01:00:00Z",
        code={"text": "Huyết áp"},
        component=[
            {
                "code": {"coding": [{"code": "8480-6"}], "text": "HATT"},
                "valueQuantity": {"value": 95, "unit": "mmHg"},
            },
            {"code": {"coding": [{"code": "x"}], "text": "Tư thế"}, "valueString": "nằm"},
            {"code": {"text": "không mã"}},
        ],
    )
    coded = read(WireObservation, read_observation, status="final", valueCodeableConcept={"text": "O Rh+"})
    vague = read(WireObservation, read_observation, status="final", effectivePeriod={"start": "2026-03"})

    assert [one.text for one in panel] == ["Huyết áp", "HATT 95 mmHg", "Tư thế nằm"]
    assert panel[1].value == Quantity(value=Decimal(95), unit="mm[Hg]")
    assert (coded[0].text, coded[0].at, vague[0].at) == ("O Rh+", None, None)


def test_reports_and_flags_are_shown_unless_withdrawn() -> None:
    report = {
        "code": {"text": "X-quang ngực"},
        "conclusion": "Bình thường",
        "conclusionCode": [{"text": "J18"}],
    }
    shown = read(WireReport, read_report, status="final", **report)

    assert (shown.title, shown.conclusion) == ("X-quang ngực", "Bình thường. J18")
    assert read(WireReport, read_report, status="entered-in-error", **report) is None
    assert read(WireFlag, read_flag, status="active", code={"text": "Nguy cơ ngã"}).text == "Nguy cơ ngã"
    assert read(WireFlag, read_flag, status="inactive") is None


def test_a_patient_is_named_by_the_official_name_family_first() -> None:
    names = [
        {"use": "nickname", "text": "Tí"},
        {"use": "official", "family": "TRẦN", "given": ["THỊ", "THỬ"]},
    ]

    assert read(WirePatient, read_patient, id="p", name=names).name == "TRẦN THỊ THỬ"
    assert read(WirePatient, read_patient, id="p").name == ""


def test_a_name_loses_control_characters_and_is_composed() -> None:
    assert (
        read(WirePatient, read_patient, id="p", name=[{"text": "NGUYE\u0302\u0303N\u202e\x1b[2J"}]).name
        == "NGUYỄN[2J"
    )


def test_no_known_allergy_is_no_allergy() -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]}

    assert not read(WireAllergy, read_allergy, code=code).active
    assert not read(WireAllergy, read_allergy, verificationStatus={"coding": [{"code": "refuted"}]}).active
    assert read(
        WireAllergy, read_allergy, reaction=[{"substance": PARA, "manifestation": [{"text": "nổi ban"}]}]
    ).reaction


def test_of_a_stock_list_what_is_no_dispense_is_left_out_and_what_is_unclear_opens_no_drawer() -> None:
    listed = [
        {"resourceType": "Patient", "id": "p"},
        {"resourceType": "MedicationDispense", "status": "cancelled"},
        {"resourceType": "MedicationDispense", "medicationCodeableConcept": PARA},
        {
            "resourceType": "MedicationDispense",
            "medicationCodeableConcept": PARA,
            "destination": {"identifier": {"system": "urn:mc:drawer", "value": "7"}},
            "quantity": {"value": 10, "unit": "viên"},
            "extension": [
                {"url": "urn:mc:ext:lot", "valueString": "L7"},
                {"url": "urn:mc:ext:expiry", "valueDate": "2027-01-31"},
            ],
        },
    ]
    found = read_stock(msgspec.json.encode(listed))

    assert [(item.drawer, bool(item.problem)) for item in found] == [(0, True), (7, False)]
    assert (found[1].lot, str(found[1].expiry)) == ("L7", "2027-01-31")


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
