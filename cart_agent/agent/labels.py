"""Labels of prepared syringes and infusions: made, used, discarded. They outlive a restart and a shift."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from cart_agent.core.label import Preparation
from cart_agent.store import Store

LABELS = "prepared-labels"
"""Key in the store's small values."""
FORGOTTEN = timedelta(days=7)
"""A label that was used or discarded so long ago is not known any more, and stops as unknown."""


class Labels:
    """For the store's thread only; every change joins the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Preparation]:
        saved = self._store.get_state(LABELS)
        return iter(msgspec.json.decode(saved, type=tuple[Preparation, ...]) if saved else ())

    def find(self, number: str) -> Preparation | None:
        """The label with this number."""
        return next((one for one in self if one.number == number), None) if number else None

    def waiting(self, encounter_id: str, key: str) -> str:
        """The number of the label that was made for a dose and is not used yet; empty when there is none."""
        return next((one.number for one in self.open(encounter_id) if one.key == key), "")

    def open(self, encounter_id: str = "") -> tuple[Preparation, ...]:
        """What is prepared and not given, of one patient or all."""
        return tuple(one for one in self if one.status == "open" and encounter_id in ("", one.encounter_id))

    def add(self, made: Preparation) -> None:
        """Keep a new one; forget what was used up long ago."""
        kept = (one for one in self if one.closed is None or made.made - one.closed < FORGOTTEN)
        self._save((*kept, made))

    def given(self, number: str, record: str, by: str, at: datetime) -> None:
        """It was recorded as given."""
        self._change(number, status="given", record=record, closed_by=by, closed=at)

    def discarded(self, number: str, by: str, at: datetime) -> None:
        """It was thrown away."""
        self._change(number, status="discarded", closed_by=by, closed=at)

    def taken_back(self, record: str) -> None:
        """The dose it was given as is entered in error: it was not given after all."""
        found = next((one.number for one in self if record and one.record == record), "")
        if found:
            self.reopened(found)

    def reopened(self, number: str) -> None:
        """It is there after all."""
        self._change(number, status="open", record="", closed_by="", closed=None)

    def _change(self, number: str, **changes: Any) -> None:
        self._save(
            tuple(msgspec.structs.replace(one, **changes) if one.number == number else one for one in self)
        )

    def _save(self, labels: tuple[Preparation, ...]) -> None:
        self._store.put_state(LABELS, msgspec.json.encode(labels))
