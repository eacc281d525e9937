"""People who leave in the middle of a shift, and how long a staff list counts without the hospital."""

from datetime import timedelta
from typing import Any

from cart_agent.api import requests as ask
from cart_agent.hospital.documents import content, rewritten
from cart_agent.hospital.publisher import as_publication
from drivers.interfaces import DrawerState
from tests.agent.cart_help import PINS, Cart
from tests.agent.test_agent_people import at_drawer

LAN = "NV1001"


def staff(cart: Cart, **of_lan: Any) -> None:
    """The hospital publishes a new list. Without a field of hers Lan is no longer on it."""
    document = cart.hospital.library.get("mc/v1/bv-vi-du/ward/noi-a/staff")
    assert document is not None
    listed = content(document)
    others = [one for one in listed["staff"] if one["id"] != LAN]
    lan = next(one for one in listed["staff"] if one["id"] == LAN)
    listed["staff"] = [*others, lan | of_lan] if of_lan else others
    new = cart.hospital.library.put(rewritten(document, listed, "2026-03-02T08:00:00+07:00"))
    assert cart.hears(as_publication(new)).ok
    assert cart.facts("system") == []


def test_whoever_is_taken_off_the_list_is_logged_out_at_once_and_the_dose_is_kept(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    drawer, dose = cart.view.drawer, cart.agent.session.dose
    assert drawer is not None
    staff(cart)

    assert (cart.view.state, cart.view.person) == ("off", None)
    assert "may not do this" in cart.notice
    assert cart.drawers.states[drawer] is DrawerState.LOCKED
    assert cart.agent.session.dose == dose
    (logout,) = [one for one in cart.resources("login") if one["subtype"][0]["code"] == "logout"]
    assert {"type": "why", "valueString": "not-allowed"} in [
        detail for entity in logout["entity"] for detail in entity.get("detail", ())
    ]
    assert cart.scan("badge:lan").state == "off"


def test_a_person_who_loses_a_role_is_logged_out(cart: Cart) -> None:
    cart.log_in()
    staff(cart, roles=["witness"])

    assert cart.view.state == "off"


def test_a_list_that_leaves_a_person_as_she_was_changes_nothing(cart: Cart) -> None:
    at_drawer(cart)
    staff(cart, name="Tên mới")

    assert cart.view.state == "fetch"


def test_a_person_whose_time_ends_is_logged_out_when_it_does(cart: Cart) -> None:
    cart.log_in()
    staff(cart, notAfter=(cart.clock.now() + timedelta(seconds=20)).isoformat())
    assert cart.view.state == "round"
    cart.passes(30)

    assert cart.view.state == "off"
    assert "no longer valid" in cart.notice


def test_while_the_record_is_awaited_the_log_out_waits_for_it(cart: Cart) -> None:
    cart.log_in()
    assert cart.scan("band:p1").state == "unlocking"
    staff(cart)
    assert cart.view.state == "unlocking"
    cart.drawers.answer()
    cart.passes(1)

    assert cart.view.state == "off"


def offline(cart: Cart, hours: float) -> None:
    """So long nothing comes from the hospital."""
    cart.passes(hours * 3600)


def test_after_72_hours_without_the_hospital_nobody_logs_in(cart: Cart) -> None:
    offline(cart, 71)
    assert cart.log_in().state == "round"
    cart.tap(ask.Logout)
    offline(cart, 1.1)
    cart.scan("badge:lan")
    cart.tap(ask.EnterPin, pin=PINS["lan"])
    assert cart.view.state == "pin"
    assert "staff list" in cart.notice

    cart.hears_manifest()
    cart.tap(ask.EnterPin, pin=PINS["lan"])
    assert cart.view.state == "round"


def test_who_is_logged_in_when_the_72_hours_end_is_logged_out(cart: Cart) -> None:
    offline(cart, 72.005)
    cart.log_in()
    cart.passes(50)
    assert cart.view.state == "off"


def controlled(cart: Cart) -> dict[str, str]:
    """What comes of asking for morphine: findings and how severe they are."""
    cart.log_in()
    cart.scan("band:p2")
    cart.tap(ask.Cancel)
    cart.choose("o203")
    assert cart.view.verdict is not None
    return {finding.code: finding.severity for finding in cart.view.verdict.findings}


def test_after_24_hours_without_the_hospital_no_controlled_drug_is_taken_out(cart: Cart) -> None:
    offline(cart, 24.2)

    assert controlled(cart)["CONTROLLED"] == "STOP"
    assert cart.drawers.asked == []


def test_a_manifest_confirms_the_staff_list_for_controlled_drugs(cart: Cart) -> None:
    offline(cart, 23)
    cart.hears_manifest()
    offline(cart, 2)

    assert controlled(cart)["CONTROLLED"] == "WITNESS"
