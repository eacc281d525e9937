"""Every lock board with its driver, and a cart of eight drawers on each."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct

from drivers import drawer_kerong, drawer_modbus, drawer_xor8a
from drivers.drawer_board import BoardLock
from drivers.interfaces import DeviceState, DrawerReport, Drawers
from tests.drivers.board_hands import BoardHands
from tests.drivers.drawers_contract import Cart
from tests.drivers.reports import Reports

DRAWERS = range(1, 9)
LONG_PULSE_MS = 600_000
"""Beyond what a configuration may say: this driver ends the pulse itself, and the hands shall have time."""


class Board(Struct, frozen=True):
    """A kind of board: the simulator's name, the driver, the first lock's number, what is set."""

    simulator: str
    open: Callable[[Any], Drawers]
    settings: type[Any]
    first_lock: int
    keys: dict[str, Any] = {}

    def wiring(self) -> tuple[BoardLock, ...]:
        return tuple(
            BoardLock(number=number, board=1, lock=number - 1 + self.first_lock) for number in DRAWERS
        )


BOARDS = {
    "cu16": Board("cu16", drawer_kerong.open, drawer_kerong.Settings, 0, {"dialect": "cu16"}),
    "cu12": Board("cu12", drawer_kerong.open, drawer_kerong.Settings, 0, {"dialect": "cu12"}),
    "xor8a": Board("xor8a", drawer_xor8a.open, drawer_xor8a.Settings, 1),
    "modbus-coil": Board(
        "modbus", drawer_modbus.open, drawer_modbus.Settings, 0, {"pulse_ms": LONG_PULSE_MS}
    ),
    "modbus-register": Board(
        "modbus",
        drawer_modbus.open,
        drawer_modbus.Settings,
        0,
        {"unlock": "holding-register", "unlock_address": 100, "unlock_value": 5},
    ),
}


def start(board: Board, folder: Path, stack: ExitStack, *options: str, port: str = "", **keys: Any) -> Cart:
    """A started cart, ready unless `keys` or `options` prevent it. The hands are a `BoardHands`."""
    hands = stack.enter_context(BoardHands(board.simulator, folder, "--hold", "--address", "1", *options))
    known = {
        "name": "drawers",
        "port": port or str(folder / "board"),
        "drawers": board.wiring(),
        "open_bit": 1,
        "pulse_ms": 10,
        "poll_ms": 10,
        "answer_ms": 1000,
        **board.keys,
        **keys,
    }

    def drive() -> Cart:
        drawers = board.open(board.settings(**known))
        reports: Reports[DrawerReport] = Reports()
        stack.callback(drawers.close)
        drawers.start(reports)
        cart = Cart(drawers, hands, reports, drive)
        cart.wait_for_link(DeviceState.READY)
        return cart

    return drive()
