"""The dose in hand: release, drug scan, verify, the tap, the record."""

from typing import Any

from cart_agent.core.piece import same_piece
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitRecord, Tell
from cart_agent.core.session.moves import (
    Step,
    ask_release,
    finish,
    goto,
    relock,
    stay,
    still,
    stopped,
    stops,
    to_drawer,
)
from cart_agent.core.session.places import State
from cart_agent.core.session.state import (
    Acknowledgement,
    DoseInHand,
    Session,
    keep_answers,
    outstanding,
    replace,
    with_dose,
)
from cart_agent.core.verdict import Gate, Severity, Verdict

NOTHING_SCANNED: dict[str, Any] = {"packs": (), "unscanned": "", "label": "", "diluent": None}


def released(session: Session, event: ev.Checked) -> Step:
    """The release gate answered."""
    if event.gate is not Gate.RELEASE:
        return note_change(session, event)
    asked = with_dose(
        _if_order_changed(session, event.order_version),
        release=event.verdict,
        order_id=event.order_id,
        order_version=event.order_version,
        ordered=event.ordered,
        waiting_label=event.waiting_label,
        **_drawer_of(session, event),
        blind=event.blind,
        doubt=event.doubt,
        give=None,
    )
    assert asked.dose is not None
    left = outstanding(event.verdict, asked.dose)
    if left is not Severity.STOP and asked.dose.in_doubt:
        return goto(asked, State.DOUBT)  # before a reason or a witness is asked for
    if left is not Severity.ALLOW:
        told = () if _stands_already(session, event) else stopped(asked, event.verdict)
        return goto(asked, State.RELEASE, *told)
    if not asked.dose.label and asked.dose.drawer != event.drawer:
        return goto(asked, State.RELEASE, Tell(message="put-back-first"))
    if asked.dose.held:
        return goto(asked, State.RELEASE, Tell(message="ask-for-drawer"))
    return to_drawer(asked)


def _drawer_of(session: Session, event: ev.Checked) -> dict[str, Any]:
    """A drug that was taken out belongs to the drawer that was opened for it, whatever the order says now."""
    dose = session.dose
    assert dose is not None
    kept = dose if dose.opened and not dose.label else event
    return {"drawer": kept.drawer, "to_count": kept.to_count or event.to_count}


def _stands_already(session: Session, event: ev.Checked) -> bool:
    """A new chart says of the same order what is on the glass: that is no other fact, and no other sound."""
    dose = session.dose
    assert dose is not None
    if not dose.held or dose.release is None or dose.order_version != event.order_version:
        return False
    return stops(dose.release) == stops(event.verdict)


def _if_order_changed(session: Session, version: str) -> Session:
    """Nobody has answered for an order that is another one now, and no drug was scanned for it."""
    dose = session.dose
    assert dose is not None
    if dose.order_version in ("", version):
        return session
    fresh = keep_answers(session, frozenset())
    return with_dose(fresh, verify=None, amount=None, give_reason="", **NOTHING_SCANNED)


def scanned(session: Session, event: ev.PackRead) -> Step:
    """A drug's code: it replaces the last one, unless the last one was only part of the dose.

    What people answered for about the last drug does not hold for this one.
    """
    dose = session.dose
    assert dose is not None
    more = _wants_more(session)
    if more and any(same_piece(event.pack, pack) for pack in dose.packs):
        return stay(session, Tell(message="same-pack"))
    packs = (*dose.packs, event.pack) if more else (event.pack,)
    about_order = frozenset(f.code for f in dose.release.findings) if dose.release else frozenset()
    kept = keep_answers(session, about_order)
    fresh = NOTHING_SCANNED | {"packs": packs}
    taken = with_dose(kept, verify=None, give=None, amount=None, give_reason="", **fresh)
    return goto(taken, State.VERIFYING, Ask(gate=Gate.VERIFY, key=dose.key))


def _wants_more(session: Session) -> bool:
    """What is made ready may take any number of packs; too many are the gate's business."""
    verdict = session.dose.verify if session.dose else None
    if session.dose is None or session.dose.label or verdict is None or verdict.severity is Severity.STOP:
        return False
    return session.dose.preparing or any(f.code == "DOSE_INCOMPLETE" for f in verdict.findings)


def verified(session: Session, event: ev.Checked) -> Step:
    """The verify gate answered; after a STOP the next code starts anew."""
    if event.gate is not Gate.VERIFY:
        return note_change(session, event)
    told = with_dose(session, verify=event.verdict, blind=event.blind)
    place = State.MIX if told.dose and told.dose.diluent else State.VERIFY
    return goto(told, place, *stopped(session, event.verdict))


def given(session: Session, event: ev.Given) -> Step:
    """The tap. Everything is asked again on the newest chart before anything is recorded."""
    dose = session.dose
    assert dose is not None
    if not dose.identified or outstanding(dose.verify, dose) is not Severity.ALLOW:
        return stay(session, Tell(message="not-yet"))
    if dose.preparing:
        return stay(session, Tell(message="label-first"))
    told = with_dose(_partly(session, event), amount=event.amount, give_reason=event.reason, give=None)
    return goto(told, State.GIVING, Ask(gate=Gate.GIVE, key=dose.key))


def _partly(session: Session, event: ev.Given) -> Session:
    """The reason for giving only a part is the answer to the part being less than the dose."""
    if event.amount is None:
        return session
    assert session.dose is not None
    assert session.person is not None
    answer = Acknowledgement(
        code="DOSE_INCOMPLETE", severity=Severity.CONFIRM, reason=event.reason, by=session.person.id
    )
    others = (ack for ack in session.dose.acknowledged if ack.code != answer.code)
    return with_dose(session, acknowledged=(*others, answer))


def give_checked(session: Session, event: ev.Checked) -> Step:
    """Both gates answered at the moment of giving."""
    if event.gate is not Gate.GIVE:
        return stay(session)
    asked = with_dose(session, give=event.verdict, blind=event.blind)
    assert asked.dose is not None
    if outstanding(event.verdict, asked.dose) is Severity.ALLOW:
        record = CommitRecord(dose=asked.dose, outcome="given", reason=asked.dose.give_reason)
        return goto(asked, State.RECORDING, record)
    return _halt(asked, event.verdict)


def not_given(session: Session, event: ev.WasNotGiven) -> Step:
    """Held, refused, not available: also a fact about this dose, and recorded as one."""
    assert session.dose is not None
    if was_given(session.dose):
        return stay(session, Tell(message="already-recorded"))
    record = CommitRecord(dose=session.dose, outcome=event.outcome, reason=event.reason, note=event.note)
    return goto(session, State.RECORDING, *relock(session), record)


def was_given(dose: DoseInHand) -> bool:
    """A gate has seen this dose as given: "held" or "refused" beside it would be a lie."""
    verdicts = (dose.give or dose.release,)
    return any(f.code == "ALREADY_GIVEN" for verdict in verdicts if verdict for f in verdict.findings)


def recorded(session: Session, event: ev.RecordCommitted) -> Step:
    """On disk: now, and not before, the nurse is told so."""
    step = finish(session, event.next_key)
    words = "recorded-rest" if event.rest else _RECORDED[bool(event.next_key), event.asked_pharmacy]
    told = Tell(message=words, good=True)
    return Step(session=step.session, effects=(*relock(session), told, *step.effects))


_RECORDED = {
    (True, False): "recorded",
    (True, True): "recorded-asked",
    (False, False): "recorded-last",
    (False, True): "recorded-last-asked",
}
"""By whether another dose is due, and whether pharmacy is asked for a missing one."""


def not_recorded(session: Session, event: ev.CommitFailed) -> Step:
    """Nothing was written: the dose stays in hand and the nurse is told."""
    dose = session.dose
    assert dose is not None
    if session.state is State.INTENT:
        return goto(session, State.RELEASE, Tell(message="disk-full", facts={"problem": event.problem}))
    back = State.VERIFY if dose.identified else State.FETCH if dose.opened else State.RELEASE
    return goto(session, back, Tell(message="not-recorded", facts={"problem": event.problem}))


def asked_again(session: Session, _: ev.Reopened) -> Step:
    """The drawer relocked unused, or the reason for a refusal may be gone: the release gate is asked anew.

    It may also still be unlocked, with a bolt that sticks: then the lock gets a new pulse.
    """
    dose = session.dose
    if dose is None:
        return stay(session)
    step = ask_release(session)
    first = relock(session) if dose.opened and dose.drawer not in session.open_drawers else ()
    return Step(session=step.session, effects=(*first, *step.effects))


def chart_changed(session: Session, _: ev.ChartChanged) -> Step:
    """The newest chart must still allow the dose in hand."""
    assert session.dose is not None
    if session.state in (State.RELEASE, State.DOUBT):
        return ask_release(session, held=True)
    return stay(session, Ask(gate=Gate.GIVE, key=session.dose.key))


def note_change(session: Session, event: ev.Checked) -> Step:
    """An answer to `chart_changed`. A STOP relocks at once; while a drawer is on its way it is kept."""
    if event.gate is not Gate.GIVE or still(event.verdict, session.dose) is not Severity.STOP:
        return stay(session)
    changed = with_dose(session, give=event.verdict, blind=event.blind)
    if session.state in (State.INTENT, State.UNLOCKING):
        return stay(changed)
    before = session.dose.give if session.dose and session.state is State.GIVE else None
    if before is not None and stops(before) == stops(event.verdict):
        return stay(changed)
    return _halt(changed, event.verdict)


def still_good(session: Session, event: ev.ChartChanged) -> Step:
    """Nothing in hand hangs on the change, or the answer awaited is about the newest chart anyway."""
    del event
    return stay(session)


def _halt(session: Session, verdict: Verdict) -> Step:
    effects = stopped(session, verdict)
    if still(verdict, session.dose) is Severity.STOP:
        effects = (*relock(session), *effects, *_stands_open(session))
    return goto(replace(session, candidate=None, count=None), State.GIVE, *effects)


def _stands_open(session: Session) -> tuple[Tell, ...]:
    """She reads the STOP, not the drawer."""
    dose = session.dose
    if dose is None or dose.drawer not in session.open_drawers:
        return ()
    return (Tell(message="stands-open", facts={"drawer": str(dose.drawer)}),)


def halted(session: Session) -> Step | None:
    """The change that arrived while the drawer was on its way, if it stops the dose."""
    dose = session.dose
    assert dose is not None
    if dose.give is None or outstanding(dose.give, dose) is not Severity.STOP:
        return None
    return _halt(session, dose.give)


def wait_for_answer(session: Session, event: ev.Event) -> Step:
    """A scan while an answer is awaited: it is not kept for later, the nurse is asked to scan again."""
    del event
    return stay(session, Tell(message="one-moment"))


def unexpected_answer(session: Session, event: ev.Event) -> Step:
    """An answer that came after the dose it was about had been put down."""
    del event
    return stay(session)
