"""An infusion on the whole cart: one dose on record, from the bag to its end."""

from typing import Any

import pytest

from cart_agent.agent.reasons import STOP, words
from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart


@pytest.fixture
def bag(cart: Cart) -> str:
    """The saline of bed A04 runs; the id of its record."""
    cart.log_in()
    cart.scan("band:p4")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.choose("o403")
    cart.open_drawer()
    cart.scan("pack:saline-500")
    assert cart.tap(ask.Give).ok
    assert cart.view.patient is not None
    (record,) = (one.id for one in cart.view.patient.records)
    return record


def resources(cart: Cart) -> list[Any]:
    return cart.resources("administration")


def says(cart: Cart, bag: str, what: str, **fields: str) -> None:
    if cart.drawers.waiting:
        cart.open_drawer()
    if cart.view.state == "doubt":
        cart.tap(ask.Cancel)
    assert cart.tap(ask.FollowUp, record=bag, what=what, **fields).ok


def test_a_bag_that_was_hung_up_runs_and_is_not_due_again(cart: Cart, bag: str) -> None:
    (started,) = resources(cart)

    assert started["status"] == "in-progress"
    assert "end" not in started["effectivePeriod"]
    assert started["dosage"]["rateRatio"]["numerator"]["value"] == 100
    assert bag == started["identifier"][0]["value"]
    assert on_the_list(cart) == [("running", bag)]


def on_the_list(cart: Cart) -> list[tuple[str, str]]:
    """Status and record of today's saline."""
    assert cart.view.patient is not None
    doses = cart.view.patient.doses
    return [(one.status, one.record) for one in doses if one.order_id == "o403" and not one.day]


def test_a_bag_is_on_the_list_as_what_it_is(cart: Cart, bag: str) -> None:
    """A bag that hangs is not over: the nurse must see it among what is left to do."""
    said = [("pause", {"reason": "vein-lost"}), ("resume", {}), ("complete", {})]
    seen = []
    for what, fields in said:
        says(cart, bag, what, **fields)
        seen += on_the_list(cart)

    assert seen == [("paused", bag), ("running", bag), ("given", bag)]


def running_lines(cart: Cart) -> list[tuple[str, str, str, str, dict[str, str]]]:
    assert cart.view.patient is not None
    return [
        (one.status, one.record, one.due_label, one.day.get("en", ""), one.amount)
        for one in cart.view.patient.doses
        if one.status in ("running", "paused")
    ]


@pytest.mark.parametrize("order_ended", [False, True])
def test_a_bag_that_hangs_for_days_stays_on_the_list(cart: Cart, bag: str, order_ended: bool) -> None:
    """Its dose is none of this round any more, and its order may be over: it is still to be ended."""
    (today,) = running_lines(cart)
    assert today[:4] == ("running", bag, "08:00", "")
    if cart.drawers.waiting:
        cart.drawers.answer()
    cart.passes(30 * 3600)
    if order_ended:
        assert cart.hears(cart.hospital.change_order("E26-0004", "o403", status="completed")).ok
    cart.hears_manifest()
    cart.log_in()
    cart.scan("band:p4")
    if cart.drawers.waiting:
        cart.open_drawer()

    assert running_lines(cart) == [("running", bag, "07:50", "yesterday", {"vi": "500 mL", "en": "500 mL"})]
    assert cart.tap(ask.FollowUp, record=bag, what="complete").ok
    assert running_lines(cart) == []


def test_of_a_bag_no_part_is_given_when_it_is_hung_up(cart: Cart) -> None:
    """How much of it ran in is known only when it ends."""
    cart.log_in()
    cart.scan("band:p4")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.choose("o403")
    cart.open_drawer()
    cart.scan("pack:saline-500")

    assert (cart.view.state, cart.view.parts) == ("verify", ())


def test_taking_the_record_back_comes_last(cart: Cart, bag: str) -> None:
    assert cart.view.patient is not None
    assert cart.view.patient.records[0].follow_ups == ("pause", "complete", "stop", "undo")


def test_its_rate_and_the_words_of_the_order_are_at_the_bedside(cart: Cart, bag: str) -> None:
    """A bag is hung up at a rate, and a powder is dissolved in something: both stand in the order."""
    assert bag
    assert cart.view.patient is not None
    doses = {one.order_id: one for one in cart.view.patient.doses}

    assert doses["o403"].amount == {"vi": "500 mL", "en": "500 mL"}
    assert doses["o403"].rate == {"vi": "100 mL/giờ", "en": "100 mL/h"}
    assert doses["o403"].instruction == "Truyền tĩnh mạch 100 mL/giờ"
    assert (doses["o401"].rate, "10 mL nước cất" in doses["o401"].instruction) == ({}, True)


def test_it_is_paused_goes_on_and_ends(cart: Cart, bag: str) -> None:
    says(cart, bag, "pause", reason="vein-lost")
    says(cart, bag, "resume")
    says(cart, bag, "complete")

    assert [one["status"] for one in resources(cart)] == [
        "in-progress",
        "on-hold",
        "in-progress",
        "completed",
    ]
    assert resources(cart)[-1]["effectivePeriod"]["end"]
    assert len({one["identifier"][0]["value"] for one in resources(cart)}) == 1
    assert cart.view.patient is not None
    assert cart.view.patient.records[0].follow_ups == ("undo",)


def test_a_stopped_one_is_recorded_with_what_went_in(cart: Cart, bag: str) -> None:
    says(cart, bag, "stop", reason="reaction", value="200", unit="mL")

    assert cart.view.patient is not None
    assert [one.part for one in cart.view.patient.doses if one.part] == [{"vi": "200 mL", "en": "200 mL"}]
    assert resources(cart)[-1]["status"] == "stopped"
    assert resources(cart)[-1]["dosage"]["dose"]["value"] == 200


@pytest.mark.parametrize("reason", ["order-changed", "rate-raised", "bag-too-old", "bag-damaged"])
def test_a_bag_that_is_changed_early_has_its_true_reason_on_record(cart: Cart, bag: str, reason: str) -> None:
    says(cart, bag, "stop", reason=reason, value="400", unit="mL")

    (why,) = resources(cart)[-1]["statusReason"]
    (coded,) = why["coding"]
    assert (coded["system"], coded["code"]) == ("urn:mc:reason", reason)
    assert why["text"] == coded["display"] == words(STOP, reason) != ""


def test_a_bag_that_is_paused_is_not_said_to_be_changed(cart: Cart, bag: str) -> None:
    if cart.drawers.waiting:
        cart.open_drawer()

    assert not cart.tap(ask.FollowUp, record=bag, what="pause", reason="bag-too-old").ok
    assert len(resources(cart)) == 1


def test_more_than_was_in_the_bag_is_refused(cart: Cart, bag: str) -> None:
    """With the question still on the glass: a refusal is the answer of a tap, not news of another state."""
    if cart.drawers.waiting:
        cart.open_drawer()
    before = cart.view.state
    refused = cart.tap(ask.FollowUp, record=bag, what="stop", reason="reaction", value="600", unit="mL")

    assert (refused.ok, refused.code, cart.view.state) == (False, "more-than-begun", before)
    assert len(resources(cart)) == 1


def test_a_running_bag_is_still_running_after_a_power_cut_and_any_nurse_may_end_it(
    cart: Cart, bag: str
) -> None:
    cart.tap(ask.Logout)
    cart.crash()
    cart.log_in("hung")
    cart.scan("band:p4")
    says(cart, bag, "complete")

    assert [one["status"] for one in resources(cart)] == ["in-progress", "completed"]
    assert cart.events("administration")[-1].actor == "NV1002"


def running(cart: Cart) -> int:
    return next(one.running for one in cart.service.snapshot().round.patients if one.bed == "A04")


def test_the_round_shows_what_runs_also_when_its_order_has_ended(cart: Cart, bag: str) -> None:
    assert cart.hears(cart.hospital.change_order("E26-0004", "o403", status="stopped")).ok
    cart.hears_manifest()
    assert running(cart) == 1

    says(cart, bag, "stop", reason="prescriber-said", value="100", unit="mL")

    assert running(cart) == 0
