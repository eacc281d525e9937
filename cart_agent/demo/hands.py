"""The hands at the simulated cart: they open a drawer that unlocks, and close it again."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cart_agent.demo.files import Files
from firmware_bridge.errors import SimulatorFailed
from firmware_bridge.sim.build import build_simulator
from firmware_bridge.sim.native import Simulator, SimulatorSettings

WATCH = 0.2
"""Seconds between two looks at the board's process."""
OPEN_AFTER_MS = 400
CLOSE_AFTER_MS = 1_200
CACHE = Path(sys.prefix) / "cart-firmware"
"""Where the compiled firmware is kept between demonstrations, beside the packages."""


class HandsFailed(RuntimeError):
    """The cabinet did not obey an order, or there is none."""


class Hands:
    """Orders to the cabinet of the simulated board (`firmware_bridge/firmware/ports/native/hands.c`)."""

    def __init__(self, board: Simulator) -> None:
        self.board = board

    async def order(self, line: str) -> str:
        """One order such as `open 3`, `force 7`, `auto off`; the cabinet's answer. Raises HandsFailed."""
        try:
            return await asyncio.to_thread(self.board.order, line)
        except SimulatorFailed as error:
            raise HandsFailed(str(error)) from error

    async def power_cycle(self) -> None:
        """The board loses its power at once and has it again. Raises SimulatorFailed."""
        await asyncio.to_thread(self.board.kill)
        await self.power_on()

    async def power_on(self) -> None:
        """Start the board, with a person before it who opens what unlocks. Raises SimulatorFailed."""
        await asyncio.to_thread(self.board.start)
        await self.order(f"auto on {OPEN_AFTER_MS} {CLOSE_AFTER_MS}")

    async def ended(self) -> None:
        """Wait until the board's process is gone."""
        while self.board.running:
            await asyncio.sleep(WATCH)

    async def state(self) -> dict[str, object]:
        """Locks, drawers and lamp as the cabinet has them."""
        return await asyncio.to_thread(self.board.state)


@asynccontextmanager
async def drawer_board(place: Files, drawers: int = 12) -> AsyncIterator[Hands]:
    """The real firmware as a process, and a person who opens what unlocks.

    Raises BuildFailed or SimulatorFailed.
    """
    program = await asyncio.to_thread(build_simulator, CACHE)
    board = Simulator(
        SimulatorSettings(
            program=program,
            link=place.drawers,
            control=place.directory / "hands.sock",
            flash=place.directory / "drawers.flash",
            drawers=drawers,
        )
    )
    hands = Hands(board)
    try:
        await hands.power_on()
        yield hands
    finally:
        await asyncio.to_thread(board.stop)
