"""What the cart knows in part is asked for, answered with a reason, and goes into the record."""

from typing import Any

import pytest

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart

BOUNDS = {"boundsRange": {"low": {"value": 1, "unit": "d"}, "high": {"value": 9, "unit": "d"}}}
LIFETIME = {"maxDosePerLifetime": {"value": 900, "unit": "g"}}


def amlodipine(cart: Cart, bounds: dict[str, Any], most: dict[str, Any]) -> None:
    """Bed A01: 5 mg at 8, ordered two days ago."""
    dosage = {
        "timing": {"repeat": {"timeOfDay": ["08:00:00"], **bounds}},
        "route": {"coding": [{"system": "urn:mc:route", "code": "oral"}]},
        "doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}],
        **most,
    }
    assert cart.hears(cart.hospital.change_order("E26-0001", "o101", dosageInstruction=[dosage])).ok
    cart.hears_manifest()


@pytest.mark.parametrize(
    ("bounds", "most", "code", "words"),
    [
        (BOUNDS, {}, "ORDER_NOT_ACTIVE", "is certain only until 16:09 01/03"),
        ({}, LIFETIME, "PRN_MAX", "at most 900 g in a life"),
    ],
)
def test_what_must_be_asked_is_asked_once_and_recorded(
    cart: Cart, bounds: dict[str, Any], most: dict[str, Any], code: str, words: str
) -> None:
    amlodipine(cart, bounds, most)
    cart.log_in()
    cart.scan("band:p1")
    if cart.view.dose is None or cart.view.dose.order_id != "o101":
        assert cart.choose("o101").ok

    assert (cart.view.state, cart.codes, cart.drawers.asked) == ("release", [code], [])
    assert cart.view.verdict is not None
    assert words in cart.view.verdict.findings[0].text["en"]
    assert cart.tap(ask.Confirm, reason="prescriber-agreed").ok
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    assert (cart.view.state, cart.codes) == ("verify", [])
    assert cart.tap(ask.Give).ok
    (given,) = cart.resources("administration")
    said = [one["valueCode"] for one in given["extension"] if one["url"] == "urn:mc:ext:finding"]
    assert (given["status"], said) == ("completed", [code])
