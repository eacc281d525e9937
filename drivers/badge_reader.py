"""An RFID or NFC badge reader on a serial port. Its number says whose badge it is; it proves nothing.

A reader that acts as a keyboard is a `scanner_evdev`.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta, Struct

from drivers.interfaces import Scanner
from drivers.scan_delivery import Delivery
from drivers.scan_framing import Framer, Repeats, Spoil, Unusable
from drivers.scan_serial import SerialPort
from drivers.scan_thread import ScanThread

Frames = Literal["hex-line", "em4100"]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reader."""

    name: str
    port: str
    """Device path or pyserial URL; a path under /dev/serial/by-id outlives replugging."""
    baudrate: Annotated[int, Meta(ge=300, le=921600)] = 9600
    """Speed of the line; USB readers ignore it."""
    frames: Frames = "hex-line"
    """`hex-line`: the number in hexadecimal and a line end; `em4100`: STX, 10 digits, their XOR, ETX."""
    prefix: Annotated[str, Meta(pattern="^[0-9A-Z-]{1,8}$")] = "UID-"
    """Put before the number, so that no other code can look like a badge's."""
    repeat_ms: Annotated[int, Meta(ge=0, le=10000)] = 2000
    """A badge that stays on the reader is read again and again; within this time that is one scan."""
    bytesize: Literal[7, 8] = 8
    """Data bits."""
    parity: Literal["N", "E", "O"] = "N"
    """None, even or odd."""
    stopbits: Literal[1, 2] = 1
    """Stop bits."""
    rtscts: bool = False
    """Hardware flow control."""


def hex_line(frame: bytes) -> str | Spoil:
    """The number of a line such as `04 A2:24-b2c15280`, in capitals.

    ISO/IEC 14443-3: a UID has 4, 7 or 10 bytes; ISO/IEC 15693: 8; EM4100: 5.
    """
    number = frame.strip(b" ").translate(None, b" :-").upper()
    if len(number) not in {8, 10, 14, 16, 20} or number.strip(b"0123456789ABCDEF"):
        return Spoil(f"{len(frame)} bytes that are no badge number")
    return number.decode("ascii")


def em4100(frame: bytes) -> str | Spoil:
    """The number of a frame `STX d1..d10 c1 c2` (ETX ended it): 5 bytes in hexadecimal and their XOR.

    As the modules RDM6300, ID-12 and their like send it (data sheet ID-12LA, ASCII output).
    """
    digits = frame[frame.rfind(b"\x02") + 1 :].strip(b"\r\n").upper()
    if b"\x02" not in frame or len(digits) != 12 or digits.strip(b"0123456789ABCDEF"):
        return Spoil(f"{len(frame)} bytes that are no badge frame")
    *number, check = bytes.fromhex(digits.decode("ascii"))
    for byte in number:
        check ^= byte
    return Spoil("a badge frame with a wrong check sum") if check else digits[:10].decode("ascii")


_STYLES: dict[Frames, tuple[Callable[[bytes], str | Spoil], bytes, int]] = {
    "hex-line": (hex_line, b"\r\n", 200),
    "em4100": (em4100, b"\x03", 0),
}
"""How a frame is read, what ends it, and the silence that ends it too (ms; 0: none does)."""


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The reader, not yet reading."""
    number, ends, idle_ms = _STYLES[settings.frames]

    def read(frame: bytes) -> tuple[str, bytes] | Unusable:
        found = number(frame)
        return found if isinstance(found, Spoil) else ("", (settings.prefix + found).encode())

    return ScanThread(
        settings.name,
        lambda: SerialPort(settings),
        Delivery(settings.name, Framer(ends, 64), read, Repeats(settings.repeat_ms / 1000)),
        idle_ms,
    )
