"""A barcode scanner on a serial port: RS-232, USB CDC, or anything else that pyserial has a URL for.

The scanner's AIM identifier should be on. A code ends at a terminator, else when the line has been idle.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from drivers.interfaces import Scanner
from drivers.scan_delivery import Delivery, without_aim
from drivers.scan_framing import Framer, Repeats, split_aim
from drivers.scan_serial import SerialPort
from drivers.scan_thread import ScanThread


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scanner and how its port is set."""

    name: str
    port: str
    """Device path or pyserial URL; a path under /dev/serial/by-id outlives replugging."""
    baudrate: Annotated[int, Meta(ge=300, le=921600)] = 9600
    """Speed of the line; USB scanners ignore it."""
    bytesize: Literal[7, 8] = 8
    """Data bits."""
    parity: Literal["N", "E", "O"] = "N"
    """None, even or odd."""
    stopbits: Literal[1, 2] = 1
    """Stop bits."""
    rtscts: bool = False
    """Hardware flow control."""
    terminators: str = "\r\n\t"
    """Every character of it ends a code; none of them can be part of one."""
    idle_ms: Annotated[int, Meta(ge=0, le=5000)] = 200
    """Silence that ends a code without terminator; 0: only a terminator ends a code."""
    max_length: Annotated[int, Meta(ge=1, le=65536)] = 4096
    """Bytes; a QR code holds at most 2,953 (ISO/IEC 18004)."""
    aim: bool = True
    """Whether `]` and two characters at the beginning are an AIM identifier."""
    repeat_ms: Annotated[int, Meta(ge=0, le=10000)] = 0
    """The same code again within this time is one scan (scanners that read by themselves); 0: each counts."""


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The scanner, not yet reading."""
    return ScanThread(
        settings.name,
        lambda: SerialPort(settings),
        Delivery(
            settings.name,
            Framer(settings.terminators.encode(), settings.max_length),
            split_aim if settings.aim else without_aim,
            Repeats(settings.repeat_ms / 1000),
        ),
        settings.idle_ms,
    )
