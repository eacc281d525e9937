"""What one nurse left with its drawer unlocked the next one gives only after a question (decision 350)."""

import pytest

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart
from tests.agent.test_agent_controlled import detail
from tests.agent.test_agent_items_settled import leave


def change_over(cart: Cart, band: str = "band:p1") -> None:
    """Nurse Lan goes, nurse Hùng comes to the same bed."""
    cart.tap(ask.Logout)
    cart.log_in("hung")
    cart.scan(band)


def facts(cart: Cart, subtype: str) -> list[dict[str, str]]:
    found = [one for one in cart.resources("drawer") if one["subtype"][0]["code"] == subtype]
    return [detail(one) for one in found]


def test_the_next_nurse_is_told_who_left_it_and_when_and_no_drawer_opens(cart: Cart) -> None:
    leave(cart)
    cart.passes(600)
    change_over(cart)

    assert cart.view.state == "doubt"
    assert cart.view.doubt is not None
    assert "Lúc 07:50, ĐD. Nguyễn Lan (mẫu) để lại liều này, ngăn 1" in cart.view.doubt.text["vi"]
    assert "At 07:50 ĐD. Nguyễn Lan (mẫu) left this dose, drawer 1" in cart.view.doubt.text["en"]
    assert {"answer-doubt", "cancel"} <= set(cart.view.actions)
    assert not {"give", "reopen", "not-given", "confirm"} & set(cart.view.actions)
    assert not cart.drawers.waiting


def test_of_a_dose_that_was_kept_it_says_when_she_went(cart: Cart) -> None:
    """She logged out with the drug in her hand; the next one comes five minutes later."""
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    cart.tap(ask.Logout)
    cart.passes(300)
    cart.log_in("hung")
    cart.scan("band:p1")

    assert cart.view.doubt is not None
    assert cart.view.doubt.text["vi"].startswith("Lúc 07:50, ĐD. Nguyễn Lan")


def test_who_looked_goes_on_and_it_is_on_record(cart: Cart) -> None:
    leave(cart)
    (item,) = cart.status.open_items
    change_over(cart)
    assert cart.tap(ask.AnswerDoubt, given=False).ok

    assert cart.drawers.waiting
    (told,) = facts(cart, "left-not-given")
    assert (told["items"], told["left"]) == (item.id, "NV1001")
    cart.drawers.answer()
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok
    assert cart.events("administration")[-1].actor == "NV1002"
    assert [one.id for one in cart.status.open_items] == [item.id]


def test_what_was_given_is_not_given_again_and_who_gave_it_records_it(cart: Cart) -> None:
    leave(cart)
    (item,) = cart.status.open_items
    change_over(cart)
    assert cart.tap(ask.AnswerDoubt, given=True).ok

    assert (cart.view.state, cart.view.dose) == ("patient", None)
    assert not cart.drawers.waiting
    assert [one["items"] for one in facts(cart, "left-said-given")] == [item.id]
    assert cart.events("administration") == []
    (still,) = cart.status.open_items
    assert still.text["vi"].endswith("chưa ghi kết quả. Người làm sau báo: đã cho.")

    cart.tap(ask.Logout)
    cart.log_in("lan")
    cart.scan("band:p1")
    assert cart.view.state != "doubt", "she knows what became of it"
    cart.drawers.answer()
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok
    assert cart.status.open_items == ()


def test_it_is_asked_of_each_one_who_comes(cart: Cart) -> None:
    leave(cart)
    change_over(cart)
    assert cart.tap(ask.AnswerDoubt, given=True).ok
    assert cart.choose("o101").ok
    assert cart.view.state == "doubt"


def test_a_power_cut_at_the_question_asks_it_again(cart: Cart) -> None:
    leave(cart)
    change_over(cart)
    cart.crash()

    assert cart.view.state == "doubt"
    assert cart.tap(ask.AnswerDoubt, given=False).ok
    assert cart.drawers.waiting


def test_another_dose_and_another_patient_are_not_asked_about(cart: Cart) -> None:
    leave(cart)
    change_over(cart, "band:p4")
    assert cart.view.state != "doubt"
    cart.drawers.answer()
    assert cart.tap(ask.Cancel).ok
    assert cart.tap(ask.Cancel).ok
    cart.scan("band:p1")
    assert cart.view.state == "doubt"
    assert cart.tap(ask.Cancel).ok
    assert cart.choose("o102").ok
    assert cart.view.state != "doubt"


@pytest.mark.parametrize("reason", ["returned", "opened-by-mistake"])
def test_an_item_settled_by_what_became_of_the_drug_is_no_question(cart: Cart, reason: str) -> None:
    leave(cart)
    (item,) = cart.status.open_items
    assert cart.tap(ask.Resolve, item=item.id, reason=reason).ok
    change_over(cart)
    assert cart.view.state == "unlocking"


@pytest.mark.parametrize("nurse", ["hung", "lan"])
def test_an_item_settled_as_given_on_paper_asks_still(cart: Cart, nurse: str) -> None:
    """No record of the cart says that it was given; who left it is asked too, or she gives it twice."""
    leave(cart)
    (item,) = cart.status.open_items
    assert cart.tap(ask.Resolve, item=item.id, reason="given-on-paper").ok
    cart.tap(ask.Logout)
    cart.log_in(nurse)
    cart.scan("band:p1")

    assert cart.view.state == "doubt"
    assert cart.view.doubt is not None
    assert "ghi trên giấy" in cart.view.doubt.text["vi"]


def test_a_dose_as_needed_is_asked_about_for_a_day(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p5")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    assert cart.choose("o504", reason="pain", score=6).ok
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    change_over(cart, "band:p5")
    if cart.view.dose is not None:
        cart.tap(ask.Cancel)
    assert cart.choose("o504", reason="pain", score=6).ok
    assert cart.view.state == "doubt"
    assert cart.tap(ask.Cancel).ok

    cart.tap(ask.Logout)
    cart.passes(86_400)
    cart.hears_manifest()
    cart.log_in("hung")
    cart.scan("band:p5")
    if cart.view.dose is not None:
        cart.tap(ask.Cancel)
    cart.choose("o504", reason="pain", score=6)
    assert cart.view.state != "doubt"


def test_the_day_is_said_where_it_is_not_today(cart: Cart) -> None:
    leave(cart)
    cart.tap(ask.Logout)
    cart.passes(17 * 3600)
    cart.hears_manifest()
    cart.log_in("hung")
    cart.scan("band:p1")

    assert cart.view.state == "doubt"
    assert cart.view.doubt is not None
    assert "07:50 02/03" in cart.view.doubt.text["vi"]
