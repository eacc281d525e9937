"""Drawers behind Modbus-RTU boards; which register is what stands in the configuration.

Source: "MODBUS Application Protocol Specification V1.1b3" for the functions. The frames are minimalmodbus'
work. A lock's output must end by itself ("flash" or "pulse" output): the driver switches a coil off after
its pulse, but a host that dies does not. Address 0, which all boards obey, is refused.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Annotated, Literal, TypeVar

import minimalmodbus
from msgspec import Meta

from drivers.drawer_board import TRIES, BoardLock, BoardSettings, Dialect, Wire, run
from drivers.interfaces import Drawers

Address = Annotated[int, Meta(ge=0, le=65535)]
T = TypeVar("T")
READ = {"coil": 1, "discrete-input": 2, "holding-register": 3, "input-register": 4}
"""Modbus function codes."""


class Settings(BoardSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Modbus boards on one line. `lock` is added to the addresses below; boards are counted from 1."""

    unlock: Literal["coil", "holding-register"] = "coil"
    """What is written to unlock: a coil is set, or a register gets `unlock_value`."""
    unlock_address: Address = 0
    """Of the lock with number 0."""
    unlock_value: Annotated[int, Meta(ge=0, le=65535)] = 1
    """What a register gets; on many boards the length of the pulse."""
    sensor: Literal["coil", "discrete-input", "holding-register", "input-register"] = "discrete-input"
    """What is read: one bit a lock, or one register a lock, which is 0 or not."""
    sensor_address: Address = 0
    """Of the lock with number 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for drawer in self.drawers:
            if drawer.board < 1:
                raise ValueError(f"drawer {drawer.number}: boards are 1 to 247; 0 is heard by all")
            if drawer.lock + max(self.unlock_address, self.sensor_address) > 65535:
                raise ValueError(f"drawer {drawer.number}: no such register")


class Modbus:
    """Reads each board's locks with one question, from the lowest to the highest."""

    def __init__(self, wire: Wire, settings: Settings) -> None:
        self._settings = settings
        wire.port.timeout = settings.answer_ms / 1000
        boards = {drawer.board for drawer in settings.drawers}
        self._boards = {board: minimalmodbus.Instrument(wire.port, board) for board in sorted(boards)}

    def bits(self) -> dict[int, int]:
        found: dict[tuple[int, int], int] = {}
        for board in self._boards:
            locks = [drawer.lock for drawer in self._settings.drawers if drawer.board == board]
            values = self._read(board, min(locks), max(locks) - min(locks) + 1)
            found |= {(board, min(locks) + at): int(value != 0) for at, value in enumerate(values)}
        return {drawer.number: found[drawer.board, drawer.lock] for drawer in self._settings.drawers}

    def unlock(self, drawer: BoardLock) -> None:
        board, settings = self._boards[drawer.board], self._settings
        address = settings.unlock_address + drawer.lock
        if settings.unlock == "coil":
            board.write_bit(address, 1)
        else:
            board.write_register(address, settings.unlock_value, functioncode=6)

    def _read(self, board: int, first: int, count: int) -> list[int]:
        settings, instrument = self._settings, self._boards[board]
        address, function = settings.sensor_address + first, READ[settings.sensor]
        as_bits = function in {1, 2}
        read = instrument.read_bits if as_bits else instrument.read_registers
        return _retried(partial(read, address, count, function))

    def end(self, drawer: BoardLock) -> None:
        """Off, and read back: a relay that stays on burns its lock."""
        if self._settings.unlock != "coil":
            return
        board, address = self._boards[drawer.board], self._settings.unlock_address + drawer.lock
        _retried(partial(board.write_bit, address, 0))
        if _retried(partial(board.read_bit, address, 1)):
            raise OSError(f"the lock of drawer {drawer.number} stays energised")


def _retried(exchange: Callable[[], T]) -> T:
    """For what moves nothing. Raises OSError (minimalmodbus' errors are such) after the last try."""
    for _ in range(TRIES - 1):
        with suppress(OSError):
            return exchange()
    return exchange()


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers of these boards, not yet started."""

    def speak(wire: Wire) -> Dialect:
        return Modbus(wire, settings)

    return run(settings, speak, can_withdraw=settings.unlock == "coil")
