"""From a scanner's byte stream to codes: where one ends, and what kind of barcode it says it was. No I/O."""

import re

from msgspec import Struct

_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
"""AIM symbology identifier (ISO/IEC 15424): `]`, a letter for the symbology, a modifier."""


class Overlong(Struct, frozen=True):
    """Bytes without an end that were more than any code holds. They are gone; `length` says how many."""

    length: int

    def __str__(self) -> str:
        return f"{self.length} bytes without an end, discarded"


class Spoil(Struct, frozen=True):
    """In the stream: something is lost or not understood here. As a result: the code that it was part of."""

    why: str

    def __str__(self) -> str:
        return self.why


Unusable = Overlong | Spoil
Code = bytes | Unusable


class Repeats:
    """Knows a code that is held before the reader: the same again within `hold_s` is no new scan."""

    def __init__(self, hold_s: float) -> None:
        """`hold_s` 0: every read counts."""
        self._hold = hold_s
        self._last: tuple[bytes, float] = (b"", 0.0)

    def is_new(self, code: bytes, now: float) -> bool:
        """Whether this read is a scan of its own; `now` in monotonic seconds."""
        before, at = self._last
        self._last = (code, now)
        return code != before or now - at >= self._hold


class Framer:
    """Cuts a stream into codes. Every byte ends up in a code, in an `Unusable`, or is a terminator."""

    def __init__(self, terminators: bytes, longest: int) -> None:
        """`terminators`: each single byte of it ends a code; `longest`: bytes that a code may have."""
        self._ends = re.compile(b"[" + re.escape(terminators) + b"]") if terminators else None
        self._longest = longest
        self._held = bytearray()
        self._lost = 0
        self._spoilt: Spoil | None = None

    @property
    def pending(self) -> int:
        """Bytes of a code that has not ended yet; what spoils one counts as one."""
        return len(self._held) + self._lost + (self._spoilt is not None)

    def feed(self, data: bytes | Spoil) -> list[Code]:
        """Take `data` and give the codes that it ended. Nothing between two terminators is no code."""
        if isinstance(data, Spoil):
            self._spoilt = self._spoilt or data
            return []
        first, *others = self._ends.split(data) if self._ends else [data]
        self._hold(first)
        found: list[Code] = []
        for part in others:
            found += self.end()
            self._hold(part)
        return found

    def end(self) -> list[Code]:
        """The stream paused: what has arrived is whole. At most one code."""
        code, lost, spoilt = bytes(self._held), self._lost, self._spoilt
        self.drop()
        if spoilt:
            return [spoilt]
        if lost:
            return [Overlong(len(code) + lost)]
        return [code] if code else []

    def drop(self) -> int:
        """Forget a code that will never end, and say how many bytes it had."""
        dropped = self.pending
        self._held.clear()
        self._lost = 0
        self._spoilt = None
        return dropped

    def _hold(self, part: bytes) -> None:
        room = self._longest - len(self._held)
        self._held += part[:room]
        self._lost += len(part[room:])


def split_aim(code: bytes) -> tuple[str, bytes]:
    """AIM identifier, empty where there is none, and the data behind it."""
    match = _AIM.match(code)
    return (match[0].decode("ascii"), code[3:]) if match else ("", code)
