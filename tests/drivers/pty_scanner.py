"""A serial scanner's cable: a pseudo-terminal behind a symbolic link, as udev makes one."""

import os
import tty
from pathlib import Path


class PtyScanner:
    """The device's end. The driver opens `port`."""

    def __init__(self, folder: Path) -> None:
        self.port = folder / "scanner"
        self._master = -1
        self.plug()

    def plug(self) -> None:
        """Put the cable in: a new terminal, under the same name."""
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self.port.symlink_to(os.ttyname(slave))
        os.close(slave)

    def unplug(self) -> None:
        """Take the cable out. May be called twice."""
        if self._master >= 0:
            self.port.unlink()
            os.close(self._master)
        self._master = -1

    def send(self, data: bytes) -> None:
        """Write all of `data`, waiting where the driver is slower."""
        while data:
            data = data[os.write(self._master, data) :]
