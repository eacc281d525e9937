"""Events that the hospital refused, worked off by a charge nurse or a pharmacist. Nothing is ever dropped:
an event stays as it was written, and how it was settled is an event of its own.
"""

from collections.abc import Sequence

from msgspec import Struct

from cart_agent.agent import reasons
from cart_agent.agent.admission import PIN_PROBLEMS
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.recorder import Recorder
from cart_agent.api.requests import Reconcile, ResendRejected, ResolveRejected
from cart_agent.core.session import Session
from cart_agent.core.session.state import Person
from cart_agent.his.messages import EventKind, Instant
from cart_agent.store import RejectedEvent, Store
from cart_agent.ward import WardBook

MAY_RECONCILE = frozenset({"charge-nurse", "pharmacist"})
AGAIN = "send-again"
"""The one way of the list that settles nothing: the hospital gets the event once more."""
SETTLED = NoteKind(kind=EventKind.SYSTEM, subtype="rejected-event-settled")
RESENT = NoteKind(kind=EventKind.SYSTEM, subtype="rejected-event-resent")


class Said(Struct, frozen=True, kw_only=True):
    """Who says how. `person` None: on the administrator's console, by the name `by`."""

    how: str
    note: str = ""
    person: Person | None = None
    by: str = ""


class Reconciliation:
    """For the store's thread only. Every method raises StoreError, and then nothing has changed."""

    def __init__(self, store: Store, book: WardBook, recorder: Recorder) -> None:
        self._store = store
        self._book = book
        self._recorder = recorder

    def listed(self, person: Person | None, limit: int) -> tuple[RejectedEvent, ...]:
        """The first events of the list, for whoever may work it off; others see none."""
        return self._store.rejected(limit) if person and MAY_RECONCILE & set(person.roles) else ()

    def tap(self, tap: Reconcile, session: Session, at: Instant) -> str:
        """On the screen; empty, or why not as a key of `words.LINES`.

        By who is logged in; or signed with a PIN, so that a pharmacist need not log in.
        """
        if not reasons.known(reasons.RECONCILE, tap.how):
            return "reason-missing"
        person = self._signer(tap, at) if tap.staff else session.person
        if isinstance(person, str):
            return person
        if person is None or not MAY_RECONCILE & set(person.roles):
            return "reconcile-not-yours"
        return self._do((tap.event,), Said(how=tap.how, person=person), at)

    def _signer(self, tap: Reconcile, at: Instant) -> Person | str:
        found = self._book.people.by_id(tap.staff)
        if found is None:
            return "reconcile-not-yours"
        person = Person(id=found.id, name=found.name, roles=found.roles)
        problem = PIN_PROBLEMS[self._book.people.verify_pin(person.id, tap.pin, at)]
        if problem:
            self._recorder.login_failed(person, problem, Session(person=person), at)
        return f"pin-{problem}" if problem else person

    def resolve(self, request: ResolveRejected, at: Instant) -> str:
        """On the console. A way that is not on the list, or nobody's name, is refused."""
        if request.how == AGAIN or not reasons.known(reasons.RECONCILE, request.how) or not request.by:
            return "reason-missing"
        said = Said(how=request.how, note=request.note, by=request.by)
        return self._do((request.event_id,), said, at)

    def resend(self, request: ResendRejected, at: Instant) -> str:
        """On the console: these events go out again, unchanged."""
        return self._do(request.event_ids, Said(how=AGAIN, by=request.by), at)

    def _do(self, event_ids: Sequence[str], said: Said, at: Instant) -> str:
        """All of them or none: one that is not on the list any more was worked off by somebody else."""
        with self._store.transaction():
            found = [self._store.rejected_event(event_id) for event_id in event_ids]
            events = [one for one in found if one is not None]
            if not events or len(events) != len(found):
                return "not-on-list"
            if said.how == AGAIN:
                self._store.send_again([one.seq for one in events], at.now)
            for one in events:
                self._settle(one, said, at)
        return ""

    def _settle(self, one: RejectedEvent, said: Said, at: Instant) -> None:
        detail = {
            "event": one.event_id,
            "seq": str(one.seq),
            "code": one.code,
            "as": said.how,
            "note": said.note,
            "console": said.by,
        }
        detail = {name: value for name, value in detail.items() if value}
        by = Session(person=said.person)  # without the patient: the hospital may not know that one
        event_id = self._recorder.fact(RESENT if said.how == AGAIN else SETTLED, by, at, detail=detail)
        if said.how != AGAIN:
            self._store.resolve(one.seq, event_id)
