"""A terminal with a program in it, for timing: what it writes is not drawn, only searched and timed."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Self

PATIENCE = 60.0
PASSED_OVER = 5.0
"""Seconds after which nothing more will come of a touch."""
QUIET = 0.03
"""Seconds without a byte after which a picture is whole."""
KEPT = 1 << 16
"""Bytes that are searched for a mark."""


class Glass:
    """A pseudo-terminal of 80 by 22 cells. Times are `perf_counter` seconds."""

    def __init__(self, command: Sequence[str]) -> None:
        self._said = b""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 22, 80, 0, 0))
        self.started = perf_counter()
        self._process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "KILL", *command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(),
            cwd=Path(__file__).parents[1],
            start_new_session=True,
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def forget(self) -> None:
        """What was written so far counts no more."""
        self._said = b""

    def shows(self, mark: str) -> float:
        """When the first byte of the read that completes `mark` came. Raises TimeoutError."""
        sought, end = mark.encode(), perf_counter() + PATIENCE
        while sought not in self._said:
            if self._read(0.5) is None and perf_counter() > end:
                raise TimeoutError(f"{mark!r} never came")
        return self._at

    def rests(self) -> float:
        """Wait until it says no more; when its last byte came."""
        while self._read(QUIET) is not None:
            pass
        return self._at

    def after(self, do: Callable[[], object], mark: str) -> float:
        """Seconds from `do` until `mark` and all that is drawn with it has come."""
        self.rests()
        self._said = b""
        began = perf_counter()
        do()
        self.shows(mark)
        return self.rests() - began

    def touch(self, touch: bytes) -> None:
        """A finger's bytes, and half a second for what comes of them."""
        os.write(self._master, touch)
        end = perf_counter() + 0.5
        while (left := end - perf_counter()) > 0:
            self._read(left)

    def feels(self, touch: bytes, leave: bytes) -> float:
        """Seconds from a finger's bytes to the first byte of what shows it; then the finger leaves. What a
        screen that has just changed lets pass is touched again. Raises TimeoutError.
        """
        end = perf_counter() + PATIENCE
        while perf_counter() < end:
            self.rests()
            began = perf_counter()
            os.write(self._master, touch)
            felt = self._read(PASSED_OVER)
            os.write(self._master, leave)
            if felt is not None:
                self.rests()
                return felt - began
        raise TimeoutError("a touch shows nothing")

    def _read(self, seconds: float) -> float | None:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return None
        self._said = (self._said + os.read(self._master, KEPT))[-KEPT:]
        self._at = perf_counter()
        return self._at


def _environment() -> dict[str, str]:
    """Without a size: readline, which pytest loads, hands that of another terminal on to every child."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
