"""The dose in hand: release, drug scan, verify, the tap, the record."""

from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitRecord, Tell
from cart_agent.core.session.moves import (
    Step,
    ask_release,
    finish,
    goto,
    relock,
    stay,
    stopped,
    to_drawer,
)
from cart_agent.core.session.state import Session, State, outstanding, with_dose
from cart_agent.core.verdict import Gate, Severity, Verdict


def released(session: Session, event: ev.Checked) -> Step:
    """The release gate answered."""
    if event.gate is not Gate.RELEASE:
        return note_change(session, event)
    asked = with_dose(
        session,
        release=event.verdict,
        order_id=event.order_id,
        order_version=event.order_version,
        drawer=event.drawer,
        give=None,
    )
    assert asked.dose is not None
    if outstanding(event.verdict, asked.dose) is Severity.ALLOW:
        return to_drawer(asked)
    return goto(asked, State.RELEASE, *stopped(asked, event.verdict))


def scanned(session: Session, event: ev.PackRead) -> Step:
    """A drug's code: it replaces the last one, unless the last one was only part of the dose."""
    assert session.dose is not None
    packs = (*session.dose.packs, event.pack) if _wants_more(session) else (event.pack,)
    held = with_dose(session, packs=packs, verify=None, give=None, amount=None)
    return goto(held, State.VERIFYING, Ask(gate=Gate.VERIFY, key=session.dose.key))


def _wants_more(session: Session) -> bool:
    verdict = session.dose.verify if session.dose else None
    return verdict is not None and any(f.code == "DOSE_INCOMPLETE" for f in verdict.findings)


def verified(session: Session, event: ev.Checked) -> Step:
    """The verify gate answered; a code that stops the dose is not kept as its drug."""
    if event.gate is not Gate.VERIFY:
        return note_change(session, event)
    return goto(with_dose(session, verify=event.verdict), State.VERIFY, *stopped(session, event.verdict))


def given(session: Session, event: ev.Given) -> Step:
    """The tap. Everything is asked again on the newest chart before anything is recorded."""
    dose = session.dose
    assert dose is not None
    if not dose.packs or outstanding(dose.verify, dose) is not Severity.ALLOW:
        return stay(session, Tell(message="not-yet"))
    told = with_dose(session, amount=event.amount, give_reason=event.reason, give=None)
    return goto(told, State.GIVING, Ask(gate=Gate.GIVE, key=dose.key))


def give_checked(session: Session, event: ev.Checked) -> Step:
    """Both gates answered at the moment of giving."""
    if event.gate is not Gate.GIVE:
        return stay(session)
    asked = with_dose(session, give=event.verdict)
    assert asked.dose is not None
    if outstanding(event.verdict, asked.dose) is Severity.ALLOW:
        record = CommitRecord(dose=asked.dose, outcome="given", reason=asked.dose.give_reason)
        return goto(asked, State.RECORDING, record)
    return _halt(asked, event.verdict)


def not_given(session: Session, event: ev.WasNotGiven) -> Step:
    """Held, refused, not available: also a fact about this dose, and recorded as one."""
    assert session.dose is not None
    record = CommitRecord(dose=session.dose, outcome=event.outcome, reason=event.reason, note=event.note)
    return goto(session, State.RECORDING, *relock(session), record)


def recorded(session: Session, event: ev.RecordCommitted) -> Step:
    """On disk: now, and not before, the nurse is told so."""
    step = finish(session, event.next_key)
    told = Tell(message="recorded" if event.next_key else "recorded-last", good=True)
    return Step(session=step.session, effects=(*relock(session), told, *step.effects))


def not_recorded(session: Session, event: ev.CommitFailed) -> Step:
    """Nothing was written: the dose stays in hand and the nurse is told."""
    assert session.dose is not None
    back = State.VERIFY if session.dose.packs else State.RELEASE
    if session.state is State.RECORDING and not session.dose.packs and session.dose.opened:
        back = State.FETCH
    return goto(session, back, Tell(message="not-recorded", facts={"problem": event.problem}))


def asked_again(session: Session, _: ev.Reopened) -> Step:
    """The drawer relocked unused, or the reason for a refusal may be gone: the release gate is asked anew."""
    return ask_release(session) if session.dose else stay(session)


def chart_changed(session: Session, _: ev.ChartChanged) -> Step:
    """The newest chart must still allow the dose in hand."""
    assert session.dose is not None
    if session.state is State.RELEASE:
        return ask_release(session)
    return stay(session, Ask(gate=Gate.GIVE, key=session.dose.key))


def note_change(session: Session, event: ev.Checked) -> Step:
    """An answer to `chart_changed`. A STOP relocks at once; while a drawer is on its way it is kept."""
    if event.gate is not Gate.GIVE or event.verdict.severity is not Severity.STOP:
        return stay(session)
    changed = with_dose(session, give=event.verdict)
    moving = session.state in (State.INTENT, State.UNLOCKING)
    return stay(changed) if moving else _halt(changed, event.verdict)


def still_good(session: Session, event: ev.ChartChanged) -> Step:
    """Nothing in hand hangs on the change, or the answer awaited is about the newest chart anyway."""
    del event
    return stay(session)


def _halt(session: Session, verdict: Verdict) -> Step:
    effects = stopped(session, verdict)
    if verdict.severity is Severity.STOP:
        effects = (*relock(session), *effects)
    return goto(session, State.GIVE, *effects)


def halted(session: Session) -> Step | None:
    """The change that arrived while the drawer was on its way, if it stops the dose."""
    dose = session.dose
    assert dose is not None
    if dose.give is None or dose.give.severity is not Severity.STOP:
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
