"""A drug that may not be given any more goes back into its drawer, and the cart says how."""

import pytest
from msgspec.structs import asdict

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart
from tests.agent.test_agent_controlled import detail, register


def in_hand(cart: Cart, *, open_drawer: bool = False) -> None:
    """Amlodipine of bed A01 is out of drawer 1 and scanned, when its order is put on hold."""
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    if not open_drawer:
        cart.drawers.push(1)
    hold(cart, "E26-0001", "o101")


def hold(cart: Cart, encounter: str, order: str, status: str = "stopped") -> None:
    cart.hears(cart.hospital.change_order(encounter, order, status=status))
    cart.hears_manifest()
    assert (cart.view.state, "ORDER_NOT_ACTIVE" in cart.codes) == ("give", True)


def back_in_drawer(cart: Cart, drawer: int) -> None:
    """The unit unlocks, she pulls, and says that it is back."""
    assert cart.view.state == "put-back-opening"
    cart.drawers.answer()
    cart.drawers.pull(drawer)
    assert cart.view.state == "put-back"
    assert cart.tap(ask.PutBackDone).ok


def test_the_drawer_opens_once_more_with_an_intent_on_the_disk_and_the_return_is_recorded(
    cart: Cart,
) -> None:
    in_hand(cart)
    assert "put-back" in cart.view.actions
    asked = len(cart.drawers.asked)
    assert cart.tap(ask.PutBack).ok
    assert (cart.facts("drawer"), len(cart.drawers.asked)) == (["release", "put-back"], asked + 1)

    back_in_drawer(cart, 1)
    (event,) = cart.events("return")
    assert (event.actor, event.encounter_id, event.order_id) == ("NV1001", "E26-0001", "o101")
    (fact,) = cart.resources("return")
    assert fact["subtype"][0]["code"] == "put-back"
    assert "gtin" in detail(fact)
    assert cart.status.open_items == ()
    assert cart.view.state == "closing"
    assert "is back in its drawer" in cart.notice

    cart.drawers.push(1)
    assert (cart.view.state, cart.view.dose) == ("patient", None)


def test_with_an_open_drawer_the_stop_says_so_and_nothing_unlocks(cart: Cart) -> None:
    in_hand(cart, open_drawer=True)
    assert cart.notice == "Drawer 1 stands open: put the drug back and close it."
    asked = len(cart.drawers.asked)

    assert cart.tap(ask.PutBack).ok
    assert (cart.view.state, len(cart.drawers.asked)) == ("put-back", asked)


def test_what_was_said_of_an_open_drawer_goes_when_it_is_shut(cart: Cart) -> None:
    in_hand(cart, open_drawer=True)
    cart.drawers.push(1)

    assert (cart.view.state, cart.notice) == ("give", "")


def morphine(cart: Cart) -> None:
    """One of ten ampoules is out of drawer 11, when its order is stopped."""
    cart.log_in()
    cart.scan("band:p2")
    cart.witness()
    cart.open_drawer()
    assert cart.tap(ask.Count, value="10").ok
    cart.scan("pack:morphine-10")
    cart.drawers.push(11)
    hold(cart, "E26-0002", "o203")


def test_a_controlled_drug_is_counted_again(cart: Cart) -> None:
    morphine(cart)
    assert cart.tap(ask.PutBack).ok
    back_in_drawer(cart, 11)
    assert (cart.view.state, cart.view.to_count and cart.view.to_count.drawer) == ("count", 11)
    assert cart.events("return") == []

    assert cart.tap(ask.Count, value="10").ok
    assert cart.facts("count") == ["opening", "closing"]
    assert len(cart.events("return")) == 1
    assert register(cart) == [("in", "10", "10")]
    assert (cart.view.state, cart.status.open_items) == ("closing", ())


def test_one_that_is_not_in_the_drawer_is_missed(cart: Cart) -> None:
    morphine(cart)
    assert cart.tap(ask.PutBack).ok
    back_in_drawer(cart, 11)

    assert cart.tap(ask.Count, value="9").ok
    assert (cart.view.state, cart.facts("count")) == ("count", ["opening", "misfit"])
    assert cart.events("return") == []
    assert cart.tap(ask.Cancel).ok
    assert sorted(one.kind for one in cart.status.open_items) == ["count-missing", "no-outcome"]


def test_a_dose_that_the_patient_does_not_want_goes_back_and_is_recorded_as_refused(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    cart.drawers.push(1)
    assert cart.tap(ask.PutBack).ok
    back_in_drawer(cart, 1)

    assert cart.view.state == "release"
    assert {"not-given", "reopen", "cancel"} <= set(cart.view.actions)
    assert "put-back" not in cart.view.actions
    assert cart.tap(ask.NotGiven, outcome="refused", reason="patient-refused").ok
    (event,) = cart.events("not-given")
    assert event.order_id == "o101"
    assert cart.status.open_items == ()


def test_a_power_cut_while_it_is_put_back_opens_nothing_and_loses_nothing(cart: Cart) -> None:
    in_hand(cart)
    assert cart.tap(ask.PutBack).ok
    cart.crash()

    assert cart.drawers.asked == []
    assert "put-back" in cart.view.actions
    assert cart.tap(ask.PutBack).ok
    assert len(cart.drawers.asked) == 1
    back_in_drawer(cart, 1)
    assert len(cart.events("return")) == 1


@pytest.mark.parametrize("taken_out", [False, True])
def test_it_is_offered_only_where_something_was_taken_out(cart: Cart, taken_out: bool) -> None:
    cart.log_in()
    cart.scan("band:p2")
    assert cart.view.state == "release"
    if taken_out:
        cart.witness()
        cart.open_drawer()
        assert cart.tap(ask.Count, value="10").ok

    assert ("put-back" in asdict(cart.view)["actions"]) is taken_out
