"""One code that two scanners read at once, such as a pack in the hand that the camera sees too, is one scan.

Each driver already tells a code that is held before its own reader once. Without this a badge would log in
and out, and one tablet without a serial number would count as two.
"""

from drivers.interfaces import Scan

BESIDE = 3.0
"""Seconds within which the same code from another scanner is the same showing of it."""


class Doubles:
    """Knows the scan that was taken last."""

    def __init__(self) -> None:
        self._last: Scan | None = None
        self._at = 0.0

    def is_one(self, scan: Scan, now: float) -> bool:
        """Whether another scanner has just read this code; `now` in monotonic seconds."""
        last = self._last
        same = last is not None and last.raw == scan.raw and last.device != scan.device
        if same and now - self._at < BESIDE:
            return True
        self._last, self._at = scan, now
        return False
