"""Alarms of the drawer unit. The unit keeps each until this cart has it on its disk."""

import msgspec

from cart_agent.store import Store
from drivers.interfaces import Drawers

ENTRIES = "drawer-alarms"
"""Key in the store's small values."""
REMEMBERED = 256
"""Entries kept to know a repeated one; a unit's log is shorter."""


class Alarms:
    """For the store's thread only. An entry is recorded once, however often the unit tells it."""

    def __init__(self, store: Store, drawers: Drawers) -> None:
        self._store = store
        self._drawers = drawers
        self._unwritten: set[str] = set()

    def is_known(self, entry: str) -> bool:
        """Whether this alarm is on the disk, or on its way there; the unit is answered anew."""
        known = bool(entry) and (entry in self._unwritten or entry in self._written())
        self._unwritten |= {entry} if entry else set()
        self.confirm_written()
        return known

    def remember(self, entry: str) -> None:
        """In the transaction that records the alarm."""
        entries = [*self._written(), entry][-REMEMBERED:]
        self._store.put_state(ENTRIES, msgspec.json.encode(entries))

    def confirm_written(self) -> None:
        """Tell the unit to forget what is on the disk. Also once a second, for a disk that had failed."""
        if not self._unwritten:
            return
        for entry in self._unwritten & set(self._written()):
            self._drawers.confirm(entry)
            self._unwritten.discard(entry)

    def _written(self) -> list[str]:
        saved = self._store.get_state(ENTRIES)
        return msgspec.json.decode(saved, type=list[str]) if saved else []
