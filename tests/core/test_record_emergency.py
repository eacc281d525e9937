"""What was given without an order, judged by an independent FHIR R4B model."""

from base64 import b64decode
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from fhir.resources.R4B.medicationadministration import MedicationAdministration

from cart_agent.core import record
from cart_agent.core.chart import Code
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.quantity import Quantity
from cart_agent.core.record import Emergency, Who
from cart_agent.his.fhir import read_administration
from tests.corpus.pharmacy import entries, formulary

GTIN = entries()["PARA500"]["gtin"]
PACK = DrugPack(gtin=GTIN, lot="L1", expiry=date(2027, 1, 31), raw=b"01\x1d10L1", symbology="]d2")


def given(**changes: Any) -> record.Json:
    """The resource, after the independent judge has read it."""
    fields: dict[str, Any] = {
        "event_id": "0195-event",
        "override": "0195-override",
        "at": datetime(2026, 3, 2, 1, 5, tzinfo=UTC),
        "zone": "Asia/Ho_Chi_Minh",
        "cart": "cart-1",
        "performer": Who(id="nv1", name="ĐD Thử Một"),
        "reason": Code(system="urn:mc:reason", code="anaphylaxis", display="Phản vệ"),
        "pack": PACK,
        "product": formulary().by_drug("PARA500"),
        "patient_id": "p1",
        "encounter_id": "E1",
    }
    told = record.emergency(Emergency(**{**fields, **changes}))
    MedicationAdministration.model_validate_json(wire(told))
    return told


def wire(resource: record.Json) -> bytes:
    return msgspec.json.Encoder(decimal_format="number").encode(resource)


def test_it_has_no_order_and_says_who_what_why_and_by_which_override() -> None:
    told = given()

    assert "request" not in told
    assert told["performer"][0]["actor"]["reference"] == "Practitioner/nv1"
    assert told["reasonCode"][0]["coding"][0]["code"] == "anaphylaxis"
    assert told["contained"][0]["batch"] == {"lotNumber": "L1", "expirationDate": "2027-01-31"}
    said = {one["url"].split(":")[-1]: one for one in told["extension"]}
    assert said["override"]["valueString"] == "0195-override"
    assert said["ngay-th-yl"]["valueString"] == "202603020805"
    assert b64decode(said["scanned"]["valueBase64Binary"]) == PACK.raw


def test_the_amount_is_what_was_said_else_the_piece_else_not_known() -> None:
    half = Quantity(value=Decimal("0.50"), unit="{tbl}")
    assert b'"value":0.50' in wire(given(amount=half))
    assert given()["dosage"]["dose"]["value"] == 1
    assert given()["dosage"]["dose"]["code"] == "{tbl}"
    liquid = next(one for one in formulary().products if _unit(one) == "mL")
    assert "dosage" not in given(product=liquid)


def _unit(product: Any) -> str:
    strengths = [one.strength for one in product.ingredients if one.strength]
    return strengths[0].denominator.unit if strengths else ""


def test_a_product_that_nobody_knows_is_named_by_its_code() -> None:
    told = given(product=None, pack=DrugPack(gtin=GTIN, drug="X1", raw=b"x", symbology=""))

    coding = told["contained"][0]["code"]["coding"]
    assert [one["system"] for one in coding] == ["urn:mc:gtin", "urn:mc:drug"]
    assert "dosage" not in told


def test_a_product_without_a_readable_strength_has_no_dose() -> None:
    product = formulary().by_drug("PARA500")
    assert product is not None

    assert "dosage" not in given(product=msgspec.structs.replace(product, ingredients=(), form=""))


def test_a_patient_without_a_chart_is_the_band_and_without_a_band_said_to_be_unknown() -> None:
    gsrn = Wristband(gsrn="952000000000000019")
    plain = Wristband(number="BN7")

    assert given(patient_id="", wristband=gsrn)["subject"]["identifier"]["system"] == "urn:mc:gsrn"
    assert given(patient_id="", wristband=plain)["subject"]["identifier"]["value"] == "BN7"
    assert given(patient_id="", encounter_id="")["subject"] == {
        "display": "chưa rõ người bệnh (patient not known)"
    }


def test_the_cart_reads_its_own_record_as_history() -> None:
    read = read_administration(msgspec.Raw(wire(given())), "p1", ())

    assert (read.order_id, read.status, read.given) == ("", "completed", True)
    assert read.amount == Quantity(value=Decimal(1), unit="{tbl}")
    assert any(code.code == "PARA500" for code in read.codes)
