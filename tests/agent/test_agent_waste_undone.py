"""A record of waste is taken back: by whom, signed by whom, and the register follows."""

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart
from tests.agent.test_agent_controlled import counted, detail, opened, register, signed_by
from tests.core.test_record import wire

__all__ = ["counted", "opened"]


@pytest.fixture
def dropped(counted: Cart) -> Cart:
    """An ampoule of morphine is on record as dropped."""
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Waste, reason="waste-dropped").ok
    signed_by(counted)
    assert register(counted)[-1] == ("out", "1", "9")
    return counted


@pytest.fixture
def rested(counted: Cart) -> Cart:
    """Morphine 5 mg was given and the rest of the ampoule is on record as waste."""
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Give).ok
    assert counted.tap(ask.Count, value="9").ok
    counted.drawers.push(11)
    if counted.drawers.waiting:
        counted.drawers.answer()
    assert counted.view.patient is not None
    record = counted.view.patient.records[0]
    assert record.rest
    waste = {"record": record.id, "reason": "waste-rest", "value": "5", "unit": "mg"}
    assert counted.tap(ask.Waste, **waste).ok
    signed_by(counted)
    return counted


def waste_id(cart: Cart) -> str:
    assert cart.view.patient is not None
    return cart.view.patient.wastes[0].id


def undo(cart: Cart, reason: str = "waste-not-done") -> None:
    assert cart.tap(ask.UndoWaste, waste=waste_id(cart), reason=reason).ok


def test_a_waste_is_shown_with_who_signed_it(dropped: Cart) -> None:
    assert dropped.view.patient is not None
    (waste,) = dropped.view.patient.wastes

    assert (waste.undone, waste.may_undo, "orphin" in waste.name) == (False, True, True)
    assert waste.by
    assert waste.witness


def test_who_recorded_it_takes_it_back_before_a_witness(dropped: Cart) -> None:
    undo(dropped)
    assert (dropped.view.state, dropped.events("corrected")) == ("second", [])
    signed_by(dropped)

    (event,) = dropped.events("corrected")
    (fact,) = dropped.resources("corrected")
    AuditEvent.model_validate_json(wire(fact))
    assert (event.actor, event.witness) == ("NV1001", "NV1004")
    assert fact["subtype"][0]["code"] == "entered-in-error"
    assert detail(fact)["waste"] == dropped.events("waste")[0].event_id
    assert detail(fact)["reason"] == "waste-not-done"
    assert len(dropped.resources("waste")) == 1  # never deleted


def test_the_register_and_the_expected_count_follow(dropped: Cart) -> None:
    undo(dropped)
    signed_by(dropped)

    assert register(dropped)[-1] == ("in", "1", "10")
    assert detail(dropped.resources("stock")[-1])["cause"] == "waste-undone"
    assert "put it into drawer 11" in dropped.notice
    assert dropped.tap(ask.Cancel).ok
    assert dropped.tap(ask.Count, value="10").ok
    assert dropped.facts("count")[-1] == "closing"


def test_a_waste_is_taken_back_once(dropped: Cart) -> None:
    undo(dropped)
    signed_by(dropped)
    assert dropped.view.patient is not None
    (waste,) = dropped.view.patient.wastes
    assert (waste.undone, waste.may_undo) == (True, False)

    undo(dropped)
    assert "Not possible" in dropped.notice
    assert register(dropped)[-1] == ("in", "1", "10")


def test_after_a_corrected_count_the_register_is_left_alone(dropped: Cart) -> None:
    """Two people counted ten and the register says ten since: the piece must not be counted twice."""
    assert dropped.tap(ask.Cancel).ok
    for _ in range(2):
        assert dropped.tap(ask.Count, value="10").ok
    signed_by(dropped)
    assert register(dropped)[-1] == ("corrected", "1", "10")
    undo(dropped)
    signed_by(dropped)

    assert register(dropped)[-1] == ("corrected", "1", "10")
    assert (len(dropped.events("corrected")), "put it into" in dropped.notice) == (1, False)


def test_without_a_second_signature_nothing_is_taken_back(dropped: Cart) -> None:
    undo(dropped)
    assert dropped.tap(ask.Cancel).ok

    assert (dropped.events("corrected"), register(dropped)[-1]) == ([], ("out", "1", "9"))


def test_another_nurse_may_not_and_the_charge_nurse_may(dropped: Cart) -> None:
    before = waste_id(dropped)
    dropped.tap(ask.Cancel)
    dropped.tap(ask.Count, value="9")
    dropped.drawers.push(11)
    dropped.tap(ask.Logout)
    dropped.log_in("hung")
    dropped.scan("band:p2")
    assert dropped.view.patient is not None
    assert [one.may_undo for one in dropped.view.patient.wastes] == [False]
    dropped.tap(ask.Cancel)
    assert dropped.tap(ask.UndoWaste, waste=before, reason="waste-not-done").ok
    assert "or the charge nurse" in dropped.notice
    assert dropped.events("corrected") == []

    dropped.tap(ask.Logout)
    dropped.log_in("thao")
    dropped.scan("band:p2")
    dropped.tap(ask.Cancel)
    undo(dropped)
    signed_by(dropped)
    assert [one.actor for one in dropped.events("corrected")] == ["NV1003"]


def test_the_rest_can_be_recorded_again_once_it_is_taken_back(rested: Cart) -> None:
    assert rested.view.patient is not None
    assert not rested.view.patient.records[0].rest
    undo(rested, "waste-wrong-amount")
    signed_by(rested)

    assert rested.view.patient is not None
    assert rested.view.patient.records[0].rest
    assert register(rested)[-1] == ("out", "1", "9")  # the ampoule was opened all the same


def test_a_reason_that_is_not_on_the_list_takes_nothing_back(dropped: Cart) -> None:
    assert dropped.tap(ask.UndoWaste, waste=waste_id(dropped), reason="because").code == "reason-missing"


def test_what_is_no_record_of_waste_is_not_taken_back(dropped: Cart) -> None:
    assert dropped.tap(ask.UndoWaste, waste="nothing", reason="waste-not-done").ok

    assert ("Not possible" in dropped.notice, dropped.events("corrected")) == (True, [])
