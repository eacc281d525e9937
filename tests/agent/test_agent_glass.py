"""Break-glass on the whole cart: listed drawers and people, the record first, what was taken, its end."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.medicationadministration import MedicationAdministration

from cart_agent.api import requests as ask
from drivers import clock_simulated
from drivers.interfaces import DrawerState
from tests.agent.cart_help import PINS, Cart

DRAWER = 8
NEBULE = "pack:salbutamol-neb"


def ask_for(cart: Cart, **fields: Any) -> None:
    assert cart.tap(ask.BreakGlass, drawer=DRAWER, reason="anaphylaxis", **fields).ok
    assert cart.view.state == "override"


def broken(cart: Cart, who: str = "lan", **fields: Any) -> None:
    """The emergency drawer is open."""
    cart.log_in(who)
    ask_for(cart, **fields)
    assert cart.tap(ask.EnterPin, pin=PINS[who]).ok
    cart.open_drawer()
    assert cart.view.state == "glass"


def given(cart: Cart) -> list[dict[str, Any]]:
    """The doses that were recorded without an order."""
    return [one for one in cart.resources("override") if one["resourceType"] == "MedicationAdministration"]


def facts(cart: Cart) -> list[str]:
    found = (one for one in cart.resources("override") if one["resourceType"] == "AuditEvent")
    return [one["subtype"][0]["code"] for one in found]


def test_the_record_comes_before_the_drawer_and_the_cart_is_in_alert(cart: Cart) -> None:
    cart.log_in()
    assert cart.view.glass_drawers == (DRAWER,)
    ask_for(cart, encounter_id="E26-0003")
    assert (cart.drawers.asked, cart.events("override")) == ([], [])
    assert cart.view.signing == {"vi": "Ngăn 8 · Phản vệ", "en": "Drawer 8 · Anaphylaxis"}

    assert cart.tap(ask.EnterPin, pin=PINS["lan"]).ok
    assert cart.view.signing == {}
    (event,) = cart.events("override")
    assert (event.actor, event.encounter_id) == ("NV1001", "E26-0003")
    assert [drawer for drawer, _ in cart.drawers.asked] == [DRAWER]
    assert cart.status.alarms[0]["en"].startswith("BREAK-GLASS")
    assert b'"alert"' in cart.service.snapshot().state.payload
    assert [item.kind for item in cart.status.open_items] == ["override-break-glass"]


def test_what_was_taken_is_recorded_without_an_order_and_every_record_is_fhir(cart: Cart) -> None:
    broken(cart, encounter_id="E26-0003")
    cart.scan(NEBULE)
    assert cart.view.glass is not None
    assert [taken.name for taken in cart.view.glass.taken] == ["Salbutamol"]
    assert given(cart) == []
    assert cart.tap(ask.GiveTaken).ok
    assert cart.tap(ask.Cancel).ok

    (dose,) = given(cart)
    assert "request" not in dose
    chart = cart.agent.knowledge.chart("E26-0003")
    assert chart is not None
    assert dose["subject"] == {"reference": f"Patient/{chart.patient.id}"}
    assert dose["dosage"]["dose"]["code"] == "{nebule}"
    assert facts(cart) == ["break-glass", "opened", "taken", "ended"]
    for resource in cart.resources("override"):
        kind = AuditEvent if resource["resourceType"] == "AuditEvent" else MedicationAdministration
        kind.model_validate_json(msgspec.json.Encoder(decimal_format="number").encode(resource))
    assert cart.view.state == "round"
    assert cart.status.alarms == ()


def test_an_amount_is_recorded_as_it_was_said(cart: Cart) -> None:
    broken(cart)
    cart.scan("pack:morphine-10")
    assert cart.tap(ask.GiveTaken, value="2.5", unit="mg").ok

    assert given(cart)[0]["dosage"]["dose"]["value"] == Decimal("2.5")


def test_an_unknown_or_expired_pack_is_recorded_with_a_caution_not_refused(cart: Cart) -> None:
    broken(cart)
    cart.scan("pack:paracetamol-500-expired")
    cart.scan("pack:unknown-ean")
    assert cart.view.glass is not None
    assert [bool(taken.caution) for taken in cart.view.glass.taken] == [True, True]
    assert cart.tap(ask.GiveTaken).ok

    assert len(given(cart)) == 2
    assert given(cart)[1]["contained"][0]["code"]["coding"][0]["system"] == "urn:mc:gtin"
    assert given(cart)[1]["subject"]["display"]


def test_a_dose_given_in_the_emergency_counts_for_the_next_doses_of_the_patient(cart: Cart) -> None:
    broken(cart, encounter_id="E26-0007")
    cart.scan("pack:paracetamol-500")
    assert cart.tap(ask.GiveTaken).ok
    assert cart.tap(ask.Cancel).ok

    chart = cart.agent.knowledge.chart("E26-0007")
    assert chart is not None
    history = cart.agent.knowledge.history(chart, cart.agent.present())
    event_id = given(cart)[0]["identifier"][0]["value"]
    assert [one.order_id for one in history if one.event_id == event_id] == [""]


def test_it_is_on_the_patients_list_by_its_name_and_can_be_taken_back(cart: Cart) -> None:
    broken(cart, encounter_id="E26-0003")
    cart.drawers.push(DRAWER)
    cart.scan(NEBULE)
    cart.tap(ask.GiveTaken)
    cart.tap(ask.Cancel)
    cart.scan("band:p3")
    assert cart.view.patient is not None
    newest = cart.view.patient.records[0]
    assert ("salbutamol" in newest.name.lower(), newest.follow_ups) == (True, ("lost", "undo"))

    assert cart.tap(ask.FollowUp, record=newest.id, what="undo", reason="wrong-tap").ok
    assert cart.resources("corrected")[0]["status"] == "entered-in-error"


def test_a_patient_without_a_chart_is_named_by_the_wristband(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:unknown")
    assert cart.view.state == "stopped"
    ask_for(cart)
    cart.tap(ask.EnterPin, pin=PINS["lan"])
    cart.open_drawer()
    cart.scan(NEBULE)
    cart.tap(ask.GiveTaken)

    assert given(cart)[0]["subject"]["identifier"]["value"]
    assert cart.events("override")[0].encounter_id is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"drawer": 11, "reason": "seizure"}, "glass-not-listed"),
        ({"drawer": 99, "reason": "seizure"}, "glass-not-listed"),
        ({"drawer": DRAWER, "reason": ""}, "reason-missing"),
        ({"drawer": DRAWER, "reason": "hungry"}, "reason-missing"),
    ],
)
def test_a_drawer_that_is_not_listed_or_a_missing_reason_is_refused(
    cart: Cart, fields: dict[str, Any], code: str
) -> None:
    cart.log_in()

    assert cart.tap(ask.BreakGlass, **fields).code == code
    assert (cart.view.state, cart.events("override"), cart.drawers.asked) == ("round", [], [])


def test_nobody_logged_in_breaks_no_glass(cart: Cart) -> None:
    assert cart.tap(ask.BreakGlass, drawer=DRAWER, reason="seizure").code == "not-now"
    assert cart.drawers.asked == []


def test_a_second_one_while_it_is_open_is_refused(cart: Cart) -> None:
    broken(cart)

    assert "break-glass" not in cart.view.actions
    assert cart.tap(ask.BreakGlass, drawer=DRAWER, reason="seizure").code == "not-now"
    assert len(cart.events("override")) == 2


def test_after_its_time_the_drawer_locks_and_only_the_review_is_left(cart: Cart) -> None:
    broken(cart)
    cart.drawers.push(DRAWER)
    for _ in range(31):
        cart.agent.touch()
        cart.passes(30)

    assert (cart.view.state, cart.view.glass) == ("round", None)
    assert facts(cart)[-1] == "expired"
    assert cart.drawers.states[DRAWER] is DrawerState.LOCKED
    assert b'"ready"' in cart.service.snapshot().state.payload
    assert len(cart.status.open_items) == 1


def dies(*_: object) -> None:
    raise SystemExit


def test_a_power_cut_between_record_and_pulse_opens_nothing_and_the_same_record_opens_it_later(
    cart: Cart, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart.log_in()
    ask_for(cart)
    monkeypatch.setattr(cart.drawers, "unlock", dies)
    with pytest.raises(SystemExit):
        cart.tap(ask.EnterPin, pin=PINS["lan"])
    cart.crash()

    assert (cart.view.state, cart.drawers.asked) == ("glass", [])
    assert len(cart.events("override")) == 1
    assert len(cart.status.open_items) == 1
    assert cart.tap(ask.Reopen).ok
    assert [drawer for drawer, _ in cart.drawers.asked] == [DRAWER]
    assert len(cart.events("override")) == 1


def test_the_time_goes_on_while_the_power_is_off(cart: Cart) -> None:
    broken(cart)
    clock_simulated.advance(cart.files.clock, 16 * 60)
    cart.crash()

    assert not cart.tap(ask.Reopen).ok
    assert (cart.drawers.asked, cart.view.state) == ([], "round")
    assert facts(cart)[-1] == "expired"


def test_a_power_cut_after_the_record_of_what_was_given_records_it_once(cart: Cart) -> None:
    broken(cart)
    cart.scan(NEBULE)
    assert cart.tap(ask.GiveTaken).ok
    cart.crash()

    assert "give-taken" not in cart.view.actions
    assert len(given(cart)) == 1


def test_log_out_in_the_middle_locks_it_and_it_is_hers_again_but_nobody_elses(cart: Cart) -> None:
    broken(cart)
    cart.drawers.push(DRAWER)
    assert cart.tap(ask.Logout).ok
    assert cart.view.glass is None
    cart.log_in("lan")
    assert (cart.view.state, len(cart.drawers.asked)) == ("glass", 1)

    cart.tap(ask.Logout)
    cart.log_in("hung")
    assert (cart.view.state, cart.view.glass, facts(cart)[-1]) == ("round", None, "ended")


def test_without_the_hospital_it_works_all_the_same(cart: Cart) -> None:
    clock_simulated.advance(cart.files.clock, 13 * 3600)
    broken(cart)
    cart.scan(NEBULE)
    assert cart.tap(ask.GiveTaken).ok

    assert len(given(cart)) == 1


def test_a_ward_that_lists_no_drawer_has_no_break_glass(cart: Cart, tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    assert cart.hears(cart.hospital.change_policy(folder, override={})).ok
    cart.log_in()

    assert (cart.view.glass_drawers, "break-glass" in cart.view.actions) == ((), False)
    assert cart.tap(ask.BreakGlass, drawer=DRAWER, reason="seizure").code == "glass-not-listed"


def test_a_drawer_with_a_class_that_the_ward_keeps_out_is_not_opened(cart: Cart, tmp_path: Path) -> None:
    """Morphine is in drawer 11."""
    folder = tmp_path / "policy"
    folder.mkdir()
    listed = {"drawers": [DRAWER, 11], "breakGlassClasses": ["high-alert"]}
    assert cart.hears(cart.hospital.change_policy(folder, override=listed)).ok
    cart.log_in()

    assert cart.view.glass_drawers == (DRAWER,)
    assert cart.tap(ask.BreakGlass, drawer=11, reason="seizure").code == "glass-class"
