"""An open item of a dose names the drug, is one however often it was left, and closes when it is answered."""

import pytest

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart
from tests.agent.test_agent_controlled import detail


def leave(cart: Cart, times: int = 1, order: str = "o101") -> None:
    """Nurse Lan has drawer 1 unlocked for bed A01's amlodipine, and leaves it."""
    cart.log_in()
    cart.scan("band:p1")
    for time in range(times):
        if time:
            assert cart.choose(order).ok
        cart.drawers.answer()
        assert cart.tap(ask.Cancel).ok


def give(cart: Cart, order: str = "o101", pack: str = "pack:amlodipine-5") -> None:
    assert cart.choose(order).ok
    cart.drawers.answer()
    cart.scan(pack)
    assert cart.tap(ask.Give).ok


def resolved(cart: Cart) -> list[dict[str, str]]:
    """What the facts of settled items say."""
    facts = [one for one in cart.resources("drawer") if one["subtype"][0]["code"] == "resolved"]
    return [detail(one) for one in facts]


def test_the_item_names_drug_and_drawer(cart: Cart) -> None:
    leave(cart)
    (item,) = cart.status.open_items

    assert "Amlodipin 5 mg, viên nén: drawer 1 was unlocked and no outcome" in item.text["en"]
    assert "Amlodipin 5 mg, viên nén: ngăn 1 đã được mở khóa" in item.text["vi"]


def test_so_does_the_item_of_a_dose_that_is_kept_over_a_log_out(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    cart.tap(ask.Logout)

    assert ["Amlodipin 5 mg" in one.text["en"] for one in cart.status.open_items] == [True]


def test_a_dose_left_three_times_is_one_item(cart: Cart) -> None:
    leave(cart, times=3)
    (item,) = cart.status.open_items
    assert item.text["en"].endswith("(3 times)")
    assert item.text["vi"].endswith("(3 lần)")
    assert cart.facts("drawer").count("no-outcome") == 3

    assert cart.choose("o101").ok
    cart.drawers.answer()
    cart.tap(ask.Logout)
    assert [one.id for one in cart.status.open_items] == [item.id]

    cart.log_in()
    assert cart.tap(ask.Resolve, item=item.id, reason="returned").ok
    (told,) = resolved(cart)
    assert (told["item"], len(told["also"].split(","))) == (item.id, 2)
    assert cart.status.open_items == ()


def test_who_left_it_and_gives_it_later_has_answered_the_question(cart: Cart) -> None:
    leave(cart)
    (item,) = cart.status.open_items
    give(cart)

    assert cart.status.open_items == ()
    (told,) = resolved(cart)
    given = cart.events("administration")[-1]
    assert told == {"item": item.id, "reason": "given-later", "event": given.event_id}
    assert cart.events("drawer")[-1].actor == "NV1001"


def test_somebody_else_who_gives_it_has_not(cart: Cart) -> None:
    """The first nurse may have given it, or have it in her pocket."""
    leave(cart)
    (item,) = cart.status.open_items
    cart.tap(ask.Logout)
    cart.log_in("hung")
    cart.scan("band:p1")
    assert cart.tap(ask.AnswerDoubt, given=False).ok
    cart.drawers.answer()
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok

    assert item.id in [one.id for one in cart.status.open_items]
    assert item.id not in [one["item"] for one in resolved(cart)]


def test_another_dose_does_not_answer_it(cart: Cart) -> None:
    leave(cart)
    (item,) = cart.status.open_items
    give(cart, "o102", "pack:metformin-500")

    assert [one.id for one in cart.status.open_items] == [item.id]


def test_what_was_put_back_later_answers_it_too(cart: Cart) -> None:
    leave(cart)
    assert cart.choose("o101").ok
    cart.drawers.answer()
    assert cart.tap(ask.PutBack).ok
    cart.drawers.answer()
    assert cart.tap(ask.PutBackDone).ok

    assert cart.status.open_items == ()
    assert [one["reason"] for one in resolved(cart)] == ["put-back-later"]


def test_a_dose_as_needed_answers_for_itself_only(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p5")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    before = len(cart.status.open_items)
    for _ in range(2):
        assert cart.choose("o504", reason="pain", score=6).ok
        cart.drawers.answer()
        assert cart.tap(ask.Cancel).ok
    assert len(cart.status.open_items) == before + 2

    assert cart.choose("o504", reason="pain", score=6).ok
    cart.drawers.answer()
    cart.scan("pack:paracetamol-500")
    assert cart.tap(ask.Give).ok
    assert len(cart.status.open_items) == before + 2


@pytest.mark.parametrize(("counted", "left"), [("10", 0), ("9", 1)])
def test_a_count_that_was_left_out_is_made_by_one_that_fits(cart: Cart, counted: str, left: int) -> None:
    cart.log_in()
    cart.scan("band:p2")
    cart.witness()
    cart.open_drawer()
    assert cart.tap(ask.Cancel).ok
    missing = [one for one in cart.status.open_items if one.kind == "count-missing"]
    assert ["was not counted" in one.text["en"] and "orphin" in one.text["en"] for one in missing] == [True]

    assert cart.choose("o203").ok
    cart.witness()
    if cart.drawers.waiting:
        cart.drawers.answer()
    assert cart.view.state == "count"
    assert cart.tap(ask.Count, value=counted).ok
    assert len([one for one in cart.status.open_items if one.kind == "count-missing"]) == left
    assert [one["reason"] for one in resolved(cart)] == ["counted-later"] * (1 - left)
