"""The touchscreen's terminal: the real app on a real pty, drawn by pyte; fingers and scanners are bytes."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import msgspec
import pyte

from ui_tui.settings import UiSettings

DEADLINE = 30.0
"""Seconds; generous, it never decides a test that holds."""
ROOT = Path(__file__).parents[2]
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\\\", re.S)


class Terminal:
    """A screen of `columns` by `rows` cells with the app in it."""

    def __init__(self, settings: UiSettings, columns: int = 80, rows: int = 22) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.copy: Callable[[bytes], object] = len
        """Gets all bytes of the app too, as they came."""
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.started = monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.child", msgspec.json.encode(settings, enc_hook=str).decode()],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            cwd=ROOT,
            start_new_session=True,
        )
        self._name = os.ttyname(slave)
        os.close(slave)

    def close(self) -> None:
        """End the app; may be called twice."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def hang_up(self) -> None:
        """The terminal goes away, as a closed window does, and the app is not told by a signal."""
        os.close(self._master)
        self._master = -1

    def choke(self) -> None:
        """Fill the terminal until it takes nothing more, and let the app try to say much."""
        full = os.open(self._name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while os.write(full, b" " * 512):
                pass
        os.close(full)
        for rows in range(22, 62):  # a picture each, and more of them than Textual queues
            fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
            self.process.send_signal(signal.SIGWINCH)
            sleep(0.05)

    @property
    def text(self) -> str:
        """All that is on the glass."""
        return "\n".join(self.screen.display)

    def read(self, seconds: float) -> bool:
        """Draw what the app says next, waiting at most so long; false when it said nothing."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            said = os.read(self._master, 1 << 20)
        except OSError:
            return False
        self.copy(said)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", said))
        return True

    def until(self, holds: Callable[[], bool], what: str = "") -> None:
        """Wait for a condition."""
        end = monotonic() + DEADLINE
        while not holds():
            assert monotonic() < end, f"never came: {what}\n{self.text}"
            self.read(0.05)

    def wait(self, *texts: str) -> None:
        """Wait until all `texts` are on the glass."""
        self.until(lambda: all(text in self.text for text in texts), str(texts))

    def wait_without(self, *texts: str) -> None:
        """Wait until none of `texts` is on the glass."""
        self.until(lambda: not any(text in self.text for text in texts), f"the end of {texts}")

    def settle(self, seconds: float = 0.5) -> None:
        """Let the picture rest, so that taps count again."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self.read(left)

    def rest(self, quiet: float = 0.5) -> None:
        """Until the app has said nothing for so long: on a busy machine a picture comes in parts."""
        end = monotonic() + DEADLINE
        while self.read(quiet):
            assert monotonic() < end, f"the picture never rests\n{self.text}"

    def place(self, text: str) -> tuple[int, int]:
        """Column and row of `text`, once it is there: a picture comes in parts."""
        self.wait(text)
        return next(
            (shown.index(text), row) for row, shown in enumerate(self.screen.display) if text in shown
        )

    def type(self, data: bytes) -> None:
        """Bytes as a keyboard, a scanner or a touch panel sends them."""
        os.write(self._master, data)

    def tap(self, text: str) -> tuple[int, int]:
        """Wait for `text` and for the end of the picture it is in, tap it; returns where."""
        self.wait(text)
        self.rest()
        return self.tap_now(text)

    def tap_now(self, text: str) -> tuple[int, int]:
        """Tap `text` on a picture that rests; returns where."""
        column, row = self.place(text)
        self.touch(column + len(text) // 2, row)
        return column + len(text) // 2, row

    def finger(self, column: int, row: int, *, down: bool, button: int = 0) -> None:
        """A finger comes down at a cell, or leaves it."""
        self.type(b"\x1b[<%d;%d;%d%s" % (button, column + 1, row + 1, b"M" if down else b"m"))

    def touch(self, column: int, row: int, *, end: tuple[int, int] | None = None) -> None:
        """A finger down at a cell and up again there, or at `end`, as SGR mouse reports."""
        last = end or (column, row)
        self.type(b"\x1b[<0;%d;%dM" % (column + 1, row + 1))
        if end:
            self.type(b"\x1b[<32;%d;%dM" % (last[0] + 1, last[1] + 1))
        self.type(b"\x1b[<0;%d;%dm" % (last[0] + 1, last[1] + 1))
