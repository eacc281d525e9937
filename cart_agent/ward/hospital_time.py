"""The hospital's time, as far as its acknowledgements prove it, against this cart's own clock.

An acknowledgement says when it was made: after the event that it settles was written, and before it came.
Both are known on the cart's monotonic clock, so the hospital's time now lies between two bounds, however long
the message was under way. Each new acknowledgement may narrow them.
"""

from datetime import UTC, datetime

from msgspec import Struct

from cart_agent.his.messages import ClockState, Instant

LIMIT = 60.0
"""Seconds that the clock may be wrong: records of given doses are told to the minute (`NGAY_TH_YL`)."""
DRIFT = 100e-6
"""Seconds per second by which two clocks may part: quartz, with a margin (a Pi's is within 50 ppm)."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Bounds(Struct, frozen=True, kw_only=True):
    """The hospital's time less the monotonic time, in seconds, as known at monotonic time `at`."""

    lowest: float
    highest: float
    at: float
    boot_id: str

    def later(self, monotonic: float) -> "_Bounds":
        """What is left of the knowledge by then."""
        drift = DRIFT * max(0.0, monotonic - self.at)
        return _Bounds(
            lowest=self.lowest - drift, highest=self.highest + drift, at=monotonic, boot_id=self.boot_id
        )


class HospitalTime:
    """Known anew after each start of the agent; the first acknowledgement brings it."""

    def __init__(self) -> None:
        self._bounds: _Bounds | None = None

    def heard(self, said: datetime, written: float, at: Instant) -> None:
        """It came `at`, and settles an event written at the monotonic time `written` of the same boot."""
        seconds = (said - _EPOCH).total_seconds()
        new = _Bounds(
            lowest=seconds - at.monotonic, highest=seconds - written, at=at.monotonic, boot_id=at.boot_id
        )
        if new.lowest > new.highest:
            return  # not of one boot: no event is written after its acknowledgement
        self._bounds = _narrowed(self._bounds, new)

    def judge(self, at: Instant) -> ClockState:
        """How far the wall clock of `at` can be trusted: the hospital's word counts more than its own."""
        known = self._bounds
        if known is None or known.boot_id != at.boot_id:
            return at.clock
        known = known.later(at.monotonic)
        wall = (at.now - _EPOCH).total_seconds() - at.monotonic
        offset = (known.lowest + known.highest) / 2 - wall
        uncertainty = (known.highest - known.lowest) / 2
        synced = at.clock.synced
        if abs(offset) + uncertainty <= LIMIT:
            synced = True
        elif abs(offset) - uncertainty > LIMIT:
            synced = False
        return ClockState(synced=synced, offset=round(offset, 3), uncertainty=round(uncertainty, 3))


def _narrowed(before: _Bounds | None, new: _Bounds) -> _Bounds:
    if before is None or before.boot_id != new.boot_id:
        return new
    aged = before.later(new.at)
    lowest, highest = max(aged.lowest, new.lowest), min(aged.highest, new.highest)
    if lowest > highest:
        return new  # the hospital's clock was set
    return _Bounds(lowest=lowest, highest=highest, at=new.at, boot_id=new.boot_id)
