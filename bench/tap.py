"""A tap on the drawers' cable: passes every byte on, and remembers when the last UNLOCK frame went by."""

import os
import select
import threading
import time
import tty
from pathlib import Path
from typing import Self

from firmware_bridge.codec import Receiver
from firmware_bridge.protocol.generated import UnlockRequest

CHUNK = 4096


class Tap:
    """A pseudo-terminal for the agent in front of the board's. Its thread adds one hop to each frame."""

    def __init__(self, board: Path, port: Path) -> None:
        self.port = port
        """The agent's end."""
        self.unlocked = threading.Event()
        """Set when an UNLOCK frame has gone by; the one who waits clears it."""
        self.unlocked_at = 0.0
        """`time.perf_counter` of the first byte of that frame."""
        self._board = board
        self._receiver = Receiver()
        self._leave, self._left = os.pipe()
        self._thread = threading.Thread(target=self._run, name="tap", daemon=True)
        self._master = -1
        self._slave = -1

    def __enter__(self) -> Self:
        # The slave stays open here: the terminal must outlive an agent that closes its end.
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port.symlink_to(os.ttyname(self._slave))
        self._far = os.open(self._board, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._far)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._left, b"x")
        self._thread.join()
        for number in (self._master, self._slave, self._far, self._leave, self._left):
            os.close(number)
        self.port.unlink(missing_ok=True)

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([self._leave, self._master, self._far], [], [])
            if self._leave in ready:
                return
            if self._master in ready:
                self._to_board(os.read(self._master, CHUNK))
            if self._far in ready:
                _write(self._master, os.read(self._far, CHUNK))

    def _to_board(self, data: bytes) -> None:
        at = time.perf_counter()
        _write(self._far, data)
        if any(frame.kind == UnlockRequest.ID for frame in self._receiver.feed(data)):
            self.unlocked_at = at
            self.unlocked.set()


def _write(number: int, data: bytes) -> None:
    while data:
        data = data[os.write(number, data) :]
