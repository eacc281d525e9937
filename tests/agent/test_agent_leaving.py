"""What is still there when somebody comes back after a log-out, and what is not."""

import pytest

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart

KEPT = "The dose in hand is kept for 10 minutes"


def at_drawer(cart: Cart, who: str = "lan") -> None:
    """Drawer 1 is open for the first dose of bed A01."""
    cart.log_in(who)
    cart.scan("band:p1")
    cart.open_drawer()


def at_witness(cart: Cart) -> None:
    """Morphine for bed A02 waits for a second person; no drawer was unlocked."""
    cart.log_in()
    cart.scan("band:p2")
    assert cart.view.state == "release"


def by_tap(cart: Cart) -> None:
    assert cart.tap(ask.Logout).ok


def by_itself(cart: Cart) -> None:
    cart.passes(61)


GO = pytest.mark.parametrize("go", [by_tap, by_itself])


@GO
@pytest.mark.parametrize("who", ["lan", "hung"])
def test_a_patient_whose_drawer_was_not_unlocked_is_closed_and_her_wristband_is_scanned_again(
    cart: Cart, go: type, who: str
) -> None:
    at_witness(cart)
    go(cart)
    assert cart.agent.session.encounter_id == ""
    assert KEPT not in cart.notice

    cart.log_in(who)
    assert (cart.view.state, cart.view.patient) == ("round", None)
    assert cart.status.open_items == ()
    assert cart.scan("pack:morphine-10").state == "round"
    assert "wristband" in cart.notice
    assert cart.scan("band:p2").state == "release"


@GO
def test_a_dose_whose_drawer_was_unlocked_is_kept_for_her(cart: Cart, go: type) -> None:
    at_drawer(cart)
    go(cart)
    assert KEPT in cart.notice

    cart.passes(9 * 60)
    cart.log_in()
    assert (cart.view.state, cart.view.dose and cart.view.dose.order_id) == ("fetch", "o101")
    assert cart.status.open_items == ()


@GO
@pytest.mark.parametrize("power_cut", [False, True])
def test_but_not_for_ever_and_it_becomes_an_open_item_then(cart: Cart, go: type, power_cut: bool) -> None:
    at_drawer(cart)
    go(cart)
    (item,) = cart.status.open_items
    assert item.kind == "dose-left"
    if power_cut:
        cart.crash()

    cart.passes(10 * 60 + 1)
    (item,) = cart.status.open_items
    assert (item.kind, cart.notice) == ("no-outcome", "")
    left = cart.events("drawer")[-1]
    assert (left.actor, left.encounter_id, left.order_id) == (None, "E26-0001", "o101")

    assert cart.log_in().state == "round"
    assert cart.scan("pack:amlodipine-5").state == "round"
    assert cart.status.open_items == (item,)


def test_a_badge_read_in_time_and_a_pin_entered_too_late_bring_no_dose_back(cart: Cart) -> None:
    at_drawer(cart)
    by_itself(cart)
    cart.passes(9 * 60 + 50)
    cart.scan("badge:lan")
    cart.passes(20)
    cart.log_in()

    assert (cart.view.state, [one.kind for one in cart.status.open_items]) == ("round", ["no-outcome"])


def test_the_next_nurse_finds_the_dose_and_the_count_of_the_last_one_as_open_items(cart: Cart) -> None:
    at_witness(cart)
    cart.witness()
    cart.open_drawer()
    assert cart.view.state == "count"
    by_tap(cart)
    cart.log_in("hung")

    assert cart.view.state == "round"
    assert sorted(one.kind for one in cart.status.open_items) == ["count-missing", "no-outcome"]
    missing = cart.events("count")[-1]
    assert (missing.actor, missing.encounter_id) == ("NV1002", "E26-0002")


def test_a_count_after_a_dose_waits_for_who_owes_it_and_leads_to_the_list(cart: Cart) -> None:
    at_witness(cart)
    cart.witness()
    cart.open_drawer()
    assert cart.tap(ask.Count, value="10").ok
    cart.scan("pack:morphine-10")
    assert cart.tap(ask.Give).ok
    assert cart.view.state == "count"
    by_itself(cart)
    cart.passes(3600)

    assert cart.log_in().state == "count"
    assert cart.view.patient is None
    assert cart.tap(ask.Count, value="9").ok
    assert cart.view.state == "closing"
    (drawer,) = cart.agent.session.open_drawers
    cart.drawers.push(drawer)
    assert (cart.view.state, cart.status.open_items) == ("round", ())
