"""The present, as every record carries it."""

from cart_agent.his.messages import ClockState, Instant
from drivers.interfaces import Clock


def present(clock: Clock) -> Instant:
    """Wall time, monotonic time, boot, and how far the wall clock can be trusted."""
    return Instant(
        now=clock.now(),
        monotonic=clock.monotonic(),
        boot_id=clock.boot_id,
        clock=ClockState(synced=clock.synced),
    )
