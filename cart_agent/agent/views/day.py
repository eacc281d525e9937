"""Which day a clock time is of, where it is not today: yesterday's 20:00 must not pass for today's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cart_agent.api.views import Texts

_BESIDE = {-1: {"vi": "hôm qua", "en": "yesterday"}, 0: {}, 1: {"vi": "ngày mai", "en": "tomorrow"}}


def day(moment: datetime | None, now: datetime, zone: str) -> Texts:
    """`hôm qua`, `ngày mai`, else `28/02`; empty for today and for no moment. Days are the ward's."""
    if moment is None:
        return {}
    local, today = (one.astimezone(ZoneInfo(zone)).date() for one in (moment, now))
    written = f"{local:%d/%m}"
    return _BESIDE.get((local - today).days, {"vi": written, "en": written})
