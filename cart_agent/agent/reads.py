"""How many codes each scanner read well, not at all, or with a doubt: in all and by day. The counts outlive a
restart."""

import logging
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from cart_agent.api.views import DayReads, ReadCounts
from cart_agent.store import Store, StoreError

READS = "reads"
"""Key in the store's small values."""
DAYS = "reads-of-day/"
"""Before the day (2026-11-30): one value a day, so that a read writes little."""
Quality = Literal["good", "unreadable", "suspect"]
ByDevice = dict[str, ReadCounts]

log = logging.getLogger(__name__)


class Reads:
    """For the store's thread only.

    Written once a second at most: no scan waits for the disk because of a statistic. A power cut takes the
    counts of its last second.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts = _held(store.get_state(READS))
        self._days: dict[date, ByDevice] = {}
        """Those with reads that are not written yet."""

    def of(self, device: str) -> ReadCounts:
        """Of this device, since the cart was set up."""
        return self._counts.get(device, ReadCounts())

    def count(self, device: str, quality: Quality, day: date) -> ReadCounts:
        """One more read on this day of the ward; returns what there is now in all."""
        if day not in self._days:
            self._days[day] = _held(self._store.get_state(f"{DAYS}{day}"))
        _add(self._days[day], device, quality)
        return _add(self._counts, device, quality)

    def days(self, since: date) -> tuple[DayReads, ...]:
        """Each day from `since` on on which something was read, in order."""
        self.keep()
        kept = sorted((_day(key), value) for key, value in self._store.states(DAYS).items())
        return tuple(DayReads(day=day, scanners=_held(value)) for day, value in kept if day >= since)

    def keep(self) -> None:
        """Write down what is new. On a full disk it is tried again, and nothing else stops for it."""
        if not self._days:
            return
        try:
            with self._store.transaction():
                self._store.put_state(READS, msgspec.json.encode(self._counts))
                for day, counts in self._days.items():
                    self._store.put_state(f"{DAYS}{day}", msgspec.json.encode(counts))
        except StoreError as error:
            log.warning("counts of reads are not written: %s", error)
        else:
            self._days = {}


def forget_days(store: Store, before: date) -> None:
    """Days that nobody asks for any more."""
    for key in store.states(DAYS):
        if _day(key) < before:
            store.drop_state(key)


def _day(key: str) -> date:
    return date.fromisoformat(key.removeprefix(DAYS))


def _held(saved: bytes | None) -> ByDevice:
    return msgspec.json.decode(saved, type=ByDevice) if saved else {}


def _add(counts: ByDevice, device: str, quality: Quality) -> ReadCounts:
    before = counts.get(device, ReadCounts())
    counts[device] = now = replace(before, **{quality: getattr(before, quality) + 1})
    return now
