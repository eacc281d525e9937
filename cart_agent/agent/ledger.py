"""Waste and counts: who has to sign, what is written, what stays open."""

from decimal import Decimal

from cart_agent.agent.balances import Balances, is_controlled
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.items import OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.records import Records
from cart_agent.agent.register import Register
from cart_agent.agent.wasted import Unknown, Wasted, wasted
from cart_agent.agent.wastes import Wastes
from cart_agent.core.chart import Product
from cart_agent.core.ledger import Count, Entry, Waste, WasteUndone
from cart_agent.core.record import MINOR, SERIOUS, SUCCESS
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.session.entries import SIGN
from cart_agent.core.session.state import Person
from cart_agent.his.messages import EventKind, Instant

AGAIN = "recount"
OUTCOMES = {"": SUCCESS, "misfit": MINOR, "discrepancy": SERIOUS}
"""How serious a count is, by how it went; empty: it fits."""


class Ledger:
    """For the store's thread only; the caller holds the transaction."""

    def __init__(
        self,
        knowledge: Knowledge,
        recorder: Recorder,
        records: Records,
        items: OpenItems,
        balances: Balances,
        register: Register,
        wastes: Wastes,
    ) -> None:
        self._knowledge = knowledge
        self._recorder = recorder
        self._records = records
        self._items = items
        self._balances = balances
        self._register = register
        self._wastes = wastes
        self._misfits: set[tuple[int, str, str]] = set()
        """Counts that did not fit once: drawer, drug, phase. A restart asks for one more count."""

    def commit(self, entry: Entry, witness: Person | None, session: Session, at: Instant) -> ev.EntryAnswered:
        """Write it; or what is wanted first."""
        if isinstance(entry, WasteUndone):
            return self._wastes.undo(entry, witness, session, at)
        if isinstance(entry, Waste):
            return ev.EntryAnswered(problem=self._waste(entry, witness, session, at))
        return ev.EntryAnswered(problem=self._count(entry, witness, session, at))

    # Waste

    def _waste(self, entry: Waste, witness: Person | None, session: Session, at: Instant) -> str:
        try:
            what = wasted(entry, session, self._knowledge, self._records, at)
        except Unknown as unknown:
            return unknown.problem
        if witness is None and self._wants_witness(what, session):
            return SIGN
        kind = NoteKind(kind=EventKind.WASTE, subtype=entry.reason, outcome=MINOR)
        event = self._recorder.signed(
            kind, what.about(entry), session, at, witness=witness, encounter_id=what.encounter_id
        )
        if entry.source == "label" and session.person is not None:
            self._knowledge.labels.discarded(entry.about, session.person.name, at.now)
        if entry.source == "hand":
            cause = {"cause": "waste", "event": event}
            self._register.taken(what.packs, cause, session, at, witness)
        return ""

    def _wants_witness(self, what: Wasted, session: Session) -> bool:
        """Controlled drugs, as far as ward policy wants a second person; of an unknown drug, always."""
        chart = self._knowledge.chart(what.encounter_id or session.encounter_id)
        if chart is None or what.product is None:
            return True
        classes = frozenset(what.product.classes) & self._knowledge.policy(chart).witness_classes
        return is_controlled(what.product) and bool(classes)

    # Counts

    def _count(self, entry: Count, witness: Person | None, session: Session, at: Instant) -> str:
        product = self._product(entry)
        if product is None:
            return "not-counted-here"
        if entry.phase == "hand-over" and witness is None:
            return SIGN
        self._register.loaded(entry.drawer, product, at)
        expected, counted = self._balances.expected(entry.drawer, product), Decimal(entry.value)
        key = (entry.drawer, entry.product, entry.phase)
        if expected == counted:
            self._misfits.discard(key)
            event = self._write(entry, product, "", witness, session, at)
            self._counted_after_all(entry, event, session, at)
            return ""
        if key not in self._misfits:
            self._misfits.add(key)
            self._write(entry, product, "misfit", witness, session, at)
            return AGAIN
        if witness is None:
            return SIGN
        self._misfits.discard(key)
        self._discrepancy(entry, product, expected, witness, session, at)
        return ""

    def _counted_after_all(self, entry: Count, event: str, session: Session, at: Instant) -> None:
        """A count that was left out is made by one that fits: what is in the drawer is on record."""
        about = {"drawer": str(entry.drawer), "product": entry.product}
        for item in self._items.settled("count-missing", **about):
            self._recorder.resolved(item, "counted-later", session, at, event=event)

    def _discrepancy(
        self,
        entry: Count,
        product: Product,
        expected: Decimal | None,
        witness: Person,
        session: Session,
        at: Instant,
    ) -> None:
        """Two people have seen it: the drawer holds what they counted, and somebody must find out why."""
        event = self._write(entry, product, "discrepancy", witness, session, at, expected=expected)
        self._register.corrected(entry.drawer, product, Decimal(entry.value), session, at, witness)
        about = {
            "drawer": str(entry.drawer),
            "name": product.name,
            "counted": str(entry.value),
            "expected": "?" if expected is None else f"{expected:f}",
        }
        note = fx.Note(kind="count-discrepancy", about=about)
        self._items.remember(note, event, "", at)

    def _write(
        self,
        entry: Count,
        product: Product,
        how: str,
        witness: Person | None,
        session: Session,
        at: Instant,
        expected: Decimal | None = None,
    ) -> str:
        kind = NoteKind(kind=EventKind.COUNT, subtype=how or entry.phase, outcome=OUTCOMES[how])
        about = {
            "product": product.id,
            "name": product.name,
            "phase": entry.phase,
            "counted": str(entry.value),
            "expected": "" if expected is None else f"{expected:f}",
        }
        return self._recorder.signed(kind, about, session, at, witness=witness, drawer=entry.drawer)

    def _product(self, entry: Count) -> Product | None:
        """The controlled drug of that drawer; a typed number that is none of them is refused."""
        formulary = self._knowledge.book.formulary
        loaded = (
            formulary.named(item.codes)
            for item in self._knowledge.book.stock
            if item.drawer == entry.drawer and not item.problem
        )
        return next((one for one in loaded if one and one.id == entry.product and is_controlled(one)), None)
