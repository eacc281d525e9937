"""Open items are closed here; on the review list of overrides by somebody else, in the time that policy sets.

The reviewer signs with her own PIN; nobody needs to be logged in, so a pharmacist can do it at the cart.
Source: Joint Commission MM.05.01.01; ISMP guidelines on dispensing cabinets (2019), override review.
"""

import msgspec

from cart_agent.agent import reasons
from cart_agent.agent.admission import PIN_PROBLEMS
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.items import OF_A_DOSE, ON_PAPER, OpenItem, OpenItems
from cart_agent.agent.recorder import Recorder
from cart_agent.api.requests import Resolve, Review
from cart_agent.core import record
from cart_agent.core.override import may_review
from cart_agent.core.session import Session
from cart_agent.core.session.state import Person
from cart_agent.his.messages import EventKind, Instant
from cart_agent.store import Store
from cart_agent.ward import WardBook


class Reviews:
    """For the store's thread only."""

    def __init__(self, store: Store, book: WardBook, items: OpenItems, recorder: Recorder) -> None:
        self._store = store
        self._book = book
        self._items = items
        self._recorder = recorder

    def resolve(self, tap: Resolve, session: Session, at: Instant) -> str:
        """Close an item that needs no review, by who is logged in; or why not. Raises StoreError."""
        item = next((one for one in self._items if one.id == tap.item), None)
        if session.person is None:
            return "not-now"
        if not reasons.known(reasons.RESOLVE, tap.reason):
            return "reason-missing"
        if item is None or item.review_by:
            return "needs-review" if item else "old-screen"
        with self._store.transaction():
            self._items.resolve(item.id)
            if tap.reason == ON_PAPER and item.kind in OF_A_DOSE:
                self._items.keep_on_paper(item, at)
            self._recorder.resolved(item, tap.reason, session, at)
        return ""

    def review(self, tap: Review, at: Instant) -> str:
        """Close one item; or why not, as a key of `words.LINES`. Raises StoreError: then it stays open."""
        item = next((one for one in self._items if one.id == tap.item and one.review_by), None)
        if item is None:
            return "old-screen"
        if not reasons.known(reasons.REVIEW, tap.conclusion):
            return "reason-missing"
        found = self._book.people.by_id(tap.staff)
        if found is None:
            return "review-not-yours"
        person = Person(id=found.id, name=found.name, roles=found.roles)
        if problem := self._pin_problem(person, tap.pin, at):
            return f"pin-{problem}"
        if not may_review(person.id, person.roles, item.by):
            return "review-not-yours"
        self._close(item, tap.conclusion, person, at)
        return ""

    def _pin_problem(self, person: Person, pin: str, at: Instant) -> str:
        """A wrong PIN counts for the lock-out, and is written down like one at log-in."""
        problem = PIN_PROBLEMS[self._book.people.verify_pin(person.id, pin, at)]
        if problem:
            self._recorder.login_failed(person, problem, Session(person=person), at)
        return problem

    def _close(self, item: OpenItem, conclusion: str, person: Person, at: Instant) -> None:
        late = item.is_overdue(at.now)
        kind = NoteKind(
            kind=EventKind.OVERRIDE, subtype="reviewed", outcome=record.MINOR if late else record.SUCCESS
        )
        detail = {
            "override": item.id,
            "by": item.by,
            "conclusion": conclusion,
            "overdue": "yes" if late else "no",
        }
        with self._store.transaction():
            self._items.resolve(item.id)
            self._recorder.fact(
                kind, Session(person=person), at, detail=detail, encounter_id=item.encounter_id or None
            )

    def tell_overdue(self, at: Instant) -> None:
        """The hospital is told, once, of each that nobody has reviewed in time. Raises StoreError."""
        late = tuple(one for one in self._items if one.is_overdue(at.now) and not one.told)
        if not late:
            return
        kind = NoteKind(kind=EventKind.OVERRIDE, subtype="review-overdue", outcome=record.SERIOUS)
        with self._store.transaction():
            for one in late:
                self._items.update(msgspec.structs.replace(one, told=True))
                detail = {"override": one.id, "by": one.by}
                encounter_id = one.encounter_id or None
                self._recorder.fact(kind, Session(), at, detail=detail, encounter_id=encounter_id)
