"""A barcode scanner that acts as a keyboard. Its keys are taken before any other program sees them.

Grabbing it (EVIOCGRAB) keeps a scan out of the screen's fields and away from input methods: Vietnamese Telex
turns `aa` into `â`. A scanner that cannot be grabbed is not read at all.
"""

import fcntl
import os
import select
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from drivers.interfaces import Scanner
from drivers.scan_delivery import Delivery, without_aim
from drivers.scan_framing import Framer, Repeats, Spoil, split_aim
from drivers.scan_keys import EVENT, Key, KeyDecoder
from drivers.scan_thread import ScanThread

EVIOCGRAB = 0x40044590
"""`_IOW('E', 0x90, int)` (include/uapi/linux/input.h)."""
INPUTS = Path("/sys/class/input")


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scanner: by `port`, or by `usb`."""

    name: str
    port: Annotated[str, Meta(pattern="^(/.*)?$")] = ""
    """Its event device under /dev/input/by-id; empty: it is looked for by `usb`."""
    usb: Annotated[str, Meta(pattern="^([0-9a-f]{4}:[0-9a-f]{4})?$")] = ""
    """USB vendor and product in hexadecimal, as `lsusb` shows them; exactly one must be plugged in."""
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

    def __post_init__(self) -> None:
        if bool(self.port) == bool(self.usb):
            raise ValueError("a keyboard scanner needs either port or usb")


class KeyPort:
    """The grabbed device."""

    def __init__(self, path: str) -> None:
        """Raises OSError, also when somebody else has grabbed it."""
        self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._wake, self._waker = os.pipe()
        try:
            fcntl.ioctl(self._file, EVIOCGRAB, 1)
        except OSError:
            self.close()
            raise
        self._keys = KeyDecoder()
        self._half = b""

    def read(self, timeout: float | None) -> Sequence[bytes | Spoil] | None:
        """What the keys gave that were pressed meanwhile. Raises OSError when the scanner is gone."""
        ready, _, _ = select.select([self._file, self._wake], [], [], timeout)
        if self._file not in ready:
            return None
        data = os.read(self._file, EVENT.size * 64)
        if not data:
            raise OSError(f"{self._file}: end of file")
        data = self._half + data
        whole = len(data) - len(data) % EVENT.size
        self._half = data[whole:]
        events = EVENT.iter_unpack(data[:whole])
        return self._keys.feed(Key(kind, code, value) for _, _, kind, code, value in events)

    def cancel(self) -> None:
        """End a read that waits."""
        os.write(self._waker, b"x")

    def close(self) -> None:
        """Release the device; closing it ends the grab."""
        for file in (self._file, self._wake, self._waker):
            os.close(file)


def find_usb(usb: str, inputs: Path = INPUTS) -> str:
    """The event device of the one keyboard with this `vendor:product`. Raises OSError for none or several."""
    wanted = usb.split(":")
    found = [
        event.name
        for event in sorted(inputs.glob("event*"))
        if [_line(event / "device" / "id" / one) for one in ("vendor", "product")] == wanted
        and _is_keyboard(_line(event / "device" / "capabilities" / "key"))
    ]
    if len(found) != 1:
        raise OSError(f"{len(found)} keyboards with USB {usb}; there must be one (else give `port`)")
    return f"/dev/input/{found[0]}"


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _is_keyboard(keys: str) -> bool:
    """Whether it has letters: the kernel's bitmap in hexadecimal words, the lowest last. A is bit 30."""
    lowest = keys.split()[-1:] or ["0"]
    return bool(int(lowest[0], 16) >> 30 & 1)


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The scanner, not yet reading."""
    return ScanThread(
        settings.name,
        lambda: KeyPort(settings.port or find_usb(settings.usb)),
        Delivery(
            settings.name,
            Framer(settings.terminators.encode(), settings.max_length),
            split_aim if settings.aim else without_aim,
            Repeats(settings.repeat_ms / 1000),
        ),
        settings.idle_ms,
    )
