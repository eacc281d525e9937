"""The same board four times over: each runs the firmware's core, each in its own way."""

import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Protocol, Self

import pytest

from firmware_bridge import cross
from firmware_bridge.device import Device
from firmware_bridge.sim import qemu, rp2040
from tests.firmware.rig import OFF, PULL, Rig

DEADLINE_S = 60.0


class Board(Protocol):
    """What a test needs of a board. Time is the board's own where that can be."""

    def clock(self) -> float: ...
    def run(self, ms: float) -> None: ...
    def device(self, key: bytes = b"") -> Device: ...
    def energised(self, drawer: int) -> bool: ...
    @property
    def full_current(self) -> bool: ...
    def open(self, drawer: int) -> None: ...
    def shut(self, drawer: int) -> None: ...
    def housing(self, *, tamper: bool = False, key: bool = False) -> None: ...
    def hang(self) -> None: ...


class Native:
    """The core as a library, on a clock that only the test moves."""

    def __init__(self) -> None:
        self._rig = Rig()
        self.clock, self.device, self.housing, self.hang = (
            self._rig.clock,
            self._rig.device,
            self._rig.housing,
            self._rig.hang,
        )
        self.open, self.shut = self._rig.force, self._rig.push

    def run(self, ms: float) -> None:
        self._rig.run(round(ms))

    def energised(self, drawer: int) -> bool:
        return self._rig.drive(drawer) != OFF

    @property
    def full_current(self) -> bool:
        return any(self._rig.drive(drawer) == PULL for drawer in range(1, 9))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The rig's memory goes with it."""


@cache
def firmware(port: str) -> cross.Built:
    """Compiled once for a run of the tests."""
    target = Path(tempfile.mkdtemp(prefix="drawer-firmware-"))
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    return cross.build(cross.PORTS[port], target)


BOARDS: dict[str, tuple[Callable[[], str], Callable[[], AbstractContextManager[Board]]]] = {
    "native": (str, Native),
    "qemu": (qemu.missing, lambda: qemu.Qemu(firmware("lm3s").elf)),
    "rp2040js": (rp2040.missing, lambda: rp2040.Rp2040(firmware("rp2040").bin)),
}


def need(name: str) -> None:
    """Without this board's simulator the test is skipped aloud; it fails where all must be there."""
    if why := BOARDS[name][0]():
        if os.environ.get("ALL_SIMULATORS"):
            pytest.fail(why)
        warnings.warn(pytest.PytestWarning(f"the firmware is NOT tested on {name}: {why}"), stacklevel=2)
        pytest.skip(why)


def start(name: str) -> AbstractContextManager[Board]:
    """A fresh board."""
    need(name)
    return BOARDS[name][1]()


def until(board: Board, device: Device, condition: Callable[[], bool]) -> None:
    """Let time pass, with a living host, until the condition holds."""
    end = board.clock() + DEADLINE_S
    while not condition():
        assert board.clock() < end, "it did not come to it"
        device.heartbeat()
        board.run(10)
