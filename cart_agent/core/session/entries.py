"""Waste, waste taken back, and counts: written down, with a second person's signature where that is wanted.

any place -> [waste or count] -> entry -> the same place
                                  \\-> second -> [badge, PIN] -> entry -> the same place
"""

from cart_agent.core.ledger import Count, Waste
from cart_agent.core.session import events as ev
from cart_agent.core.session import putback
from cart_agent.core.session.counts import goes_back, uncounted
from cart_agent.core.session.dose import NOTHING_SCANNED, chart_changed, note_change
from cart_agent.core.session.effects import Ask, CheckPin, CommitEntry, Effect, Tell
from cart_agent.core.session.moves import Step, finish, goto, stay
from cart_agent.core.session.patient import leave_dose_in_hand
from cart_agent.core.session.places import DOSE_IN_HAND, State
from cart_agent.core.session.state import Session, replace, with_dose
from cart_agent.core.verdict import Gate

SIGN = "second-signature"
"""The answer that a second person has to sign."""


def made(session: Session, event: ev.EntryMade) -> Step:
    """Whether a second person has to sign is known where it is written."""
    if isinstance(event.entry, Waste) and event.entry.source == "hand" and not _holds_a_pack(session):
        return stay(session, Tell(message="not-now"))
    asked = replace(session, entry=event.entry, entry_at=session.state)
    return goto(asked, State.ENTRY, CommitEntry(entry=event.entry))


def _holds_a_pack(session: Session) -> bool:
    return session.dose is not None and bool(session.dose.packs)


def counted(session: Session, event: ev.Counted) -> Step:
    """The number that was counted in the drawer of a controlled drug."""
    due = session.count
    assert due is not None
    entry = Count(drawer=due.drawer, product=due.product, phase=due.phase, value=event.value)
    return made(session, ev.EntryMade(entry=entry))


def answered(session: Session, event: ev.EntryAnswered) -> Step:
    """On disk, or what is still wanted."""
    if event.problem == SIGN:
        return goto(replace(session, candidate=None), State.SECOND, Tell(message=SIGN))
    if event.problem:
        return _back(session, Tell(message=event.problem))
    entry, due = session.entry, session.count
    if isinstance(entry, Count) and due is not None and entry.phase == due.phase:
        return _after_count(replace(session, entry=None, candidate=None), rest=event.rest)
    if isinstance(entry, Waste) and entry.source == "hand":
        bare = with_dose(session, verify=None, give=None, **NOTHING_SCANNED)
        return _back(replace(bare, entry_at=State.FETCH), Tell(message="noted", good=True))
    if event.put_back is not None:
        return _back(session, Tell(message="put-back", good=True, facts={"drawer": str(event.put_back)}))
    return _back(session, Tell(message="noted", good=True))


def _after_count(session: Session, *, rest: bool) -> Step:
    """What is in the drawer is on record: take the drug, or go on to the next dose."""
    due = session.count
    assert due is not None
    done = replace(session, count=None)
    if due.phase == "opening" and done.dose is not None:
        ready = with_dose(done, counted=True)
        return goto(ready, State.FETCH, Tell(message="take-drug", good=True), *_ask_chart(ready))
    if done.dose is not None:
        return putback.on_record(done)
    step = finish(done, due.next_key)
    told = (Tell(message="recorded-rest", good=True),) if rest else ()
    return Step(session=step.session, effects=(*told, *step.effects))


def _back(session: Session, *effects: Effect) -> Step:
    """Where it was asked."""
    done = replace(session, entry=None, candidate=None)
    return goto(done, done.entry_at, *effects, *_ask_chart(done))


def _ask_chart(session: Session) -> tuple[Effect, ...]:
    """The chart may have changed meanwhile: a dose that is still to be given is asked about."""
    if session.dose is None or session.entry_at not in DOSE_IN_HAND | {State.COUNT} or goes_back(session):
        return ()
    return (Ask(gate=Gate.GIVE, key=session.dose.key),)


def badge(session: Session, event: ev.BadgeRead) -> Step:
    """The second person."""
    assert session.person is not None
    if event.person.id == session.person.id:
        return stay(session, Tell(message="witness-is-giver"))
    return stay(replace(session, candidate=event.person))


def pin(session: Session, event: ev.PinEntered) -> Step:
    """The second person's PIN."""
    if session.candidate is None or session.person is None:
        return stay(session, Tell(message=SIGN))
    return stay(session, CheckPin(person=session.candidate, pin=event.pin, witness_for=session.person.id))


def signed(session: Session, event: ev.PinChecked) -> Step:
    """Both have signed: write it."""
    if session.candidate is None or session.entry is None or event.person.id != session.candidate.id:
        return stay(session)
    if event.problem:
        return stay(session, Tell(message=f"pin-{event.problem}"))
    return goto(session, State.ENTRY, CommitEntry(entry=session.entry, witness=session.candidate))


def not_signed(session: Session, _: ev.Cancelled) -> Step:
    """Nothing was written."""
    return _back(session, Tell(message="not-signed"))


def sign_first(session: Session, _: ev.Event) -> Step:
    """A scan while a signature is awaited."""
    return stay(session, Tell(message=SIGN))


def count_first(session: Session, _: ev.Event) -> Step:
    """A scan while a count is awaited."""
    return stay(session, Tell(message="count-first"))


def left_uncounted(session: Session, _: ev.Cancelled) -> Step:
    """She goes without counting: an open item, and the dose is put down."""
    due = session.count
    assert due is not None
    left, noted = uncounted(session)
    if left.dose is not None:
        left = with_dose(left, counted=False)  # asked once, and not again
    step = finish(left, due.next_key) if left.dose is None else leave_dose_in_hand(left, ev.Cancelled())
    return Step(session=step.session, effects=(*noted, *step.effects))


def chart_while_counting(session: Session, event: ev.ChartChanged) -> Step:
    """Before a dose it is asked about; after one, or where its drug went back, nothing hangs on it."""
    return stay(session) if session.dose is None or goes_back(session) else chart_changed(session, event)


def checked_while_counting(session: Session, event: ev.Checked) -> Step:
    """A STOP ends the count before a dose, not the one of what was put back because of it."""
    return stay(session) if goes_back(session) else note_change(session, event)
