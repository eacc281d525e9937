"""When the hospital is asked to publish again: at once, and ever more rarely while asking does not help.

A hospital answers a sync with a manifest, and a manifest can be the reason for the next sync: where both do
not come to agree (a chart is too long, or newer here than there), they would go on as fast as they can.
"""

from collections.abc import Callable

from msgspec import Struct

from cart_agent.his.messages import SyncRequest

SHORTEST = 1.0
LONGEST = 300.0
"""Seconds between two requests about one ward; each wait is twice the one before."""
QUIET = 60.0
"""Seconds beyond two waits after which it all begins anew: manifests come once a minute."""


class _Waiting(Struct, kw_only=True):
    """Of one ward. `wanted`: why it is asked for next; empty: it is not."""

    asked_at: float
    wait: float = SHORTEST
    wanted: str = ""


class Syncs:
    """For the store's thread only. `make` writes the request of a ward as things stand."""

    def __init__(self, make: Callable[[str, str], SyncRequest]) -> None:
        self._make = make
        self._wards: dict[str, _Waiting] = {}

    def begin(self) -> None:
        """A new connection: whatever was asked for goes out with its own first request."""
        self._wards.clear()

    def want(self, sync: SyncRequest, now: float) -> tuple[SyncRequest, ...]:
        """Ask for this ward; the request, where it may go out at once."""
        known = self._wards.get(sync.ward)
        if known is None or now - known.asked_at >= QUIET + 2 * known.wait:
            self._wards[sync.ward] = _Waiting(asked_at=now)
            return (sync,)
        known.wanted = sync.reason
        return self.due(now)

    def due(self, now: float) -> tuple[SyncRequest, ...]:
        """What had to wait and need not any more."""
        ready = [
            (ward, one) for ward, one in self._wards.items() if one.wanted and now - one.asked_at >= one.wait
        ]
        return tuple(self._again(ward, one, now) for ward, one in ready)

    def _again(self, ward: str, one: _Waiting, now: float) -> SyncRequest:
        reason, one.wanted = one.wanted, ""
        one.asked_at, one.wait = now, min(LONGEST, one.wait * 2)
        return self._make(ward, reason)
