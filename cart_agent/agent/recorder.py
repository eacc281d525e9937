"""Writes down what happened: every event of this cart is built here and appended to the store's journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import uuid_utils

from cart_agent.agent import reasons
from cart_agent.agent.facts import LOGIN, NOTES, NoteKind
from cart_agent.agent.items import OpenItem
from cart_agent.agent.outcome import amount_told, asks_pharmacy, passed_over, reason_codes
from cart_agent.core import record
from cart_agent.core.outcome import Account, administered, not_done
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import Person, replace
from cart_agent.core.situation import Situation
from cart_agent.his.messages import Command, EventKind, Instant
from cart_agent.store import EventDraft, Store
from cart_agent.ward import Notice
from drivers.interfaces import DeviceChanged, Scan

NOBODY = Session()
"""What the hospital or a device does is no deed of whoever is logged in, and not about the dose in hand."""
OPENED_UNASKED = frozenset({"forced-open", "opened-by-key", "found-open", "tamper"})
"""Kinds of faults that no nurse's order is behind."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

QUOTED = 1000
"""Characters of the hospital's own words in an event: a message may be as long as 8 MiB."""


class Recorder:
    """For the store's thread only. Every method joins the caller's transaction, or is one of its own."""

    def __init__(self, store: Store, cart: str, zone: str) -> None:
        self._store = store
        self.cart = cart
        self._zone = zone

    # The dose

    def intent(self, effect: fx.CommitIntent, session: Session, at: Instant) -> str:
        """A drawer is about to be opened: by whom, for which order, what for, despite which findings."""
        answers = effect.dose.acknowledged if effect.purpose == "release" else ()
        detail = {f"answered:{ack.code}": f"{ack.severity} {ack.reason} {ack.by}" for ack in answers}
        kind = NoteKind(kind=EventKind.DRAWER, subtype=effect.purpose)
        return self.fact(kind, session, at, drawer=effect.dose.drawer, detail=detail)

    def outcome(
        self, effect: fx.CommitRecord, session: Session, situation: Situation | None, at: Instant
    ) -> str:
        """Given, held, refused or not available. A dose that is missing is also asked for at the pharmacy."""
        if situation is None:
            kind = NoteKind(kind=EventKind.SYSTEM, subtype="outcome-without-order", outcome=record.MINOR)
            return self.fact(kind, session, at, detail={"outcome": effect.outcome, "reason": effect.reason})
        event_id = new_id(at)
        given = effect.outcome == "given"
        account = Account(
            event_id=event_id,
            cart=self.cart,
            performer=who(session.person),
            witness=who(effect.dose.witness) if effect.dose.witness else None,
            findings=passed_over(effect.dose),
            reasons=reason_codes(effect),
            indication=reasons.words(reasons.PRN, effect.dose.prn_reason),
            score=effect.dose.prn_score,
            note=effect.note,
        )
        if given:
            resource = administered(situation, effect.dose.packs, amount_told(effect.dose), account)
        else:
            resource = not_done(situation, account)
        seen = _judged_on(session, situation)
        self._append(EventKind.ADMINISTRATION if given else EventKind.NOT_GIVEN, event_id, resource, seen, at)
        if asks_pharmacy(effect, situation):
            self._missing(effect, seen, situation, at)
        return event_id

    def _missing(self, effect: fx.CommitRecord, session: Session, situation: Situation, at: Instant) -> None:
        assert situation.dose.amount is not None
        event_id = new_id(at)
        missing = record.Missing(
            event_id=event_id,
            chart=situation.chart,
            order=situation.order,
            amount=situation.dose.amount.high,
            at=at.now,
            due=situation.dose.due,
            requester=who(session.person),
            cart=self.cart,
            reason=next(iter(reason_codes(effect)), None),
        )
        self._append(EventKind.MISSING_DOSE, event_id, record.supply_request(missing), session, at)

    def later(
        self,
        kind: EventKind,
        event_id: str,
        resource: dict[str, Any],
        order_id: str,
        session: Session,
        at: Instant,
    ) -> None:
        """Something about an earlier dose of the open patient, which is not the dose in hand."""
        self._store.append(
            EventDraft(
                event_id=event_id,
                kind=kind,
                at=at,
                encounter_id=session.encounter_id or None,
                order_id=order_id or None,
                actor=session.person.id if session.person else None,
                resource=resource,
            )
        )

    def prepared(self, about: dict[str, str], session: Session, at: Instant) -> str:
        """A syringe or infusion was made ready and has a label."""
        kind = NoteKind(kind=EventKind.SYSTEM, subtype="prepared")
        return self.fact(kind, session, at, detail=about)

    def signed(
        self,
        kind: NoteKind,
        about: dict[str, str],
        session: Session,
        at: Instant,
        *,
        witness: Person | None = None,
        drawer: int | None = None,
        encounter_id: str | None = None,
    ) -> str:
        """A waste, a count, an entry of the register: by the person, and by whom she was seen."""
        return self.fact(
            kind, session, at, detail=about, drawer=drawer, encounter_id=encounter_id, witness=witness
        )

    def effect_missing(self, dose: str, encounter_id: str, order_id: str, at: Instant) -> None:
        """Nobody has said whether a dose as needed helped: the cart itself says so."""
        kind = NoteKind(kind=EventKind.PRN_EFFECT, subtype="variance", outcome=record.MINOR)
        nobody = Session(encounter_id=encounter_id)
        self.fact(kind, nobody, at, detail={"dose": dose, "order": order_id})

    # Everything else

    def note(self, note: fx.Note, session: Session, at: Instant) -> str:
        """A fact that the round noticed; about the dose and person it names, else the session's.

        Who opens a drawer by force or key is not known: it need not be who is logged in.
        """
        kind = NOTES[note.kind]
        about_session = replace(
            session,
            dose=note.dose or session.dose,
            person=note.by or session.person,
            encounter_id=note.encounter_id or session.encounter_id,
        )
        about = dict(note.about)
        drawer = about.pop("drawer", "")
        number = int(drawer) if drawer.isdigit() else None
        if note.fault is not None and note.fault.kind in OPENED_UNASKED:
            kind = NoteKind(kind=EventKind.TAMPER, subtype=note.fault.kind, outcome=record.SERIOUS)
        if kind.kind is EventKind.TAMPER:
            about_session = NOBODY
        return self.fact(kind, about_session, at, drawer=number, detail=about)

    def login_failed(self, person: Person, problem: str, session: Session, at: Instant) -> str:
        """A PIN that did not open."""
        kind = NoteKind(kind=EventKind.LOGIN, subtype="refused", outcome=record.MINOR)
        return self.fact(kind, session, at, detail={"person": person.id, "problem": problem})

    def unreadable(self, scan: Scan, reason: str, session: Session, at: Instant) -> str:
        """A code that nothing may be decided on. What it said is not written down: it may name a patient."""
        kind = NoteKind(kind=EventKind.UNREADABLE_CODE, subtype=reason, outcome=record.MINOR)
        detail = {"device": scan.device, "symbology": scan.symbology, "bytes": str(len(scan.raw))}
        return self.fact(kind, session, at, detail=detail)

    def notice(self, notice: Notice, at: Instant) -> str:
        """A message of the hospital that could not be taken as it was."""
        kind = NoteKind(kind=EventKind.SYSTEM, subtype=notice.code.value, outcome=record.MINOR)
        detail = {"topic": notice.topic[:QUOTED], "detail": notice.detail[:QUOTED]}
        return self.fact(kind, NOBODY, at, detail=detail, encounter_id=notice.encounter_id)

    def device(self, report: DeviceChanged, at: Instant) -> str:
        """A device that went, or came back."""
        kind = NoteKind(kind=EventKind.SYSTEM, subtype=f"device-{report.state.value}")
        return self.fact(kind, NOBODY, at, detail={"device": report.device, "detail": report.detail})

    def command(self, command: Command, refused: str, detail: dict[str, str], at: Instant) -> str:
        """A command that was carried out, or why not: the hospital is told."""
        subtype = "command-refused" if refused else "command-obeyed"
        outcome = record.MINOR if refused else record.SUCCESS
        kind = NoteKind(kind=EventKind.SYSTEM, subtype=subtype, outcome=outcome)
        said = {"command": command.command_id, "kind": command.kind.value, "reason": refused, **detail}
        return self.fact(kind, NOBODY, at, detail={name: value for name, value in said.items() if value})

    def resolved(self, item: OpenItem, reason: str, session: Session, at: Instant, *, event: str = "") -> str:
        """A person settled an open item; or it settled itself by what `event` says."""
        kind = NoteKind(kind=EventKind.DRAWER, subtype="resolved")
        told = {"item": item.id, "also": ",".join(item.also), "reason": reason, "event": event}
        detail = {name: value for name, value in told.items() if value}
        settled_by = Session(person=session.person)
        return self.fact(kind, settled_by, at, detail=detail, encounter_id=item.encounter_id or None)

    def fact(
        self,
        kind: NoteKind,
        session: Session,
        at: Instant,
        *,
        detail: dict[str, str],
        drawer: int | None = None,
        encounter_id: str | None = None,
        witness: Person | None = None,
    ) -> str:
        event_id = new_id(at)
        dose = session.dose
        if witness is None and dose is not None:
            witness = dose.witness
        fact = record.Fact(
            event_id=event_id,
            kind=kind.kind.value,
            subtype=kind.subtype,
            at=at.now,
            cart=self.cart,
            actor=who(session.person) if session.person else None,
            witness=who(witness) if witness else None,
            outcome=kind.outcome,
            order_id=dose.order_id if dose else "",
            drawer=drawer,
            detail=detail,
        )
        self._append(kind.kind, event_id, record.drawer_audit(fact), session, at, encounter_id, witness)
        return event_id

    def _append(
        self,
        kind: EventKind,
        event_id: str,
        resource: dict[str, Any],
        session: Session,
        at: Instant,
        encounter_id: str | None = None,
        witness: Person | None = None,
    ) -> None:
        dose = session.dose if kind is not LOGIN else None
        witness = witness or (dose.witness if dose else None)
        self._store.append(
            EventDraft(
                event_id=event_id,
                kind=kind,
                at=at,
                encounter_id=encounter_id or session.encounter_id or None,
                order_id=dose.order_id or None if dose else None,
                order_version_seen=dose.order_version or None if dose else None,
                actor=session.person.id if session.person else None,
                witness=witness.id if witness else None,
                resource=resource,
            )
        )


def _judged_on(session: Session, situation: Situation) -> Session:
    """The version that the cart has seen is the one that the record is about (his-contract.md, "event").

    A dose that an order's change stopped was released for an older one.
    """
    assert session.dose is not None
    dose = msgspec.structs.replace(session.dose, order_version=situation.order.version)
    return replace(session, dose=dose)


def new_id(at: Instant) -> str:
    """A UUIDv7 of this instant (RFC 9562)."""
    since_epoch = at.now - EPOCH
    return str(uuid_utils.uuid7(nanoseconds=since_epoch // timedelta(microseconds=1) * 1000))


def who(person: Person | None) -> record.Who:
    """A person as records name one. Raises ValueError: no performer, no record."""
    if person is None:
        raise ValueError("nobody is logged in: nothing can be recorded in anybody's name")
    return record.Who(id=person.id, name=person.name)
