"""Log-in, lock-out, witnesses, log-out and coming back, power cuts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.api.views import Texts
from tests.agent.cart_help import PINS, Cart


def at_drawer(cart: Cart) -> None:
    """Nurse Lan has drawer 1 open for the first dose of bed A01."""
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()


def in_hand(cart: Cart, pack: str) -> None:
    """She has scanned a pack."""
    at_drawer(cart)
    cart.scan(pack)


def to_witness(cart: Cart) -> None:
    """Morphine is asked for; nurse Minh's badge has been scanned."""
    cart.log_in()
    cart.scan("band:p2")
    assert (cart.view.state, cart.codes) == ("release", ["CONTROLLED", "HIGH_ALERT"])
    cart.scan("badge:minh")


def test_nobody_is_logged_in_at_first_and_a_scan_says_so(cart: Cart) -> None:
    assert cart.scan("band:p1").state == "off"
    assert "badge" in cart.notice
    assert cart.view.patient is None


def test_the_right_pin_logs_in_and_is_recorded(cart: Cart) -> None:
    view = cart.log_in()

    assert (view.state, view.person and view.person.id) == ("round", "NV1001")
    (event,) = cart.events("login")
    assert (event.actor, event.encounter_id) == ("NV1001", None)


def test_five_wrong_pins_lock_the_person_out_and_the_right_one_does_not_help(cart: Cart) -> None:
    cart.scan("badge:lan")
    for _ in range(5):
        cart.tap(ask.EnterPin, pin="000000")
    assert "Wrong PIN" in cart.notice

    cart.tap(ask.EnterPin, pin=PINS["lan"])
    assert "Locked out" in cart.notice
    assert cart.view.person is None or cart.view.state == "pin"
    assert cart.facts("login") == ["refused"] * 6

    cart.crash()
    cart.scan("badge:lan")
    cart.tap(ask.EnterPin, pin=PINS["lan"])
    assert "Locked out" in cart.notice

    cart.passes(16 * 60)
    assert cart.log_in().state == "round"


@pytest.mark.parametrize("who", ["minh", "duoc", "tbyt"])
def test_only_nurses_give_drugs(cart: Cart, who: str) -> None:
    assert cart.log_in(who).state == "pin"
    assert "may not do this" in cart.notice


def test_an_unknown_badge_is_told_and_recorded(cart: Cart) -> None:
    cart.scan_raw(b"NV-NOBODY-99", "]Q1")

    assert "not on this cart's staff list" in cart.notice
    assert cart.facts("unreadable-code") == ["badge-unknown"]


def test_a_witness_is_named_in_the_events_and_in_the_record(cart: Cart) -> None:
    to_witness(cart)
    cart.witness()
    cart.open_drawer()
    assert cart.tap(ask.Count, value="10").ok
    cart.scan("pack:morphine-10")
    assert cart.tap(ask.Give).ok

    (event,) = cart.events("administration")
    assert (event.actor, event.witness, event.order_id) == ("NV1001", "NV1004", "o203")
    assert cart.events("drawer")[0].witness == "NV1004"


def test_one_cannot_witness_oneself(cart: Cart) -> None:
    to_witness(cart)
    cart.scan("badge:lan")

    assert "another person" in cart.notice
    assert cart.drawers.asked == []


def test_another_witness_may_take_over_before_the_pin(cart: Cart) -> None:
    to_witness(cart)
    cart.witness("thao")

    assert cart.view.state == "unlocking"
    assert cart.events("drawer")[0].witness == "NV1003"


def test_a_witness_who_is_cancelled_leaves_the_question_open(cart: Cart) -> None:
    to_witness(cart)
    cart.scan("badge:thao")
    assert cart.tap(ask.Cancel).ok

    assert (cart.view.state, cart.codes) == ("release", ["CONTROLLED", "HIGH_ALERT"])
    assert cart.tap(ask.Confirm, reason="prescriber-agreed").ok  # no reason replaces a witness
    assert cart.drawers.asked == []


def test_the_pharmacist_may_witness_and_biomedical_may_not(cart: Cart) -> None:
    to_witness(cart)
    cart.scan("badge:tbyt")
    cart.tap(ask.EnterPin, pin=PINS["tbyt"])
    assert cart.view.state == "witness"
    assert cart.drawers.asked == []

    cart.witness("duoc")
    assert cart.view.state == "unlocking"


def test_the_idle_nurse_is_logged_out_and_her_dose_kept(cart: Cart) -> None:
    at_drawer(cart)
    cart.passes(61)

    assert (cart.view.state, cart.view.person, cart.view.dose, cart.view.verdict) == ("off", None, None, None)
    assert "The dose in hand is kept for 10 minutes" in cart.notice
    logout = cart.events("login")[-1]
    assert logout.actor == "NV1001"

    cart.log_in()
    assert (cart.view.state, cart.view.dose and cart.view.dose.order_id) == ("fetch", "o101")
    assert len(cart.drawers.asked) == 1


def test_what_was_said_of_a_patient_does_not_stay_on_the_screen_of_nobody(cart: Cart) -> None:
    at_drawer(cart)
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok
    assert "recorded" in cart.notice
    cart.passes(61)

    assert cart.view.state == "off"
    assert cart.notice == (
        "Logged out. The dose in hand is kept for 10 minutes: scan your badge to go on with it."
    )


def test_a_pin_that_nobody_enters_is_no_longer_awaited(cart: Cart) -> None:
    cart.scan("badge:lan")
    cart.tap(ask.EnterPin, pin="000000")
    assert cart.view.notice
    cart.passes(61)

    assert (cart.view.state, cart.view.person) == ("off", None)
    assert not cart.view.notice


def test_who_was_idle_reads_why_she_is_logged_out(cart: Cart) -> None:
    cart.log_in()
    cart.passes(61)

    assert (cart.view.state, cart.notice) == ("off", "Logged out: nobody did anything.")


def test_another_nurse_gets_the_round_and_the_open_dose_becomes_an_open_item(cart: Cart) -> None:
    at_drawer(cart)
    cart.tap(ask.Logout)
    cart.log_in("hung")

    assert (cart.view.state, cart.view.dose) == ("round", None)
    (item,) = cart.status.open_items
    assert "no outcome" in item.text["en"]
    left = cart.events("drawer")[-1]
    assert (left.encounter_id, left.order_id) == ("E26-0001", "o101")

    assert cart.tap(ask.Resolve, item=item.id, reason="maybe").code == "reason-missing"
    assert cart.tap(ask.Resolve, item=item.id, reason="returned").ok
    assert cart.status.open_items == ()
    assert cart.events("drawer")[-1].encounter_id == "E26-0001"


def test_after_a_power_cut_nobody_is_taken_for_who_stood_there_before(cart: Cart) -> None:
    cart.log_in()
    cart.crash()
    assert cart.view.state == "round"  # only the program died: she stands before the cart

    cart.power_cut(3600)
    assert (cart.view.state, cart.view.person) == ("off", None)
    assert cart.notice == "The cart has started anew. Scan your badge to go on."
    assert cart.events("login")[-1].actor == "NV1001"

    cart.power_cut(3600)
    assert cart.view.state == "off"


@pytest.mark.parametrize(
    ("state", "hands"),
    [
        ("fetch", at_drawer),
        ("verify", partial(in_hand, pack="pack:amlodipine-5")),
        ("verify", partial(in_hand, pack="pack:metformin-500")),
    ],
)
def test_after_a_short_power_cut_the_dose_in_hand_waits_for_her_badge(
    cart: Cart, state: str, hands: Callable[[Cart], object]
) -> None:
    hands(cart)
    cart.power_cut(120)
    assert (cart.view.state, cart.view.person, cart.view.dose) == ("off", None, None)
    assert "The dose in hand is kept" in cart.notice

    cart.log_in()
    assert cart.view.state == state
    assert cart.view.dose is not None
    assert cart.view.dose.order_id == "o101"


def test_after_a_long_power_cut_the_dose_in_hand_is_an_open_item(cart: Cart) -> None:
    """Nobody knows where the patient is, nor what became of the drug: as after a log-out of so long."""
    at_drawer(cart)
    cart.power_cut(11 * 60)

    (item,) = cart.status.open_items
    assert "no outcome" in item.text["en"]
    cart.log_in()
    assert (cart.view.state, cart.view.dose, cart.view.patient) == ("round", None, None)


def test_a_clock_that_is_behind_after_a_power_cut_keeps_no_dose(cart: Cart) -> None:
    """A Pi without a battery clock starts with the time at which it was shut down, or an older one."""
    at_drawer(cart)
    cart.power_cut(-3600)

    assert len(cart.status.open_items) == 1
    cart.log_in()
    assert (cart.view.state, cart.view.dose) == ("round", None)


def test_a_badge_that_was_read_before_a_power_cut_awaits_no_pin(cart: Cart) -> None:
    cart.scan("badge:lan")
    cart.power_cut(5)

    assert cart.view.state == "off"


def test_an_open_item_survives_a_power_cut_and_needs_a_person(cart: Cart) -> None:
    at_drawer(cart)
    cart.tap(ask.Cancel)
    cart.tap(ask.Logout)
    cart.crash()

    (item,) = cart.status.open_items
    assert cart.tap(ask.Resolve, item=item.id, reason="returned").code == "not-now"
    cart.log_in()
    assert cart.tap(ask.Resolve, item="another", reason="returned").code == "old-screen"


def test_a_tap_on_an_old_screen_does_nothing(cart: Cart) -> None:
    cart.log_in()
    before = cart.view.revision
    cart.scan("band:p1")
    reply = cart.service.request(ask.Logout(id=1, revision=before))

    assert (reply.ok, reply.code) == (False, "old-screen")
    assert cart.view.person is not None


def test_a_tap_that_does_not_fit_here_is_refused_in_words(cart: Cart) -> None:
    reply = cart.tap(ask.Give)

    assert (reply.ok, reply.code) == (False, "not-now")
    assert set(reply.text) == {"vi", "en"}


def test_after_a_power_cut_the_dose_comes_back_and_no_drawer_moves(cart: Cart) -> None:
    at_drawer(cart)
    cart.crash()

    assert (cart.view.state, cart.view.person and cart.view.person.id) == ("fetch", "NV1001")
    assert cart.drawers.asked == []


def test_after_a_power_cut_between_intent_and_unlock_a_hand_is_needed(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.agent.memory.put(cart.agent.session)  # as the intent's own commit left it
    session = cart.agent.store.get_state("session")
    assert session is not None
    cart.agent.store.put_state("session", session.replace(b'"unlocking"', b'"intent"'))
    cart.crash()

    assert cart.view.state == "release"
    assert "wristband again" in cart.notice
    assert cart.drawers.asked == []
    assert cart.scan("band:p1").state == "unlocking"
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    assert len(cart.status.open_items) == 1


@pytest.mark.parametrize(
    ("atc", "count"),
    [
        ("A10AB01", {"vi": "8 đơn vị", "en": "8 units"}),
        ("B01AB01", {"vi": "0.08 mL", "en": "0.08 mL"}),
    ],
)
def test_insulin_is_counted_in_units_and_other_drugs_in_what_the_syringe_shows(
    cart: Cart, tmp_path: Path, atc: str, count: Texts
) -> None:
    """0.08 mL of insulin is read as 0.8 or 8 mL, and its syringes are marked in units; heparin's in mL."""
    cart.hears(cart.hospital.recode_formulary(tmp_path, "tiem", "A10AB01", atc))
    cart.hears_manifest()
    cart.log_in()
    cart.scan("band:p6")
    if cart.drawers.waiting:
        cart.drawers.answer()
    cart.tap(ask.Cancel)
    assert cart.choose("o601").ok
    cart.scan("badge:minh")
    assert cart.tap(ask.EnterPin, pin=PINS["minh"]).ok
    cart.open_drawer()
    scanned = cart.scan("pack:insulin-rapid").scanned

    assert scanned is not None
    assert scanned.count == count
