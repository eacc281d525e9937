"""A person at a terminal: a real pty with a real terminal emulator behind it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence

import pyte

COLUMNS, LINES = 80, 22
PATIENCE = 90.0
"""Seconds for what takes processes to start or to end."""
AS_A_PERSON = 0.5
"""Seconds that a picture has to rest before a key counts, and that lie between two keys of a person."""


class Terminal:
    """A command in a terminal of its own; `status` is None while it runs."""

    def __init__(self, command: Sequence[str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cart_agent", *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=dict(os.environ) | {"TERM": "xterm-256color"},
        )
        os.close(slave)
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.seen = ""

    def press(self, keys: bytes) -> None:
        """As a person does, once the picture rests: no key counts right after a change, nor two at once."""
        deadline = time.monotonic() + PATIENCE
        while self._read(AS_A_PERSON):
            assert time.monotonic() < deadline, f"the picture never rests:\n{self.text()}"
        self.type(keys)

    def type(self, keys: bytes) -> None:
        """At once."""
        os.write(self._master, keys)

    def wait_for(self, *words: str) -> None:
        """Until all words are on the screen. Raises AssertionError with the screen."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if all(word in self.text() for word in words):
                return
            self._read(0.1)
        raise AssertionError(f"{words} not on the screen:\n{self.text()}")

    def wait_end(self) -> int:
        """Its exit status; everything it still says is read."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            self._read(0.1)
        self._read(0.1)
        assert self.process.returncode is not None, self.text()
        return self.process.returncode

    def text(self) -> str:
        return "\n".join(self._screen.display)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        """Draw what it says within so many seconds, and what is there then; false when it said nothing."""
        said = False
        while select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                break
            said = True
            self.seen += data.decode("utf-8", "replace")
            self._stream.feed(data)
            seconds = 0
        return said
