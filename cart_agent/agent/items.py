"""Open items: what a person still has to settle, such as a drawer opened without an outcome."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from cart_agent.agent.words import Texts, line
from cart_agent.core.session import effects as fx
from cart_agent.his.messages import Instant
from cart_agent.store import Store

ITEMS = "open-items"
"""Key in the store's small values."""
WORDS = {"no-outcome": "item-no-outcome", "fault": "item-fault"}
"""Notes of the round that leave an open item -> its line."""


class OpenItem(Struct, frozen=True, kw_only=True):
    """One of them. `id` is the id of the event that it came from."""

    id: str
    kind: str
    facts: dict[str, str]
    since: datetime
    encounter_id: str = ""

    @property
    def text(self) -> Texts:
        """For the nurse."""
        return line(WORDS[self.kind], **self.facts)


class OpenItems:
    """For the store's thread only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[OpenItem]:
        saved = self._store.get_state(ITEMS)
        return iter(msgspec.json.decode(saved, type=tuple[OpenItem, ...]) if saved else ())

    def remember(self, note: fx.Note, event_id: str, encounter_id: str, at: Instant) -> None:
        """Keep an item where a note leaves one; in the transaction that records the note."""
        if note.kind not in WORDS:
            return
        item = OpenItem(
            id=event_id, kind=note.kind, facts=note.about, since=at.now, encounter_id=encounter_id
        )
        self._save((*self, item))

    def resolve(self, item_id: str) -> OpenItem | None:
        """Take one off the list and return it; None when it is not there."""
        found = next((item for item in self if item.id == item_id), None)
        if found is not None:
            self._save(tuple(item for item in self if item.id != item_id))
        return found

    def _save(self, items: tuple[OpenItem, ...]) -> None:
        self._store.put_state(ITEMS, msgspec.json.encode(items))
