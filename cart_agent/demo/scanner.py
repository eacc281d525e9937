"""The simulated scanner: a pseudo-terminal that sends what a serial scanner sends."""

import os
import tty
from pathlib import Path

from cart_agent.sheet.items import SheetItem

TERMINATOR = b"\r"


class SimScanner:
    """Plugged in at `port`, a lasting name like udev's; unplugging takes the terminal away under it."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._master: int | None = None

    def plug(self) -> None:
        """Appear, or appear again."""
        if self._master is not None:
            return
        self._master, slave = os.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        os.close(slave)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(name)

    def unplug(self) -> None:
        """Vanish: who reads gets an error, as from a pulled USB cable. May be called twice."""
        self.port.unlink(missing_ok=True)
        if self._master is not None:
            os.close(self._master)
            self._master = None

    def send(self, item: SheetItem) -> None:
        """Read a code. Raises OSError when it is not plugged in."""
        self.send_bytes(item.sent + TERMINATOR)

    def send_bytes(self, data: bytes) -> None:
        """Put these bytes on the wire. Raises OSError when it is not plugged in."""
        if self._master is None:
            raise OSError("the simulated scanner is not plugged in")
        while data:
            data = data[os.write(self._master, data) :]
