"""From readings to scans: what is proven, and what is new. Times are seconds on a monotonic clock."""

from collections.abc import Callable

from msgspec import Struct

from drivers.camera.reading import Reading

Key = tuple[str, bytes]
AGREE_S = 0.5
"""Seconds within which two frames must agree: one error twice is rare, and rarer within a shorter time."""


class Held(Struct):
    """A code that was seen, and may still be before the camera."""

    first: float
    last: float
    frames: int = 1
    told: bool = False


class Once:
    """A code held before the camera is one scan, and a weak one (EAN) counts when two frames agree."""

    def __init__(self, gone_s: float, known: Callable[[bytes], bool] = lambda _raw: False) -> None:
        """`gone_s`: a code unseen for so long has been taken away; `known`: one frame of it is proof enough,
        such as a GTIN of the formulary."""
        self._gone_s = gone_s
        self._known = known
        self._held: dict[Key, Held] = {}

    def new(self, readings: list[Reading], now: float) -> list[Reading]:
        """Those of one frame's `readings` that are scans now."""
        self._forget(now)
        return [one for one in {one.key: one for one in readings}.values() if self._tells(one, now)]

    def _tells(self, reading: Reading, now: float) -> bool:
        held = self._held.get(reading.key)
        if held is None:
            held = self._held[reading.key] = Held(first=now, last=now)
        else:
            held.last = now
            held.frames += 1
        if held.told or (reading.weak and held.frames < 2 and not self._known(reading.raw)):
            return False
        held.told = True
        return True

    def _forget(self, now: float) -> None:
        kept = {key: held for key, held in self._held.items() if now - held.last <= self._counts_for(held)}
        self._held = kept

    def _counts_for(self, held: Held) -> float:
        return self._gone_s if held.told else min(AGREE_S, self._gone_s)
