"""One code before two scanners, the camera and the one in the hand, is one scan."""

from cart_agent.agent.doubles import BESIDE
from drivers.interfaces import Scan
from tests.agent.cart_help import Cart
from tests.agent.test_agent_dose import second_dose

TABLET = b"01095200000001101727083110METF500-26A"
"""Metformin 500 mg without a serial number: the code of every piece of its lot."""


def scan(cart: Cart, device: str) -> None:
    cart.service.device(Scan(raw=TABLET, symbology="]d2", device=device, monotonic=cart.clock.monotonic()))


def test_one_tablet_before_two_scanners_is_one_tablet(cart: Cart) -> None:
    second_dose(cart)
    scan(cart, "scanner")
    scan(cart, "camera")
    cart.passes(BESIDE / 2)
    scan(cart, "camera")
    assert "DOSE_INCOMPLETE" in cart.codes

    cart.passes(BESIDE)
    scan(cart, "camera")
    assert "DOSE_INCOMPLETE" not in cart.codes


def test_two_tablets_before_one_scanner_are_two(cart: Cart) -> None:
    second_dose(cart)
    scan(cart, "scanner")
    assert "DOSE_INCOMPLETE" in cart.codes
    scan(cart, "scanner")
    assert "DOSE_INCOMPLETE" not in cart.codes


def test_another_code_of_another_scanner_is_a_scan_at_once(cart: Cart) -> None:
    cart.log_in()
    for device, raw in (("scanner", b"\xff1"), ("camera", b"\xff2"), ("scanner", b"\xff1")):
        cart.service.device(Scan(raw=raw, symbology="]C0", device=device, monotonic=cart.clock.monotonic()))

    reads = {one.name: one.unreadable for one in cart.status.devices}
    assert (reads["scanner"], reads["camera"]) == (2, 1)
