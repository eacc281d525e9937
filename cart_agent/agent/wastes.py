"""Waste on record: what is known of it later, and how it is taken back."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.agent.facts import NoteKind
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.owndoses import HISTORY
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.register import OUT, Gone, Register
from cart_agent.core.followup import SENIOR
from cart_agent.core.ledger import WasteUndone
from cart_agent.core.record import MINOR
from cart_agent.core.session import Session
from cart_agent.core.session import events as ev
from cart_agent.core.session.entries import SIGN
from cart_agent.core.session.state import Person
from cart_agent.his.messages import Envelope, EventKind, Instant, decode
from cart_agent.store import Store

IN_ERROR = "entered-in-error"
"""Subtype of the event that takes a waste back."""


class OnWaste(Struct, frozen=True, kw_only=True):
    """One waste on record. `id` is the id of its event."""

    id: str
    by: str
    """Staff id."""
    by_name: str
    witness: str
    """Staff id; empty where nobody had to sign."""
    witness_name: str
    at: datetime
    reason: str
    told: dict[str, str]
    """As `Wasted.about` wrote it."""
    undone: bool = False


class Wastes:
    """For the store's thread only; what is written joins the caller's transaction."""

    def __init__(self, store: Store, knowledge: Knowledge, recorder: Recorder, register: Register) -> None:
        self._store = store
        self._knowledge = knowledge
        self._recorder = recorder
        self._register = register
        self._seen: tuple[object, tuple[OnWaste, ...]] = (None, ())

    def of(self, encounter_id: str, at: Instant) -> tuple[OnWaste, ...]:
        """What was wasted of one patient's drugs lately, newest first."""
        state = (encounter_id, self._store.head().seq)
        if self._seen[0] != state:
            self._seen = (state, self._read(encounter_id, at))
        return self._seen[1]

    def undo(
        self, entry: WasteUndone, witness: Person | None, session: Session, at: Instant
    ) -> ev.EntryAnswered:
        """Take it back: the record stays, a correction stands beside it, and the register follows."""
        found = next((one for one in self.of(session.encounter_id, at) if one.id == entry.waste), None)
        if problem := self._problem(found, session.person):
            return ev.EntryAnswered(problem=problem)
        assert found is not None
        if found.witness and witness is None:
            return ev.EntryAnswered(problem=SIGN)
        kind = NoteKind(kind=EventKind.CORRECTED, subtype=IN_ERROR, outcome=MINOR)
        about = {**found.told, "waste": found.id, "reason": entry.reason}
        event = self._recorder.signed(
            kind, about, session, at, witness=witness, encounter_id=session.encounter_id
        )
        if found.told.get("source") == "label":
            self._knowledge.labels.reopened(found.told.get("of", ""))
        return ev.EntryAnswered(put_back=self._put_back(found, event, witness, session, at))

    def _problem(self, found: OnWaste | None, person: Person | None) -> str:
        if found is None or found.undone or person is None:
            return "not-now"
        return "" if may_undo(found, person) else "waste-not-yours"

    def _put_back(
        self, found: OnWaste, event: str, witness: Person | None, session: Session, at: Instant
    ) -> int | None:
        """What the waste took out of a drawer is in it again. The drawer, where there is one."""
        cause = {"cause": "waste-undone", "event": event}
        drawers = [
            out.drawer
            for out in self._gone(found.id, session.encounter_id, at)
            if self._register.returned(out, cause, session, at, witness)
        ]
        return drawers[0] if drawers else None

    def _gone(self, waste: str, encounter_id: str, at: Instant) -> Iterator[Gone]:
        """The register's entries that this waste caused."""
        for event in self._events(encounter_id, (EventKind.STOCK,), at):
            told = _told(event)
            if told.get("event") == waste and _subtype(event) == OUT:
                yield Gone(
                    drawer=int(told["drawer"]),
                    product=told["product"],
                    pieces=Decimal(told["amount"]),
                    at=event.occurred_at,
                    lot=told.get("lot", ""),
                    patient=told.get("patient", ""),
                )

    def _read(self, encounter_id: str, at: Instant) -> tuple[OnWaste, ...]:
        found: dict[str, OnWaste] = {}
        undone = set()
        for event in self._events(encounter_id, (EventKind.WASTE, EventKind.CORRECTED), at):
            if event.kind is EventKind.WASTE:
                found[event.event_id] = _on_waste(event)
            elif _subtype(event) == IN_ERROR:
                undone.add(_told(event).get("waste", ""))
        marked = [msgspec.structs.replace(one, undone=one.id in undone) for one in found.values()]
        return tuple(reversed(marked))

    def _events(self, encounter_id: str, kinds: tuple[EventKind, ...], at: Instant) -> Iterator[Envelope]:
        names = tuple(kind.value for kind in kinds)
        for stored in self._store.events_of(encounter_id, names, at.now - HISTORY):
            yield decode(stored.message, Envelope)


def may_undo(waste: OnWaste, person: Person) -> bool:
    """Who recorded it, or a charge nurse; as of a dose on record."""
    return not waste.undone and (SENIOR in person.roles or waste.by == person.id)


def _on_waste(event: Envelope) -> OnWaste:
    names = [agent.get("who", {}).get("display", "") for agent in _resource(event).get("agent", ())]
    return OnWaste(
        id=event.event_id,
        by=event.actor or "",
        by_name=names[0] if names else "",
        witness=event.witness or "",
        witness_name=names[1] if len(names) > 1 else "",
        at=event.occurred_at,
        reason=_subtype(event),
        told=_told(event),
    )


def _resource(event: Envelope) -> dict[str, Any]:
    return event.resource or {}


def _subtype(event: Envelope) -> str:
    """Of an AuditEvent; empty of any other resource."""
    coded = _resource(event).get("subtype") or [{}]
    return str(coded[0].get("code", ""))


def _told(event: Envelope) -> dict[str, str]:
    details = (one for entity in _resource(event).get("entity", ()) for one in entity.get("detail", ()))
    return {str(one["type"]): str(one["valueString"]) for one in details}
