"""The present, as every record carries it."""

import msgspec

from cart_agent.his.messages import ClockState, Instant
from cart_agent.ward.hospital_time import HospitalTime
from drivers.interfaces import Clock


def present(clock: Clock, hospital: HospitalTime) -> Instant:
    """Wall time, monotonic time, boot, and how far the wall clock can be trusted."""
    at = Instant(
        now=clock.now(),
        monotonic=clock.monotonic(),
        boot_id=clock.boot_id,
        clock=ClockState(synced=clock.synced),
    )
    return msgspec.structs.replace(at, clock=hospital.judge(at))
