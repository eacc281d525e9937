"""Whether a dose as needed helped: asked for, recorded, and missed."""

import pytest
from fhir.resources.R4B.observation import Observation

from cart_agent.api import requests as ask
from cart_agent.api.views import RecordView
from tests.agent.cart_help import Cart
from tests.core.test_record import wire


@pytest.fixture
def dose(cart: Cart) -> str:
    """Paracetamol for pain at bed A05, score 6; the id of its record."""
    cart.log_in()
    cart.scan("band:p5")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    assert cart.choose("o504", reason="pain", score=6).ok
    cart.open_drawer()
    cart.scan("pack:paracetamol-500")
    assert cart.tap(ask.Give).ok
    return record(cart).id


def record(cart: Cart) -> RecordView:
    assert cart.view.patient is not None
    (found,) = cart.view.patient.records
    return found


def effects_due(cart: Cart) -> int:
    return next(one.effects_due for one in cart.service.snapshot().round.patients if one.bed == "A05")


def back_at_the_bed(cart: Cart) -> None:
    """The idle time has logged her out meanwhile."""
    cart.log_in()
    cart.scan("band:p5")
    if cart.drawers.waiting:
        cart.open_drawer()


def test_the_dose_says_what_for_and_how_strong(cart: Cart, dose: str) -> None:
    (given,) = cart.resources("administration")

    assert given["reasonCode"] == [{"text": "Đau"}]
    assert {"url": "urn:mc:ext:score-before", "valueInteger": 6} in given["extension"]
    assert record(cart).id == dose


def test_the_round_asks_after_an_hour_and_not_before(cart: Cart, dose: str) -> None:
    assert effects_due(cart) == 0
    cart.passes(59 * 60)
    assert effects_due(cart) == 0
    cart.passes(61)
    assert effects_due(cart) == 1

    back_at_the_bed(cart)
    assert cart.tap(ask.FollowUp, record=dose, what="effect", reason="helped", score=2).ok

    assert effects_due(cart) == 0
    assert "effect" not in record(cart).follow_ups


def test_the_effect_is_an_observation_that_names_its_dose(cart: Cart, dose: str) -> None:
    if cart.drawers.waiting:
        cart.open_drawer()
    assert cart.tap(ask.FollowUp, record=dose, what="effect", reason="helped-partly", score=3).ok

    (seen,) = cart.resources("prn-effect")
    (event,) = cart.events("prn-effect")
    Observation.model_validate_json(wire(seen))
    assert seen["partOf"][0]["identifier"] == {"system": "urn:mc:event", "value": dose}
    assert seen["component"][0]["valueInteger"] == 3
    assert (event.order_id, event.actor) == ("o504", "NV1001")


def test_nobody_asks_about_a_dose_that_was_taken_back(cart: Cart, dose: str) -> None:
    if cart.drawers.waiting:
        cart.open_drawer()
    assert cart.tap(ask.FollowUp, record=dose, what="undo", reason="wrong-tap").ok
    cart.passes(3700)

    assert effects_due(cart) == 0


def test_after_sixteen_hours_the_hospital_is_told_once_also_over_a_power_cut(cart: Cart, dose: str) -> None:
    cart.passes(960 * 60 - 60)
    assert cart.events("prn-effect") == []
    cart.crash()
    cart.passes(61)
    cart.passes(60)

    (event,) = cart.events("prn-effect")
    assert cart.facts("prn-effect") == ["variance"]
    assert (event.encounter_id, event.actor) == ("E26-0005", None)
    assert effects_due(cart) == 1


def test_a_score_that_is_none_is_refused(cart: Cart, dose: str) -> None:
    assert cart.tap(ask.FollowUp, record=dose, what="effect", reason="helped", score=11).code == "bad-amount"
    assert cart.tap(ask.FollowUp, record=dose, what="undo", reason="wrong-tap", score=1).code == "bad-amount"
