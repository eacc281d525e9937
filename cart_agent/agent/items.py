"""Open items: what a person still has to settle, such as a drawer opened without an outcome."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

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
ON_PAPER = "given-on-paper"
"""The reason, and the key of those settled with it: no record of the cart says that they were given."""
PAPER_KEPT = timedelta(hours=72)
"""As long as a dose is shown at all."""
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
NO_OUTCOME = "no-outcome"
PRN = "prn"
"""Among an item's facts: a dose as needed. Each of them has the same key, so no two are the same."""
LEFT = "dose-left"
"""A dose whose drawer was opened, while who had it in hand is logged out. She may come back to it in time;
else, and for whoever else logs in, it becomes `no-outcome`."""
AWAY = {LEFT: "item-no-outcome"}
NAMED = {
    "item-no-outcome": "item-no-outcome-of",
    "item-count-missing": "item-count-missing-of",
}
"""Lines that name the drug, where it is known -> in place of the line without."""
OF_A_DOSE = frozenset({LEFT, "no-outcome"})
"""Kinds of items about a drawer that was opened for one patient."""
QUESTION = "prescriber-asked"
SAID_GIVEN = "saidGiven"
"""Among an item's facts: who came next was told, or saw, that the dose was given."""
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
    also: tuple[str, ...] = ()
    """Events that said the same once more: one dose left three times is one thing to settle."""

    @property
    def text(self) -> Texts:
        """For the nurse."""
        words = (WORDS | AWAY | MEMOS | REVIEWED)[self.kind]
        if words == FAULT:
            words = f"{FAULT}-{self.facts['fault']}"
        if words in NAMED and self.facts.get("drug"):
            words = NAMED[words]
        said = line(words, **self._said)
        if self.facts.get(SAID_GIVEN):
            said = line("item-said-given", item=said)
        if self.also:
            said = line("item-times", item=said, count=str(len(self.also) + 1))
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


def _is_same(one: OpenItem, other: OpenItem) -> bool:
    """Whether both are about one drawer that was unlocked for one dose, left by the same person."""
    if one.kind != NO_OUTCOME or other.kind != NO_OUTCOME or PRN in other.facts:
        return False
    alike = all(one.facts.get(name) == other.facts.get(name) for name in ("key", "drawer", "left"))
    return alike and one.encounter_id == other.encounter_id


class OpenItems:
    """For the store's thread only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[OpenItem]:
        saved = self._store.get_state(ITEMS)
        return iter(msgspec.json.decode(saved, type=tuple[OpenItem, ...]) if saved else ())

    def remember(
        self,
        note: fx.Note,
        event_id: str,
        encounter_id: str,
        at: Instant,
        named: dict[str, str] | None = None,
    ) -> None:
        """Keep an item where a note leaves one; in the transaction that records the note.

        `named` are more of its facts: the drug, who left it.
        """
        if note.kind not in WORDS:
            return
        facts = {**note.about, **(named or {})}
        item = OpenItem(id=event_id, kind=note.kind, facts=facts, since=at.now, encounter_id=encounter_id)
        same = next((one for one in self if _is_same(one, item)), None)
        if same is None:
            self.add(item)
        else:
            self.update(msgspec.structs.replace(same, facts=facts, also=(*same.also, event_id)))

    def logged(
        self, note: fx.Note, event_id: str, session: Session, at: Instant, named: dict[str, str] | None = None
    ) -> None:
        """Somebody came or went, or nobody came back; in the transaction that records it."""
        dose = session.dose
        if note.kind in ("login", "no-outcome"):
            self._save(tuple(one for one in self if one.kind != LEFT))
        elif note.kind == "logout" and dose is not None and dose.opened:
            facts = {"drawer": str(dose.drawer), "key": dose.key, **(named or {})}
            patient = session.encounter_id
            item = OpenItem(id=event_id, kind=LEFT, facts=facts, since=at.now, encounter_id=patient)
            if not any(_is_same(one, msgspec.structs.replace(item, kind=NO_OUTCOME)) for one in self):
                self.add(item)

    def settled(self, kind: str, encounter_id: str = "", **facts: str) -> tuple[OpenItem, ...]:
        """Take those off the list that are of this kind and patient and say so, and return them."""
        found = tuple(
            one
            for one in self
            if one.kind == kind
            and encounter_id in ("", one.encounter_id)
            and facts.items() <= one.facts.items()
        )
        if found:
            self._save(tuple(one for one in self if one not in found))
        return found

    def add(self, item: OpenItem) -> None:
        """Keep an item; in the transaction that records what it came from."""
        self._save((*self, item))

    def update(self, item: OpenItem) -> None:
        """Replace the item of the same id."""
        self._save(tuple(item if one.id == item.id else one for one in self))

    def said_given(self, ids: Iterable[str]) -> None:
        """Who came next says that these were given; in the transaction that records it."""
        told = frozenset(ids)
        self._save(
            tuple(
                msgspec.structs.replace(one, facts={**one.facts, SAID_GIVEN: "yes"})
                if one.id in told
                else one
                for one in self
            )
        )

    @property
    def on_paper(self) -> tuple[OpenItem, ...]:
        """Doses that were settled as given and written on paper."""
        saved = self._store.get_state(ON_PAPER)
        return msgspec.json.decode(saved, type=tuple[OpenItem, ...]) if saved else ()

    def keep_on_paper(self, item: OpenItem, at: Instant) -> None:
        """A dose is settled as given on paper; in the transaction that records it."""
        recent = (one for one in self.on_paper if at.now - one.since < PAPER_KEPT)
        self._store.put_state(ON_PAPER, msgspec.json.encode((*recent, item)))

    def resolve(self, item_id: str) -> OpenItem | None:
        """Take one off the list and return it; None when it is not there."""
        found = next((item for item in self if item.id == item_id), None)
        if found is not None:
            self._save(tuple(item for item in self if item.id != item_id))
        return found

    def _save(self, items: tuple[OpenItem, ...]) -> None:
        self._store.put_state(ITEMS, msgspec.json.encode(items))
