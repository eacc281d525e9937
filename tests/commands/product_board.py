"""The product board in rp2040js behind a pseudo-terminal, so that a command of the cart can own its port."""

import os
import threading
import time
import tty
from pathlib import Path
from typing import Self

from firmware_bridge.sim.rp2040 import Rp2040

STEP_MS = 2


class ProductBoard:
    """One thread carries bytes and lets the board's own time pass, never quicker than the time outside.

    Idle, the simulator is several times as quick as a board: its host's pauses would be a silence to it.
    Where it is slower (the loader's signatures) it does not make up for it later, for the same reason.
    """

    def __init__(self, chip: Rp2040, link: Path) -> None:
        self._chip = chip
        self._chip.timeout = 0.0
        self._master, self._slave = os.openpty()  # kept open: between two commands the board stays plugged in
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        link.symlink_to(os.ttyname(self._slave))
        self._over = threading.Event()
        self._left: list[int] = []
        self._restarts = 0
        self._thread = threading.Thread(target=self._run)

    def cut_power(self, *, after: int, restarts: int = 0) -> None:
        """Once, when the board has answered so many bytes after so many restarts from now on."""
        self._restarts = self._chip.resets + restarts
        self._left = [after]

    def _run(self) -> None:
        step_ends = time.monotonic()
        while not self._over.wait(max(0.0, step_ends - time.monotonic())):
            step_ends = time.monotonic() + STEP_MS / 1000
            if data := self._from_host():
                self._chip.write(data)
            self._chip.run(STEP_MS)
            if answer := self._chip.read():
                os.write(self._master, answer)
                self._maybe_cut(len(answer))

    def _from_host(self) -> bytes:
        try:
            return os.read(self._master, 256)
        except BlockingIOError:
            return b""

    def _maybe_cut(self, answered: int) -> None:
        if not self._left or self._chip.resets < self._restarts:
            return
        self._left[0] -= answered
        if self._left[0] <= 0:
            self._left.clear()
            self._chip.order(power=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        os.close(self._slave)
        os.close(self._master)
