"""The drawers' contract over gpiozero's mock pins."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from drivers.drawer_gpio import GpioDrawers, Settings
from drivers.interfaces import DeviceState, DrawerReport
from tests.drivers.drawers_contract import Cart, DrawersContract, StartCart
from tests.drivers.gpio_hands import DRAWERS, GpioHands
from tests.drivers.reports import Reports

LONG_PULSE_MS = 600_000
"""Beyond what a configuration may say: the hands have time to pull, however busy the machine is."""


class TestDrawerGpio(DrawersContract):
    @pytest.fixture
    def start_cart(self) -> Iterator[StartCart]:
        with ExitStack() as stack:

            def start(unlock_window_s: float, open_limit_s: float) -> Cart:
                hands = GpioHands()
                settings = Settings(
                    name="drawers",
                    drawers=DRAWERS,
                    pin_factory="mock",
                    pulse_ms=LONG_PULSE_MS,
                    never_opened_s=unlock_window_s,
                    open_too_long_s=open_limit_s,
                )

                def drive() -> Cart:
                    drawers = GpioDrawers(settings, hands.make_factory)
                    reports: Reports[DrawerReport] = Reports()
                    stack.callback(drawers.close)
                    drawers.start(reports)
                    cart = Cart(drawers, hands, reports, drive)
                    cart.wait_for_link(DeviceState.READY)
                    return cart

                return drive()

            yield start
