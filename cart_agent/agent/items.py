"""Open items: what a person still has to settle, such as a drawer opened without an outcome."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from cart_agent.agent import reasons
from cart_agent.agent.words import Texts, line
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.his.messages import Instant
from cart_agent.store import Store

ITEMS = "open-items"
"""Key in the store's small values."""
FAULT = "item-fault"
"""Begin of its line; the fault's kind follows."""
WORDS = {
    "no-outcome": "item-no-outcome",
    "fault": FAULT,
    "open-too-long": "item-open-too-long",
    "count-missing": "item-count-missing",
    "count-discrepancy": "item-count-discrepancy",
}
"""Notes of the round that leave an open item -> its line."""
LEFT = "dose-left"
"""A dose whose drawer was opened, while who had it in hand is logged out. She may come back to it in time;
else, and for whoever else logs in, it becomes `no-outcome`."""
AWAY = {LEFT: "item-no-outcome"}
OF_A_DOSE = frozenset({LEFT, "no-outcome"})
"""Kinds of items about a drawer that was opened for one patient."""
QUESTION = "prescriber-asked"
NOTE = "note"
MEMOS = {QUESTION: "item-prescriber-asked", NOTE: "item-note"}
"""What one person wants another to know -> its line."""
AT_PATIENT = {QUESTION: "asked-here", NOTE: "note-here"}
"""The same where the patient stands above it."""
SAID = "said"
"""Among the facts of a memo: the code of what was chosen from a list, so that each language has its words."""
REVIEWED = {
    "override-dose": "item-override-dose",
    "override-break-glass": "item-override-break-glass",
}
"""Kinds of items that only a review closes -> their line."""


class OpenItem(Struct, frozen=True, kw_only=True):
    """One of them. `id` is the id of the event that it came from."""

    id: str
    kind: str
    facts: dict[str, str]
    since: datetime
    encounter_id: str = ""
    by: str = ""
    """Staff id of who did it, where somebody else must review it."""
    review_by: datetime | None = None
    """Until when; None: no review, whoever is at the cart may settle it."""
    told: bool = False
    """The hospital was told that nobody has reviewed it in time."""

    @property
    def text(self) -> Texts:
        """For the nurse."""
        words = (WORDS | AWAY | MEMOS | REVIEWED)[self.kind]
        if words == FAULT:
            words = f"{FAULT}-{self.facts['fault']}"
        said = line(words, **self._said)
        why = reasons.find((*reasons.BREAK_GLASS, *reasons.OVERRIDE), self.facts.get("reason", ""))
        return {"vi": f"{why.vi}: {said['vi']}", "en": f"{why.en}: {said['en']}"} if why else said

    @property
    def at_patient(self) -> Texts:
        """A memo below its patient's name. Raises KeyError for other items."""
        return line(AT_PATIENT[self.kind], **self._said)

    @property
    def _said(self) -> dict[str, str | Texts]:
        chosen = reasons.find((*reasons.QUESTION, *reasons.NOTE), self.facts.get(SAID, ""))
        return {**self.facts, **({"text": {"vi": chosen.vi, "en": chosen.en}} if chosen else {})}

    def is_overdue(self, now: datetime) -> bool:
        """Whether its review is late."""
        return self.review_by is not None and now >= self.review_by


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
        self.add(
            OpenItem(id=event_id, kind=note.kind, facts=note.about, since=at.now, encounter_id=encounter_id)
        )

    def logged(self, note: fx.Note, event_id: str, session: Session, at: Instant) -> None:
        """Somebody came or went, or nobody came back; in the transaction that records it."""
        dose = session.dose
        if note.kind in ("login", "no-outcome"):
            self._save(tuple(one for one in self if one.kind != LEFT))
        elif note.kind == "logout" and dose is not None and dose.opened:
            facts = {"drawer": str(dose.drawer)}
            patient = session.encounter_id
            self.add(OpenItem(id=event_id, kind=LEFT, facts=facts, since=at.now, encounter_id=patient))

    def add(self, item: OpenItem) -> None:
        """Keep an item; in the transaction that records what it came from."""
        self._save((*self, item))

    def update(self, item: OpenItem) -> None:
        """Replace the item of the same id."""
        self._save(tuple(item if one.id == item.id else one for one in self))

    def resolve(self, item_id: str) -> OpenItem | None:
        """Take one off the list and return it; None when it is not there."""
        found = next((item for item in self if item.id == item_id), None)
        if found is not None:
            self._save(tuple(item for item in self if item.id != item_id))
        return found

    def _save(self, items: tuple[OpenItem, ...]) -> None:
        self._store.put_state(ITEMS, msgspec.json.encode(items))
