"""A STOP that a charge nurse passes over, on the whole cart: policy, PIN, record, time, review."""

from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from drivers import clock_simulated
from tests.agent.cart_help import PINS, Cart
from tests.agent.test_agent_memory import unwritable

FIRST = "o502"
"""Bed A05: the systolic pressure is below the order's limit."""


def stopped(cart: Cart, who: str = "thao") -> None:
    """The dose with the low blood pressure is in hand and stopped."""
    cart.log_in(who)
    cart.scan("band:p5")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.drawers.asked.clear()
    cart.choose(FIRST)
    assert (cart.view.state, cart.codes[0]) == ("release", "HOLD_PARAMETER")


def overridden(cart: Cart) -> None:
    """The charge nurse has signed, and the drawer is open."""
    stopped(cart)
    assert cart.tap(ask.Override, reason="prescriber-present").ok
    assert cart.view.state == "override"
    assert cart.tap(ask.EnterPin, pin=PINS["thao"]).ok
    answer_the_rest(cart)
    cart.open_drawer()


def jump(cart: Cart, minutes: int) -> None:
    """Time passes without a tick of the agent."""
    clock_simulated.advance(cart.files.clock, minutes * 60)


def answer_the_rest(cart: Cart) -> None:
    """What only asks for a reason is answered as always."""
    if "confirm" in cart.view.actions:
        assert cart.tap(ask.Confirm, reason="prescriber-agreed").ok


def test_a_stop_is_passed_over_with_reason_and_pin_and_the_record_comes_before_the_drawer(cart: Cart) -> None:
    stopped(cart)
    assert "override" in cart.view.actions
    assert cart.tap(ask.Override, reason="prescriber-present").ok
    assert cart.drawers.asked == []
    assert cart.tap(ask.EnterPin, pin=PINS["thao"]).ok
    answer_the_rest(cart)

    assert [one["subtype"][0]["code"] for one in cart.resources("override")] == ["dose"]
    kinds = [event.kind.value for event in cart.events()]
    assert kinds[-2:] == ["override", "drawer"]
    assert len(cart.drawers.asked) == 1
    (event,) = cart.events("override")
    assert (event.actor, event.order_id, event.encounter_id) == ("NV1003", FIRST, "E26-0005")
    assert cart.status.alarms
    assert b'"alert"' in cart.service.snapshot().state.payload


def test_the_dose_is_recorded_with_what_was_passed_over_and_why(cart: Cart) -> None:
    overridden(cart)
    cart.scan("pack:amlodipine-5")
    answer_the_rest(cart)
    assert cart.tap(ask.Give).ok

    (resource,) = cart.resources("administration")
    coded = [one["valueCode"] for one in resource["extension"] if "valueCode" in one]
    assert {"HOLD_PARAMETER", "prescriber-present"} <= set(coded)
    assert cart.status.alarms == ()


@pytest.mark.parametrize("reason", ["", "because"])
def test_no_reason_no_override(cart: Cart, reason: str) -> None:
    stopped(cart)

    assert cart.tap(ask.Override, reason=reason).code == "reason-missing"
    assert (cart.view.state, cart.events("override")) == ("release", [])


def test_a_nurse_whom_the_policy_does_not_name_is_not_offered_it(cart: Cart) -> None:
    stopped(cart, "lan")

    assert "override" not in cart.view.actions
    assert cart.tap(ask.Override, reason="prescriber-present").code == "override-not-yours"
    assert (cart.view.state, cart.drawers.asked) == ("release", [])


def test_a_finding_that_is_not_on_the_list_is_never_overridden(cart: Cart) -> None:
    cart.log_in("thao")
    cart.scan("band:p3")
    assert "ALLERGY" in cart.codes

    assert "override" not in cart.view.actions
    assert cart.tap(ask.Override, reason="patient-in-danger").code == "override-never"
    assert cart.drawers.asked == []


def test_a_wrong_pin_overrides_nothing(cart: Cart) -> None:
    stopped(cart)
    cart.tap(ask.Override, reason="prescriber-present")
    cart.tap(ask.EnterPin, pin="000000")

    assert (cart.view.state, cart.events("override"), cart.drawers.asked) == ("override", [], [])
    assert cart.tap(ask.Cancel).ok
    assert cart.view.state == "release"


def test_after_its_time_the_drawer_locks_and_the_stop_is_back(cart: Cart) -> None:
    overridden(cart)
    for _ in range(30):
        cart.agent.touch()
        cart.passes(30)

    assert (cart.view.state, cart.view.verdict and cart.view.verdict.severity) == ("release", "STOP")
    assert cart.facts("override") == ["dose", "expired"]
    assert not cart.drawers.waiting


def test_a_scan_after_the_time_finds_the_override_gone_even_before_the_next_tick(cart: Cart) -> None:
    overridden(cart)
    jump(cart, minutes=15)
    cart.scan("pack:amlodipine-5")
    cart.tap(ask.Give)

    assert cart.events("administration") == []
    assert cart.facts("override") == ["dose", "expired"]


def dies(*_: object) -> None:
    raise SystemExit


def test_a_power_cut_between_record_and_drawer_keeps_the_override_and_opens_nothing(
    cart: Cart, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(cart)
    cart.tap(ask.Override, reason="prescriber-present")
    monkeypatch.setattr(cart.agent.recorder, "intent", dies)
    with pytest.raises(SystemExit):
        cart.tap(ask.EnterPin, pin=PINS["thao"])
    cart.crash()

    assert (cart.view.state, cart.drawers.asked) == ("release", [])
    assert [item.kind for item in cart.status.open_items if item.review_by] == ["override-dose"]
    assert cart.facts("override") == ["dose"]
    assert cart.tap(ask.Reopen).ok
    assert len(cart.drawers.asked) == 1


def test_the_time_goes_on_while_the_power_is_off(cart: Cart) -> None:
    overridden(cart)
    jump(cart, minutes=16)
    cart.crash()
    cart.passes(1)

    assert (cart.view.state, cart.facts("override")[-1]) == ("release", "expired")
    assert cart.tap(ask.Reopen).ok
    assert cart.drawers.asked == []


def test_log_out_in_the_middle_relocks_and_the_override_is_hers_again_within_its_time(cart: Cart) -> None:
    overridden(cart)
    cart.drawers.push(cart.drawers.asked[0][0])
    assert cart.tap(ask.Logout).ok
    assert cart.view.dose is None

    cart.log_in("thao")
    assert cart.view.state == "fetch"
    cart.tap(ask.Logout)
    cart.log_in("lan")
    assert (cart.view.state, cart.view.dose) == ("round", None)


def test_on_a_full_disk_nothing_is_overridden(cart: Cart) -> None:
    stopped(cart)
    cart.tap(ask.Override, reason="prescriber-present")
    with unwritable(cart):
        cart.tap(ask.EnterPin, pin=PINS["thao"])
    assert (cart.drawers.asked, cart.events("override")) == ([], [])


EARLY = "o601"
"""Bed A06: insulin, high-alert. Its dose of 17:30 is far too early at 08:00."""


def too_early(cart: Cart) -> None:
    cart.log_in("thao")
    cart.scan("band:p6")
    assert cart.tap(ask.Cancel).ok
    assert cart.view.patient is not None
    ahead = [one for one in cart.view.patient.doses if one.order_id == EARLY and one.status == "upcoming"]
    assert cart.tap(ask.ChooseDose, key=ahead[-1].key).ok
    assert (cart.view.state, set(cart.codes)) == ("release", {"TOO_EARLY", "HIGH_ALERT"})


def test_a_class_of_drugs_that_policy_does_not_list_is_not_overridden(cart: Cart) -> None:
    too_early(cart)

    assert "override" not in cart.view.actions
    assert cart.tap(ask.Override, reason="prescriber-present").code == "override-class"
    assert cart.events("override") == []


def test_a_class_of_drugs_that_policy_lists_is(cart: Cart, tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    listed = {"findings": ["TOO_EARLY"], "classes": ["high-alert"]}
    assert cart.hears(cart.hospital.change_policy(folder, override=listed)).ok
    cart.hears_manifest()
    too_early(cart)
    assert cart.tap(ask.Override, reason="prescriber-present").ok
    assert cart.tap(ask.EnterPin, pin=PINS["thao"]).ok

    assert [event.order_id for event in cart.events("override")] == [EARLY]
    assert (cart.view.state, cart.drawers.asked) == ("release", [])  # a witness is wanted all the same
    cart.witness()
    assert len(cart.drawers.asked) == 1
