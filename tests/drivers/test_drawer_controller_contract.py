"""The drawers' contract over the cart's own controller: the real driver, the real firmware, a real pty."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drivers import drawer_controller
from drivers.interfaces import DeviceState, DrawerReport
from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.drivers.drawers_contract import Cart, DrawersContract, StartCart
from tests.drivers.reports import Reports
from tests.drivers.simulated_hands import SimulatedHands
from tests.firmware.programs import simulator


class TestDrawerController(DrawersContract):
    @pytest.fixture
    def start_cart(self, tmp_path: Path) -> Iterator[StartCart]:
        with ExitStack() as stack:

            def start(unlock_window_s: float, open_limit_s: float) -> Cart:
                settings = SimulatorSettings(
                    program=simulator(),
                    link=tmp_path / "board",
                    control=tmp_path / "hands",
                    unlock_window_ms=round(unlock_window_s * 1000),
                    open_limit_ms=round(open_limit_s * 1000),
                )
                board = stack.enter_context(Simulator(settings))

                def drive() -> Cart:
                    drawers = drawer_controller.open(
                        drawer_controller.Settings(
                            name="drawers",
                            port=str(settings.link),
                            drawers=tuple(range(1, 9)),
                            reconnect_s=0.05,
                        )
                    )
                    reports: Reports[DrawerReport] = Reports()
                    stack.callback(drawers.close)
                    drawers.start(reports)
                    cart = Cart(drawers, SimulatedHands(board), reports, drive)
                    cart.wait_for_link(DeviceState.READY)
                    return cart

                return drive()

            yield start
