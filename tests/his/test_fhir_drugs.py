"""Products, stock and given doses: what is understood, and what is refused with its reason."""

from typing import Any

import msgspec
import pytest

from cart_agent.core.chart import Formulary
from cart_agent.his.fhir import Unreadable, read_formulary_part, read_stock
from cart_agent.his.fhir.administration import read_administration
from cart_agent.his.fhir.medication import read_product
from tests.his.fhir_help import MG, PARA, raw


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"status": "inactive"}, "status inactive"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "modifierExtension"),
        ({"extension": [{"url": "urn:mc:ext:class", "valueString": "high-alert"}]}, "class without"),
        ({"extension": [{"url": "urn:mc:ext:look-alike", "valueCode": "A"}]}, "look-alike without"),
        ({"extension": [{"url": "urn:mc:ext:do-not-crush", "valueString": "true"}]}, "do-not-crush without"),
        ({"extension": [{"url": "urn:mc:ext:recalled-lot", "valueString": " "}]}, "recalled-lot without"),
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


def test_a_product_s_warnings_are_read() -> None:
    told = [
        {"url": "urn:mc:ext:class", "valueCode": "High-Alert "},
        {"url": "urn:mc:ext:do-not-crush", "valueBoolean": False},
        {"url": "urn:x:other"},
    ]
    found = read_product(raw({"resourceType": "Medication", "id": "m", "extension": told}))

    assert (found.problem, found.classes, found.do_not_crush) == ("", ("high-alert",), False)


def test_less_than_nothing_was_never_given() -> None:
    fields = {"status": "completed", "effectiveDateTime": "2026-03-02T08:00:00Z"}
    doses = [
        read_administration(raw({**fields, "dosage": {"dose": {"value": value, "unit": "mg"}}}), "p", ())
        for value in (-5, 0, 5)
    ]

    assert [str(one.amount.value) if one.amount else None for one in doses] == [None, "0", "5"]


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
        (),
    )

    assert found.given
    assert (found.codes, found.amount, found.performer) == ((), None, "")
    assert found.end is not None


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


def test_a_product_that_is_only_coded_is_named_by_its_code() -> None:
    code = {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]}

    assert read_product(raw({"resourceType": "Medication", "id": "m", "code": code})).name == "PARA500"


def test_a_product_that_stands_twice_is_one_and_two_of_one_code_are_none() -> None:
    code = {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]}
    first, again, other = (
        read_product(raw({"resourceType": "Medication", "id": one, "code": {**code, "text": name}}))
        for one, name in (("m", "a"), ("m", "a"), ("m", "b"))
    )

    assert Formulary([first, again]).by_drug("PARA500") == first
    assert Formulary([first, other]).by_drug("PARA500") is None
