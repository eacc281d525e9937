"""Badges, PINs, witnesses, log-out."""

import msgspec

from cart_agent.core.blind import agrees
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import events as ev
from cart_agent.core.session.counts import uncounted
from cart_agent.core.session.effects import Ask, CheckPin, Effect, Note, Tell
from cart_agent.core.session.glass import leave_glass
from cart_agent.core.session.moves import (
    Step,
    close_patient,
    goto,
    leave_dose,
    relock,
    resting,
    stay,
    to_drawer,
)
from cart_agent.core.session.places import State
from cart_agent.core.session.state import (
    Acknowledgement,
    DoseInHand,
    Person,
    Session,
    outstanding,
    replace,
    with_dose,
)
from cart_agent.core.verdict import Gate, Severity, Verdict

AT_WITNESS = frozenset({State.WITNESS, State.BLIND})
"""A second person stands at the screen."""
SHOWN_AT = frozenset({State.RELEASE, State.DOUBT, State.VERIFY, State.MIX, State.GIVE})
"""Where a verdict may ask for one."""


def badge_at_login(session: Session, event: ev.BadgeRead) -> Step:
    return goto(replace(session, candidate=event.person), State.PIN)


def badge_of_somebody(session: Session, event: ev.BadgeRead) -> Step:
    """A badge where no second person is wanted."""
    assert session.person is not None
    same = event.person.id == session.person.id
    return stay(session, Tell(message="already-logged-in" if same else "log-out-first"))


def badge_of_witness(session: Session, event: ev.BadgeRead) -> Step:
    """The second person, where the verdict in sight asks for one."""
    assert session.person is not None
    assert session.dose is not None
    if outstanding(current_verdict(session), session.dose) is not Severity.WITNESS:
        return badge_of_somebody(session, event)
    if event.person.id == session.person.id:
        return stay(session, Tell(message="witness-is-giver"))
    resume = session.resume if session.state in AT_WITNESS else session.state
    return goto(replace(session, candidate=event.person, resume=resume), State.WITNESS)


def pin_at_login(session: Session, event: ev.PinEntered) -> Step:
    assert session.candidate is not None
    return stay(session, CheckPin(person=session.candidate, pin=event.pin))


def pin_of_witness(session: Session, event: ev.PinEntered) -> Step:
    assert session.candidate is not None
    assert session.person is not None
    return stay(session, CheckPin(person=session.candidate, pin=event.pin, witness_for=session.person.id))


def login_checked(session: Session, event: ev.PinChecked) -> Step:
    """Right PIN: on to the round, or back to what the same person left open."""
    if session.candidate is None or event.person.id != session.candidate.id:
        return stay(session)  # an answer for a badge that another one has replaced
    if event.problem:
        return stay(session, Tell(message=f"pin-{event.problem}"))
    entered = replace(session, person=event.person, candidate=None)
    login = Note(kind="login", about={"person": event.person.id})
    if session.left_by == event.person.id:
        step = resting(_come(entered))
        return Step(session=step.session, effects=(login, *step.effects))
    left, effects = _given_up(entered)  # somebody else's dose is not inherited, nor her break-glass
    left, ended = leave_glass(left)
    return goto(_come(left), State.ROUND, login, *effects, *ended)


def _come(session: Session) -> Session:
    """Nobody has left any more."""
    return replace(session, left_by="", left_at=None)


def _given_up(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Nobody goes on with what was kept at a log-out: dose and count become open items."""
    counted, noted = uncounted(session)
    left, effects = leave_dose(counted)
    return close_patient(left), (*effects, *noted)


def kept_long_enough(session: Session, _: ev.KeptLongEnough) -> Step:
    """Her wristband was scanned too long ago to go on without it. A count can wait for who owes it."""
    if session.person is not None or session.dose is None:
        return stay(session)
    left, effects = _given_up(session)
    return stay(left, *effects)


def witness_checked(session: Session, event: ev.PinChecked) -> Step:
    """The witness is who she says; of some drugs she has to say the dose as well."""
    if session.candidate is None or event.person.id != session.candidate.id:
        return stay(session)
    if event.problem:
        return stay(session, Tell(message=f"pin-{event.problem}"))
    assert session.dose is not None
    if session.dose.blind is not None:
        return goto(session, State.BLIND, Tell(message="say-dose"))
    return _witnessed(session, event.person, "witnessed")


def dose_said(session: Session, event: ev.DoseSaid) -> Step:
    """What she says is exactly the dose: she has witnessed it. Anything else is recorded, and she has not.

    She starts again with her badge: nobody tries amounts until one fits.
    """
    dose, witness = session.dose, session.candidate
    assert dose is not None
    assert witness is not None
    said = Quantity(value=event.amount.value, unit=event.amount.unit)
    if dose.blind is not None and agrees(dose.blind, said):
        return _witnessed(session, witness, "witnessed-blind")
    about = {"witness": witness.id, "said": f"{said.value:f} {said.unit}"}
    back = replace(session, candidate=None)
    return goto(back, session.resume, Note(kind="blind-differs", about=about), Tell(message="blind-differs"))


def _witnessed(session: Session, witness: Person, how: str) -> Step:
    """She answers for every finding that asks for one, and the dose goes on where it was."""
    back = replace(session, candidate=None, state=session.resume)
    verdict = current_verdict(back)
    seen = with_dose(back, witness=witness)
    return go_on(acknowledge(seen, verdict, Severity.WITNESS, how, witness))


def is_hidden(session: Session) -> bool:
    """Whether the dose is not to be shown now: its witness is at the screen, or will be next."""
    dose = session.dose
    if dose is None or dose.blind is None:
        return False
    return session.state in AT_WITNESS or (
        session.state in SHOWN_AT and outstanding(current_verdict(session), dose) is Severity.WITNESS
    )


def cancel_pin(session: Session, _: ev.Cancelled) -> Step:
    return goto(replace(session, candidate=None), State.OFF)


def cancel_witness(session: Session, _: ev.Cancelled) -> Step:
    return goto(replace(session, candidate=None), session.resume)


def confirmed(session: Session, event: ev.Confirmed) -> Step:
    """The giver answers, with a reason, for every finding that asks for no more than that."""
    assert session.person is not None
    return go_on(
        acknowledge(session, current_verdict(session), Severity.CONFIRM, event.reason, session.person)
    )


def logged_out(session: Session, event: ev.LoggedOut) -> Step:
    """A dose that was begun is kept for the same person, for minutes; the drawer and the patient are not."""
    assert session.person is not None
    kept = replace(session, person=None, left_by=session.person.id, left_at=event.at, candidate=None)
    kept = replace(kept, asked=None, entry=None, leaving=False)
    about = {"person": session.person.id, "idle": "yes" if event.idle else "no"}
    if event.why:
        about["why"] = event.why
    note = Note(kind="logout", about=about, by=session.person)
    return goto(_only_what_is_begun(kept), State.OFF, *relock(session), note)


def _only_what_is_begun(session: Session) -> Session:
    """A count that is due stays too, without the dose that would have followed it."""
    if session.dose is not None and session.dose.begun:
        return session
    due = session.count
    waiting = None if due is None else msgspec.structs.replace(due, next_key="")
    return replace(close_patient(session), count=waiting)


def logout_must_wait(session: Session, event: ev.LoggedOut) -> Step:
    """While an answer is awaited; an idle timer simply rings again, a person may have turned away already."""
    if event.idle:
        return stay(session)
    return stay(replace(session, leaving=True, left_at=event.at), Tell(message="logging-out"))


def current_verdict(session: Session) -> Verdict | None:
    """The verdict the nurse is looking at; a witness looks at the same."""
    dose = session.dose
    if dose is None:
        return None
    place = session.resume if session.state in AT_WITNESS else session.state
    return {State.VERIFY: dose.verify, State.MIX: dose.verify, State.GIVE: dose.give}.get(place, dose.release)


def acknowledge(
    session: Session, verdict: Verdict | None, level: Severity, reason: str, by: Person
) -> Session:
    """Add an acknowledgement for every finding of exactly this severity; STOP findings never get one."""
    assert session.dose is not None
    if verdict is None or level is Severity.STOP:
        return session
    new = tuple(
        Acknowledgement(code=f.code, severity=level, reason=reason, by=by.id)
        for f in verdict.findings
        if f.severity is level
    )
    kept = tuple(ack for ack in session.dose.acknowledged if not _replaced(ack, new))
    return with_dose(session, acknowledged=kept + new)


def _replaced(old: Acknowledgement, new: tuple[Acknowledgement, ...]) -> bool:
    return any(ack.code == old.code and ack.severity.rank >= old.severity.rank for ack in new)


def go_on(session: Session) -> Step:
    """After an answer: on to the drawer, or wait for the tap.

    The give gate only asks for an answer after a tap, so that the tap goes on with the amount it said.
    """
    dose: DoseInHand | None = session.dose
    assert dose is not None
    if outstanding(current_verdict(session), dose) is not Severity.ALLOW:
        return stay(session)
    if session.state is State.RELEASE:
        return to_drawer(session)
    if session.state is State.GIVE:
        return goto(session, State.GIVING, Ask(gate=Gate.GIVE, key=dose.key))
    return stay(session)
