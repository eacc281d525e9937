"""Which Vietnamese letters the terminal can draw. A letter that loses an accent makes another name of one.

Only the Linux console can be asked (ioctl GIO_UNIMAP, console_ioctl(2)): its fonts have at most 512 signs. A
terminal of the kiosk has the bundled font; there the sample on the login screen is for people's eyes.
"""

import array
import fcntl
import struct

SAMPLE = "NGUYỄN THỊ THỦY · TOẢN · uống"
"""Looked at before every shift: stacked accents, hooks, dots below."""
GIO_UNIMAP = 0x4B66
ENTRIES = 4096
"""More than any console font maps."""
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def needed() -> frozenset[int]:
    """The code points of all letters of Vietnamese and of the screen's own signs."""
    import unicodedata  # noqa: PLC0415 - only at start

    small = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    letters = {letter for one in (*small, *_VOWELS, "đ") for letter in (one, one.upper())}
    return frozenset(map(ord, letters | set("✓✕●■▲⚠")))


def missing(terminal: int) -> str:
    """The letters that the Linux console at this file descriptor cannot draw; empty for other terminals."""
    known = console_letters(terminal)
    return "" if known is None else "".join(map(chr, sorted(needed() - known)))


def console_letters(terminal: int) -> frozenset[int] | None:
    """The code points that the console's font maps; None where this is no Linux console."""
    entries = array.array("H", bytes(4 * ENTRIES))
    address, _ = entries.buffer_info()
    question = bytearray(struct.pack("@HP", ENTRIES, address))
    try:
        fcntl.ioctl(terminal, GIO_UNIMAP, question, True)
    except OSError:
        return None
    count, _ = struct.unpack("@HP", question)
    return frozenset(entries[0 : 2 * count : 2])
