"""A serial port as scanners read it: bytes until it is unplugged, and no other program beside."""

from collections.abc import Sequence
from typing import Protocol

import serial

from drivers.scan_framing import Spoil

POLL_S = 1.0
"""How long a read may block on ports whose read cannot be cancelled (`socket://`)."""


class Line(Protocol):
    """How the port is set: the part of a driver's settings that this file needs."""

    @property
    def port(self) -> str: ...
    @property
    def baudrate(self) -> int: ...
    @property
    def bytesize(self) -> int: ...
    @property
    def parity(self) -> str: ...
    @property
    def stopbits(self) -> float: ...
    @property
    def rtscts(self) -> bool: ...


class SerialPort:
    """An open port that nobody else can open."""

    def __init__(self, settings: Line) -> None:
        """Raises OSError or ValueError."""
        self._port = serial.serial_for_url(
            settings.port,
            baudrate=settings.baudrate,
            bytesize=settings.bytesize,
            parity=settings.parity,
            stopbits=settings.stopbits,
            rtscts=settings.rtscts,
            exclusive=True,
        )
        self._longest = None if hasattr(self._port, "cancel_read") else POLL_S

    def read(self, timeout: float | None) -> Sequence[bytes | Spoil] | None:
        """What has come; None too when a port that can not be cancelled has been read for `POLL_S`."""
        self._port.timeout = self._longest if timeout is None else timeout
        data: bytes = self._port.read(1)
        return [data + self._port.read(self._port.in_waiting)] if data else None

    def cancel(self) -> None:
        """End a read that waits."""
        self._port.cancel_read()

    def close(self) -> None:
        """Release the port."""
        self._port.close()
