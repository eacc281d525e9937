"""A code that can not be scanned. It is said why, recorded each time, and a second person takes its place."""

from cart_agent.core.piece import piece_stop
from cart_agent.core.session import events as ev
from cart_agent.core.session.dose import NOTHING_SCANNED
from cart_agent.core.session.effects import Ask, Note, OpenPatient, Tell
from cart_agent.core.session.moves import Step, goto, stay
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Session, replace, with_dose
from cart_agent.core.verdict import Finding, Gate, Severity

NOT_READ = "CODE_SUSPECT"
"""The only STOP that a label read by two people may replace: the code says nothing, not something else."""


def patient(session: Session, event: ev.UnableToScan) -> Step:
    """The patient is chosen from the list; the release gate then wants a second person for every dose."""
    if not event.encounter_id:
        return stay(session, Tell(message="choose-patient"))
    about = {"what": "wristband", "reason": event.reason}
    if event.card:
        about |= {"secondIdentifier": event.card}
    return goto(
        replace(session, stopped=None, resume=State.ROUND),
        State.OPENING,
        Note(kind="unable-to-scan", about=about, encounter_id=event.encounter_id),
        OpenPatient(wristband=None, encounter_id=event.encounter_id),
    )


def drug(session: Session, event: ev.UnableToScan) -> Step:
    """The verify gate is asked about a label that people read; it wants the second one."""
    dose = session.dose
    assert dose is not None
    if dose.verify is not None and any(map(_says_another, dose.verify.findings)):
        return stay(session, Tell(message="scan-another"))
    fresh = NOTHING_SCANNED | {"unscanned": event.reason}
    taken = with_dose(session, verify=None, give=None, amount=None, give_reason="", **fresh)
    about = {"what": "drug", "reason": event.reason}
    note = Note(kind="unable-to-scan", about=about, dose=dose)
    return goto(taken, State.VERIFYING, note, Ask(gate=Gate.VERIFY, key=dose.key))


def _says_another(one: Finding) -> bool:
    """A code that was read, and says that this is not the drug to give; no label talks that away."""
    return piece_stop(one) or (one.severity is Severity.STOP and one.code != NOT_READ)
