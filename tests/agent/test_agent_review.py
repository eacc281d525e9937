"""The review list: somebody else looks at every override, in time, and signs."""

import pytest

from cart_agent.api import requests as ask
from drivers import clock_simulated
from tests.agent.cart_help import PINS, Cart
from tests.agent.test_agent_glass import broken, facts


def reviewed(cart: Cart, who: str, staff: str, conclusion: str = "justified", pin: str = "") -> str:
    """The reply's code; empty when it was taken."""
    item = cart.status.open_items[0].id
    reply = cart.tap(ask.Review, item=item, conclusion=conclusion, staff=staff, pin=pin or PINS[who])
    return "" if reply.ok else reply.code


def used(cart: Cart, who: str = "lan") -> None:
    """A break-glass is over, and nobody is logged in."""
    broken(cart, who)
    cart.tap(ask.Cancel)
    cart.tap(ask.Logout)


def test_a_pharmacist_signs_it_off_without_logging_in(cart: Cart) -> None:
    used(cart)
    assert "review" in cart.view.actions
    (item,) = cart.status.open_items
    assert item.text["en"].startswith("Anaphylaxis: Break-glass, drawer 8, by ")

    assert reviewed(cart, "duoc", "NV1005") == ""
    assert (cart.status.open_items, cart.notice) == ((), "Recorded.")
    assert facts(cart)[-1] == "reviewed"
    assert cart.events("override")[-1].actor == "NV1005"


def test_the_charge_nurse_may_review_it_unless_it_was_hers(cart: Cart) -> None:
    used(cart, "thao")
    assert reviewed(cart, "thao", "NV1003") == "review-not-yours"
    assert len(cart.status.open_items) == 1

    assert reviewed(cart, "duoc", "NV1005", "not-justified") == ""


@pytest.mark.parametrize(
    ("who", "staff", "conclusion", "pin", "code"),
    [
        ("hung", "NV1002", "justified", "", "review-not-yours"),
        ("minh", "NV1004", "justified", "", "review-not-yours"),
        ("tbyt", "NV1006", "justified", "", "review-not-yours"),
        ("duoc", "NV9999", "justified", "", "review-not-yours"),
        ("duoc", "NV1005", "", "", "reason-missing"),
        ("duoc", "NV1005", "justified", "000000", "pin-wrong"),
    ],
)
def test_a_wrong_role_person_pin_or_no_conclusion_leaves_it_open(
    cart: Cart, who: str, staff: str, conclusion: str, pin: str, code: str
) -> None:
    used(cart)

    assert reviewed(cart, who, staff, conclusion, pin) == code
    assert len(cart.status.open_items) == 1


def test_it_can_not_be_closed_like_any_open_item(cart: Cart) -> None:
    used(cart)
    cart.log_in("thao")
    assert "resolve" not in cart.view.actions
    reply = cart.tap(ask.Resolve, item=cart.status.open_items[0].id, reason="returned")

    assert (reply.ok, reply.code) == (False, "needs-review")
    assert len(cart.status.open_items) == 1


def test_an_item_that_is_gone_is_not_reviewed_twice(cart: Cart) -> None:
    used(cart)
    item = cart.status.open_items[0].id
    assert reviewed(cart, "duoc", "NV1005") == ""

    again = cart.tap(ask.Review, item=item, conclusion="justified", staff="NV1005", pin=PINS["duoc"])
    assert again.code == "old-screen"
    assert facts(cart).count("reviewed") == 1


def test_after_a_day_it_is_overdue_on_every_screen_and_the_hospital_is_told_once(cart: Cart) -> None:
    used(cart)
    assert not cart.status.open_items[0].overdue
    clock_simulated.advance(cart.files.clock, 24 * 3600)
    cart.passes(1)
    cart.passes(1)

    (item,) = cart.status.open_items
    assert item.overdue
    assert item.text["en"].startswith("REVIEW OVERDUE")
    assert facts(cart).count("review-overdue") == 1


def test_the_list_survives_a_restart(cart: Cart) -> None:
    used(cart)
    before = cart.status.open_items
    cart.crash()

    assert cart.status.open_items == before
    assert reviewed(cart, "duoc", "NV1005") == ""
