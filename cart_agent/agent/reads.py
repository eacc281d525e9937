"""How many codes each scanner read well, not at all, or with a doubt. The counts outlive a restart."""

import logging
from typing import Literal

import msgspec
from msgspec import Struct

from cart_agent.store import Store, StoreError

READS = "reads"
"""Key in the store's small values."""
Quality = Literal["good", "unreadable", "suspect"]

log = logging.getLogger(__name__)


class Counts(Struct, frozen=True, kw_only=True):
    """Of one device, since the cart was set up."""

    good: int = 0
    unreadable: int = 0
    suspect: int = 0


class Reads:
    """For the store's thread only.

    Written once a second at most: no scan waits for the disk because of a statistic. A power cut takes the
    counts of its last second.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        saved = store.get_state(READS)
        self._counts = msgspec.json.decode(saved, type=dict[str, Counts]) if saved else {}
        self._unwritten = False

    def of(self, device: str) -> Counts:
        """Of this device."""
        return self._counts.get(device, Counts())

    def count(self, device: str, quality: Quality) -> Counts:
        """One more read; returns what there is now."""
        before = self.of(device)
        self._counts[device] = now = msgspec.structs.replace(
            before, **{quality: getattr(before, quality) + 1}
        )
        self._unwritten = True
        return now

    def keep(self) -> None:
        """Write down what is new. On a full disk it is tried again, and nothing else stops for it."""
        if not self._unwritten:
            return
        try:
            self._store.put_state(READS, msgspec.json.encode(self._counts))
        except StoreError as error:
            log.warning("counts of reads are not written: %s", error)
        else:
            self._unwritten = False
