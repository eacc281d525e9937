"""From a keyboard scanner's key events to the bytes of its code. No I/O.

The scanner must be set to the keyboard of the United States: the kernel tells keys, not letters, and what a
key means is agreed here. Key numbers are those of Linux (include/uapi/linux/input-event-codes.h).
"""

import struct
from collections.abc import Iterable

from msgspec import Struct

from drivers.scan_framing import Spoil

EVENT = struct.Struct("@qqHHi")
"""`struct input_event` on a 64-bit Linux: seconds, microseconds, type, code, value."""
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
"""The kernel's buffer was full: keys are lost (Documentation/input/event-codes.rst)."""
PRESSED, RELEASED = 1, 0


class Key(Struct, frozen=True):
    """One event: `type`, `code` and `value` as the kernel gives them."""

    type: int
    code: int
    value: int


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    return {first + place: pair for place, pair in enumerate(zip(plain, shifted, strict=True))}


LETTERS: dict[int, tuple[str, str]] = {
    **_row(2, "1234567890-=", "!@#$%^&*()_+"),
    **_row(15, "\t", "\t"),
    **_row(16, "qwertyuiop[]", "QWERTYUIOP{}"),
    **_row(28, "\r", "\r"),
    **_row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    **_row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    **_row(55, "*", "*"),
    **_row(57, " ", " "),
    **_row(71, "789-456+1230.", "789-456+1230."),
    **_row(96, "\r", "\r"),
    **_row(98, "/", "/"),
}
"""Key -> what it gives alone and with shift, on the keyboard of the United States; 71 on is the keypad."""
SHIFT, CONTROL, ALT = frozenset({42, 54}), frozenset({29, 97}), frozenset({56, 100})
IGNORED = frozenset({58, 69, 70})
"""Caps lock, num lock, scroll lock: some scanners press them around a code; they change nothing here."""
KEYPAD_DIGITS = {71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0"}

LONGEST_NUMBER = 6
"""Digits of a character typed by number that are looked at; six are too many already."""


class KeyDecoder:
    """Follows which keys are down. What is not understood spoils the code; it is never left out."""

    def __init__(self) -> None:
        self._down: set[int] = set()
        self._number = ""

    def feed(self, keys: Iterable[Key]) -> list[bytes | Spoil]:
        """What these events give, in order."""
        pieces: list[bytes | Spoil] = []
        for key in keys:
            if key.type == EV_SYN and key.code == SYN_DROPPED:
                self._down.clear()
                self._number = ""
                pieces.append(Spoil("the computer was too slow for the scanner: keys are lost"))
            elif key.type == EV_KEY and (piece := self._key(key.code, key.value)):
                pieces.append(piece)
        return pieces

    def _key(self, code: int, value: int) -> bytes | Spoil | None:
        if code in SHIFT | CONTROL | ALT:
            return self._modifier(code, value)
        if value != PRESSED or code in IGNORED:  # 2 is the kernel's own repetition of a key held down
            return None
        if self._down & ALT:
            return self._alt(code)
        letters = LETTERS.get(code)
        if letters is None:
            return Spoil(f"key {code} is on no keyboard that is known here")
        letter = letters[bool(self._down & SHIFT)]
        return _control(letter) if self._down & CONTROL else letter.encode()

    def _modifier(self, code: int, value: int) -> bytes | Spoil | None:
        if value == PRESSED:
            self._down.add(code)
        elif value == RELEASED:
            self._down.discard(code)
            if code in ALT and self._number:
                number, self._number = self._number, ""
                return _by_number(number)
        return None

    def _alt(self, code: int) -> Spoil | None:
        if code not in KEYPAD_DIGITS:
            return Spoil(f"key {code} with Alt gives nothing")
        self._number = (self._number + KEYPAD_DIGITS[code])[:LONGEST_NUMBER]
        return None


def _control(letter: str) -> bytes | Spoil:
    """Control with `@` to `_` is that character's code less 64 (ASCII): with `]` the separator, 0x1D."""
    place = ord(letter.upper()) - 64
    return bytes([place]) if 0 <= place < 32 else Spoil(f"control with {letter!r} gives nothing")


def _by_number(number: str) -> bytes | Spoil:
    """The character typed as Alt and its number.

    Up to 127 it is ASCII. Up to 255 a leading zero says that it is a byte; without one it is a character of a
    code page that nobody knows here. Above it is a Unicode character, which becomes UTF-8.
    """
    value = int(number)
    if value < 128 or (value < 256 and number.startswith("0")):
        return bytes([value])
    if value < 256 or value > 0xFFFF or 0xD800 <= value < 0xE000:
        return Spoil(f"Alt and {number} is a character of an unknown code page")
    return chr(value).encode()
