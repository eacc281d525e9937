"""The witness of a narcotic enters the dose without having seen it."""

import json
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.api.views import DoseView
from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.hospital.documents import content
from tests.agent.cart_help import PINS, Cart
from tests.agent.test_agent_controlled import detail


@pytest.fixture
def asked(cart: Cart) -> Cart:
    """Morphine 5 mg of bed A02; the second person's PIN was right."""
    cart.log_in()
    cart.scan("band:p2")
    if cart.view.dose is None or cart.view.dose.order_id != "o203":
        if cart.drawers.waiting:
            cart.drawers.answer()
        cart.tap(ask.Cancel)
        assert cart.choose("o203").ok
    cart.scan("badge:minh")
    assert cart.tap(ask.EnterPin, pin=PINS["minh"]).ok
    return cart


def morphine(cart: Cart) -> list[DoseView]:
    assert cart.view.patient is not None
    found = [one for one in cart.view.patient.doses if one.order_id == "o203"]
    return [*found, *([cart.view.dose] if cart.view.dose else [])]


def test_she_sees_patient_and_drug_and_not_the_dose(asked: Cart) -> None:
    view = asked.view

    assert (view.state, view.verdict, view.parts) == ("blind", None, ())
    assert view.patient is not None
    assert view.dose is not None
    assert view.patient.name
    assert view.dose.generic == "Morphin"
    assert all((one.amount, one.rate, one.instruction) == ({}, {}, "") for one in morphine(asked))
    assert [one.code for one in view.blind_units] == ["ug", "mg", "g"]
    assert "say-dose" in view.actions


def test_the_dose_is_hidden_as_soon_as_a_witness_is_what_is_wanted(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p2")
    assert (cart.view.state, cart.view.dose and cart.view.dose.order_id) == ("release", "o203")

    assert all(one.amount == {} for one in morphine(cart))
    assert cart.tap(ask.Cancel).ok
    assert any("5 mg" in one.amount["en"] for one in morphine(cart))  # the nurse's list shows it
    assert any("5 mg" in one.instruction for one in morphine(cart))


def test_the_screen_knows_whose_number_it_asks_for(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p2")
    assert cart.view.candidate == ""

    assert "Trần Minh" in cart.scan("badge:minh").candidate


@pytest.mark.parametrize(("value", "unit"), [("5", "mg"), ("0.005", "g"), ("5000", "ug"), ("5.0", "mg")])
def test_the_ordered_dose_in_any_unit_is_a_witness(asked: Cart, value: str, unit: str) -> None:
    assert asked.tap(ask.SayDose, value=value, unit=unit).ok

    assert asked.view.state == "unlocking"
    (intent,) = [one for one in asked.resources("drawer") if one["subtype"][0]["code"] == "release"]
    assert "witnessed-blind NV1004" in detail(intent)["answered:CONTROLLED"]
    assert asked.events("drawer")[0].witness == "NV1004"
    assert any("5 mg" in one.amount["en"] for one in morphine(asked))


@pytest.mark.parametrize(
    ("value", "unit"), [("10", "mg"), ("5", "g"), ("4.999999", "mg"), ("5", "mL"), ("5", "[iU]")]
)
def test_anything_else_is_no_witness_is_told_and_is_recorded(asked: Cart, value: str, unit: str) -> None:
    assert asked.tap(ask.SayDose, value=value, unit=unit).ok

    assert (asked.view.state, asked.drawers.asked) == ("release", [])
    assert asked.codes == ["CONTROLLED", "HIGH_ALERT"]
    assert "NOT THE ORDERED DOSE" in asked.notice
    assert "5 mg" not in asked.notice
    fact = asked.resources("system")[-1]
    assert fact["subtype"][0]["code"] == "blind-dose-differs"
    assert (detail(fact)["said"], detail(fact)["witness"]) == (f"{value} {unit}", "NV1004")


def test_she_may_try_again_only_with_badge_and_pin(asked: Cart) -> None:
    assert asked.tap(ask.SayDose, value="10", unit="mg").ok
    assert asked.tap(ask.SayDose, value="5", unit="mg").code == "not-now"
    asked.witness()

    assert asked.view.state == "unlocking"


def test_what_is_no_amount_is_refused(asked: Cart) -> None:
    assert asked.tap(ask.SayDose, value="", unit="mg").code == "bad-amount"
    assert asked.tap(ask.SayDose, value="5", unit="spoon").code == "bad-amount"
    assert asked.view.state == "blind"


def test_a_power_cut_while_she_is_asked_opens_nothing(asked: Cart) -> None:
    asked.crash()

    assert (asked.view.state, asked.drawers.asked, asked.view.blind_units) == ("release", [], ())


def test_a_drug_of_another_class_needs_a_witness_who_sees_the_dose(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p6")
    if cart.view.dose is None or cart.view.dose.order_id != "o601":
        cart.tap(ask.Cancel)
        assert cart.choose("o601").ok
    assert (cart.view.state, cart.codes) == ("release", ["HIGH_ALERT"])
    assert cart.view.dose is not None
    assert cart.view.dose.amount != {}
    cart.scan("badge:minh")
    assert cart.tap(ask.EnterPin, pin=PINS["minh"]).ok

    assert cart.view.state == "unlocking"


FLAGGED = "09520000000301"
"""GTIN of a second brand of metformin, which pharmacy flags as high-alert."""


def flagged_metformin(cart: Cart, directory: Path) -> None:
    """Only the pack's class asks for a witness: the ordered brand has none."""
    listed = json.loads((WARD_DIRECTORY / "formulary-uong.json").read_text(encoding="utf-8"))
    other = next(one["resource"] for one in listed["entry"] if one["resource"]["id"] == "metf500")
    other |= {"id": "metfx", "extension": [*other["extension"], {"url": CLASS, "valueCode": "high-alert"}]}
    codes = {"urn:mc:drug": "METFX", "urn:mc:gtin": FLAGGED}
    other["code"]["coding"] = [{"system": system, "code": code} for system, code in codes.items()]
    assert cart.hears(cart.hospital.change_formulary(directory, "uong", other)).ok
    (directory / "ward").mkdir()
    assert cart.hears(cart.hospital.change_policy(directory / "ward", blindDoseClasses=["high-alert"])).ok
    cart.hears_manifest()


CLASS = "urn:mc:ext:class"


def test_a_part_of_a_dose_that_only_the_packs_class_hides_names_no_amount(cart: Cart, tmp_path: Path) -> None:
    flagged_metformin(cart, tmp_path)
    cart.log_in()
    cart.scan("band:p1")
    if cart.view.dose is None or cart.view.dose.order_id != "o102":
        if cart.drawers.waiting:
            cart.drawers.answer()
        cart.tap(ask.Cancel)
        assert cart.choose("o102").ok
    cart.open_drawer()
    cart.scan_raw(f"01{FLAGGED}1727123110L1".encode(), "]d2")

    assert (cart.view.state, "DOSE_INCOMPLETE" in cart.codes, "HIGH_ALERT" in cart.codes) == (
        "verify",
        True,
        True,
    )
    assert cart.view.verdict is not None
    assert cart.view.dose is not None
    said = json.dumps([[one.text, one.next] for one in cart.view.verdict.findings], ensure_ascii=False)
    assert "NOT THE WHOLE DOSE" in said
    assert "000 mg" not in said
    assert "tablet" not in said
    assert cart.view.dose.amount == {}
    cart.scan_raw(f"01{FLAGGED}1727123110L1".encode(), "]d2")  # the rest is still scanned as before
    assert "DOSE_INCOMPLETE" not in cart.codes
    cart.witness(dose="1000 mg")
    assert "1\u2009000 mg" in cart.view.dose.amount["en"]


def test_a_change_of_the_order_does_not_tell_her_the_dose(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p2")
    assert (cart.view.state, cart.view.dose and cart.view.dose.order_id) == ("release", "o203")
    document = cart.hospital.library.chart("E26-0002")
    assert document is not None
    orders = [one["resource"] for one in content(document)["bundle"]["entry"]]
    (dosage,) = next(one["dosageInstruction"] for one in orders if one["id"] == "o203")
    dosage["doseAndRate"][0]["doseQuantity"]["value"] = 7
    cart.hears(cart.hospital.change_order("E26-0002", "o203", dosageInstruction=[dosage]))
    cart.hears_manifest()

    assert "The order was changed just now: dose (not shown" in cart.notice
    assert cart.view.notice is not None
    assert not [said for said in cart.view.notice.values() if "5 mg" in said or "7 mg" in said]
    assert cart.tap(ask.Cancel).ok
    assert any("7 mg" in one.amount["en"] for one in morphine(cart))


def test_what_else_changed_is_said_to_her(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p2")
    document = cart.hospital.library.chart("E26-0002")
    assert document is not None
    orders = [one["resource"] for one in content(document)["bundle"]["entry"]]
    (dosage,) = next(one["dosageInstruction"] for one in orders if one["id"] == "o203")
    before = cart.view.dose
    dosage["route"] = {"coding": [{"system": "urn:mc:route", "code": "im"}]}
    cart.hears(cart.hospital.change_order("E26-0002", "o203", dosageInstruction=[dosage]))
    cart.hears_manifest()

    assert before is not None
    assert "route" in cart.notice
    assert "not shown" not in cart.notice
