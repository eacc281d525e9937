"""Wristbands, the open patient, the choice of a dose."""

from cart_agent.core.session import counts
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Note, OpenPatient, Tell
from cart_agent.core.session.moves import (
    Step,
    ask_release,
    begin,
    close_patient,
    goto,
    leave_dose,
    relock,
    resting,
    stay,
    stopped,
)
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Session, replace
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict

WRONG_PATIENT = Verdict(
    gate=Gate.RELEASE,
    severity=Severity.STOP,
    findings=(Finding(code="WRONG_PATIENT", severity=Severity.STOP, facts={"case": "selected"}),),
)


def open_patient(session: Session, event: ev.WristbandRead) -> Step:
    """No dose is in hand: look up whose wristband it is."""
    return goto(
        replace(session, stopped=None, resume=State.ROUND),
        State.OPENING,
        OpenPatient(wristband=event.wristband),
    )


def found(session: Session, event: ev.PatientFound) -> Step:
    """The chart is open; the next due dose is taken up at once."""
    opened = replace(session, encounter_id=event.encounter_id, wristband=event.wristband, dose=None)
    return begin(opened, event.next_key) if event.next_key else goto(opened, State.PATIENT)


def refused(session: Session, event: ev.PatientRefused) -> Step:
    """No chart, a closed one, an unreadable one: say so and wait for another wristband."""
    shut = replace(
        session, encounter_id="", wristband=event.wristband, stopped=event.verdict, resume=State.ROUND
    )
    return goto(shut, State.STOPPED, *stopped(shut, event.verdict, event.encounter_id))


def wristband_mid_dose(session: Session, event: ev.WristbandRead) -> Step:
    """Another patient's wristband never switches silently: the dose stops until the right one is scanned."""
    if event.encounter_id == session.encounter_id:
        return _right_patient(session, event)
    shut = replace(session, stopped=WRONG_PATIENT, resume=session.state, candidate=None)
    return goto(shut, State.STOPPED, *relock(session), *stopped(session, WRONG_PATIENT))


def _right_patient(session: Session, event: ev.WristbandRead) -> Step:
    """She is at the bed: a release that waited for a hand goes on."""
    assert session.dose is not None
    first = session.wristband is None
    held = session.dose.held
    session = replace(session, wristband=event.wristband)
    if session.state in (State.RELEASE, State.DOUBT) and (first or held):
        return ask_release(session)
    return stay(session, Tell(message="right-patient", good=True))


def wristband_when_stopped(session: Session, event: ev.WristbandRead) -> Step:
    """The right wristband brings the dose back; without a dose any wristband is looked up."""
    if session.dose is None:
        return open_patient(session, event)
    if event.encounter_id != session.encounter_id:
        return stay(session, *stopped(session, WRONG_PATIENT))
    return resting(replace(session, stopped=None, wristband=event.wristband), held=False)


def leave_stopped(session: Session, _: ev.Cancelled) -> Step:
    """Put down whatever was in hand and go back to the list: the bed may be the wrong one."""
    counted, noted = counts.uncounted(session)
    left, effects = leave_dose(counted)
    return goto(close_patient(left), State.ROUND, *effects, *noted)


def leave_patient(session: Session, _: ev.Cancelled) -> Step:
    return goto(close_patient(session), State.ROUND)


def leave_dose_in_hand(session: Session, _: ev.Cancelled) -> Step:
    due = counts.closing(session)
    left, effects = leave_dose(replace(session, next_key=""))
    if due is not None:
        told = Tell(message="count-closing", facts={"drawer": str(due.drawer)})
        return goto(replace(left, count=due), State.COUNT, *effects, told)
    return goto(left, State.PATIENT, *effects, *_left_open(session))


def _left_open(session: Session) -> tuple[Tell, ...]:
    """She is told that something is open now, though the drawer has locked."""
    dose = session.dose
    if dose is None or not dose.opened:
        return ()
    return (Tell(message="left-open", good=True, facts={"drawer": str(dose.drawer)}),)


def chosen(session: Session, event: ev.DoseChosen) -> Step:
    return begin(session, event.key, event.reason, event.score)


def pack_too_soon(session: Session, _: ev.PackRead) -> Step:
    """A drug's code where a wristband, a dose or an answer about the dose in hand is awaited."""
    if not session.encounter_id or session.state is State.STOPPED:
        return stay(session, Tell(message="scan-wristband"))
    return stay(session, Tell(message="answer-first" if session.dose else "choose-dose"))


def band_must_wait(session: Session, _: ev.WristbandRead) -> Step:
    return stay(session, Tell(message="close-drawer" if session.state is State.CLOSING else "one-moment"))


def log_in_first(session: Session, event: ev.WristbandRead | ev.PackRead | ev.LabelRead) -> Step:
    kind = "wristband" if isinstance(event, ev.WristbandRead) else "pack"
    return stay(session, Tell(message="log-in-first"), Note(kind="scan-without-login", about={"code": kind}))
