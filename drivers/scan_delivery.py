"""What comes of a scanner's stream: scans, and reports of the device. For the scanner's own thread."""

import time
from collections.abc import Callable, Sequence

from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scan_framing import Code, Framer, Repeats, Spoil, Unusable

Deliver = Callable[[Scan | DeviceChanged], None]
Read = Callable[[bytes], tuple[str, bytes] | Unusable]
"""AIM identifier and data of a whole code, or why it is none."""


class Delivery:
    """One scanner's. An absent device is reported once, a code held before the reader delivered once."""

    def __init__(self, name: str, framer: Framer, read: Read, repeats: Repeats) -> None:
        self._name = name
        self._framer = framer
        self._read = read
        self._repeats = repeats
        self._reported: DeviceChanged | None = None
        self.deliver: Deliver = lambda _report: None

    @property
    def pending(self) -> int:
        """Bytes of a code that has not ended yet."""
        return self._framer.pending

    def take(self, pieces: Sequence[bytes | Spoil]) -> None:
        """What has come, in order."""
        for piece in pieces:
            self._hand_on(self._framer.feed(piece))

    def silence(self) -> None:
        """Nothing has come for so long that the code is whole."""
        self._hand_on(self._framer.end())

    def lost(self, why: str) -> None:
        """The device is gone, and with it the code that had not ended."""
        if dropped := self._framer.drop():
            why = f"{why}; {dropped} bytes of an unfinished code discarded"
        self.report(DeviceState.FAULTY, why)

    def report(self, state: DeviceState, detail: str = "") -> None:
        """Say it, unless it has just been said."""
        report = DeviceChanged(device=self._name, state=state, detail=detail)
        if report != self._reported or (state is DeviceState.READY and detail):
            self._reported = report
            self.deliver(report)

    def _hand_on(self, codes: Sequence[Code]) -> None:
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        for code in codes:
            found = self._read(code) if isinstance(code, bytes) else code
            if isinstance(found, Unusable):
                self.report(DeviceState.READY, f"unreadable: {found}")
            elif isinstance(code, bytes) and self._repeats.is_new(code, now):
                symbology, raw = found
                self.deliver(Scan(raw=raw, symbology=symbology, device=self._name, monotonic=now))


def without_aim(code: bytes) -> tuple[str, bytes]:
    """A code that is all data."""
    return "", code
