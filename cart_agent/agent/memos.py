"""Words of one person to another about a patient: a question to the prescriber, a note for the next shift.

Each is an event and stays an open item, so that it is seen at the patient and at the hand-over, until
somebody closes it with a reason.
"""

from cart_agent.agent import reasons
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.items import NOTE, QUESTION, SAID, OpenItem, OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.recorder import Recorder
from cart_agent.api.requests import AskPrescriber, LeaveNote
from cart_agent.core.chart import Chart
from cart_agent.core.session import Session
from cart_agent.his.messages import EventKind, Instant
from cart_agent.store import Store

TEXT_LIMIT = 500
"""Characters of free text that are kept."""


class Memos:
    """For the store's thread only."""

    def __init__(self, store: Store, knowledge: Knowledge, items: OpenItems, recorder: Recorder) -> None:
        self._store = store
        self._knowledge = knowledge
        self._items = items
        self._recorder = recorder

    def question(self, tap: AskPrescriber, session: Session, at: Instant) -> str:
        """Ask the prescriber about an order of the open patient; or why not. Raises StoreError."""
        chart = self._open_chart(session)
        order = chart.order(tap.order) if chart else None
        if chart is None or order is None:
            return "not-now"
        asked = reasons.find(reasons.QUESTION, tap.question)
        if asked is None:
            return "reason-missing"
        detail = {"order": order.id, "question": asked.code, "text": asked.vi}
        facts = {"bed": chart.bed, "drug": order.text or order.id, "text": asked.vi, SAID: asked.code}
        self._keep(QUESTION, "prescriber-asked", facts, detail, session, at)
        return ""

    def note(self, tap: LeaveNote, session: Session, at: Instant) -> str:
        """Leave a note on the open patient; or why not. Raises StoreError."""
        chart = self._open_chart(session)
        chosen = reasons.find(reasons.NOTE, tap.note)
        own = " ".join(tap.text.split())[:TEXT_LIMIT]
        text = own or (chosen.vi if chosen else "")
        if chart is None:
            return "not-now"
        if not text or (tap.note and chosen is None):
            return "reason-missing"
        facts = {"bed": chart.bed, "text": text, SAID: "" if own else tap.note}
        self._keep(NOTE, "note", facts, {"note": tap.note, "text": text}, session, at)
        return ""

    def _open_chart(self, session: Session) -> Chart | None:
        if session.person is None or not session.encounter_id:
            return None
        return self._knowledge.chart(session.encounter_id)

    def _keep(
        self,
        kind: str,
        subtype: str,
        facts: dict[str, str],
        detail: dict[str, str],
        session: Session,
        at: Instant,
    ) -> None:
        assert session.person is not None
        said_by = Session(person=session.person, encounter_id=session.encounter_id)
        event = NoteKind(kind=EventKind.SYSTEM, subtype=subtype)
        with self._store.transaction():
            told = {name: value for name, value in detail.items() if value}
            event_id = self._recorder.fact(event, said_by, at, detail=told)
            self._items.add(
                OpenItem(
                    id=event_id,
                    kind=kind,
                    facts={**facts, "by": session.person.name},
                    since=at.now,
                    encounter_id=session.encounter_id,
                )
            )
