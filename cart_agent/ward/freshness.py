"""How old a manifest is, without trusting the time of the last packet or a clock that was set meanwhile."""

from datetime import datetime

from msgspec import Struct

from cart_agent.his.messages import Instant


class Stamp(Struct, frozen=True, kw_only=True):
    """When a manifest was made (`as_of`, the hospital's clock) and when it came (this cart's clocks)."""

    as_of: datetime
    received: Instant


def age_minutes(of: Stamp, at: Instant) -> int | None:
    """Whole minutes since `as_of`.

    Within one boot: its age when it came, plus monotonic time since. After a reboot only the wall clock is
    left: None when that is not synchronised, since an old manifest must not look fresh.
    """
    if at.boot_id == of.received.boot_id:
        at_arrival = (of.received.now - of.as_of).total_seconds()
        seconds = max(0.0, at_arrival) + max(0.0, at.monotonic - of.received.monotonic)
    elif at.clock.synced:
        seconds = max(0.0, (at.now - of.as_of).total_seconds())
    else:
        return None
    return int(seconds // 60)
