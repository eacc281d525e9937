"""What can not be scanned, on the whole cart."""

from decimal import Decimal

from cart_agent.api import requests as ask
from tests.agent.cart_help import PINS, Cart


def at_the_dose(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    assert cart.tap(ask.UnableToScan, reason="label-damaged").ok


def second_person(cart: Cart) -> None:
    cart.scan("badge:minh")
    assert cart.tap(ask.EnterPin, pin=PINS["minh"]).ok


def test_a_drug_without_a_code_is_given_with_a_second_person_and_recorded_so(cart: Cart) -> None:
    at_the_dose(cart)
    assert (cart.view.state, cart.codes) == ("verify", ["CODE_SUSPECT"])
    assert "give" not in cart.view.actions

    second_person(cart)
    assert cart.tap(ask.Give).ok

    (resource,) = cart.resources("administration")
    (event,) = cart.events("administration")
    assert (event.actor, event.witness) == ("NV1001", "NV1004")
    assert (resource["dosage"]["dose"]["value"], resource["dosage"]["dose"]["unit"]) == (5, "mg")
    coded = {
        one["url"].split(":")[-1]: one["valueCode"] for one in resource["extension"] if "valueCode" in one
    }
    assert coded["finding"] == "CODE_SUSPECT"
    assert "label-damaged" in [one.get("valueCode") for one in resource["extension"]]
    assert cart.facts("unreadable-code") == ["unable-to-scan"]


def test_more_than_ordered_is_stopped_also_when_nothing_was_scanned(cart: Cart) -> None:
    at_the_dose(cart)
    second_person(cart)

    cart.tap(ask.Give, value="10", unit="mg", reason="not-enough")

    assert "DOSE_OVER" in cart.codes
    assert cart.events("administration") == []


def test_a_part_of_an_unscanned_dose_is_recorded_as_that_part(cart: Cart) -> None:
    at_the_dose(cart)
    second_person(cart)

    assert cart.tap(ask.Give, value="2.5", unit="mg", reason="patient-refused-rest").ok

    (resource,) = cart.resources("administration")
    assert resource["dosage"]["dose"]["value"] == Decimal("2.5")


def test_an_amount_that_can_not_be_compared_is_stopped(cart: Cart) -> None:
    at_the_dose(cart)
    second_person(cart)

    cart.tap(ask.Give, value="2", unit="mmol", reason="not-enough")

    assert "DOSE_NOT_REACHABLE" in cart.codes
    assert cart.events("administration") == []


def test_a_patient_without_a_wristband_needs_a_second_person_before_the_drawer_opens(cart: Cart) -> None:
    cart.log_in()
    assert cart.tap(ask.UnableToScan, reason="no-wristband", encounter_id="E26-0001").ok

    assert (cart.view.state, cart.codes) == ("release", ["PATIENT_UNKNOWN"])
    assert cart.drawers.asked == []
    (event,) = cart.events("unreadable-code")
    assert event.encounter_id == "E26-0001"

    second_person(cart)
    assert len(cart.drawers.asked) == 1


def test_a_patient_that_the_cart_does_not_know_is_not_opened(cart: Cart) -> None:
    cart.log_in()

    assert cart.tap(ask.UnableToScan, reason="no-wristband", encounter_id="E26-9999").ok

    assert (cart.view.state, cart.codes) == ("stopped", ["PATIENT_UNKNOWN"])


def test_a_reason_that_is_not_on_the_list_is_refused(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()

    assert cart.tap(ask.UnableToScan, reason="lazy").code == "reason-missing"
    assert cart.facts("unreadable-code") == []
