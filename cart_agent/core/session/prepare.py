"""A dose that is made ready first: drug, diluent, volume, label; and the label at the bed.

verify -> [prepare] -> mix -> [diluent scan] -> verifying -> mix -> [volume] -> labelling -> next dose
patient -> [label scan] -> checking -> verifying -> verify -> [one tap] -> giving ...
"""

from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitLabel, Tell
from cart_agent.core.session.moves import Step, ask_release, begin, finish, goto, relock, stay, stopped
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Session, keep_answers, outstanding, replace, with_dose
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict


def chosen(session: Session, event: ev.PrepareChosen) -> Step:
    """No dose is in hand: take this one, to be made ready."""
    step = begin(session, event.key)
    return Step(session=with_dose(step.session, preparing=True), effects=step.effects)


def instead(session: Session, _: ev.PrepareChosen) -> Step:
    """The dose in hand is made ready rather than given at once; its release may be another question then."""
    dose = session.dose
    assert dose is not None
    if dose.waiting_label:
        return stay(session, Tell(message="label-exists"))
    ready = with_dose(session, preparing=True)
    if session.state is State.RELEASE:
        return ask_release(ready)
    if session.state is State.FETCH:
        return stay(ready, Tell(message="scan-to-prepare", good=True))
    if not dose.identified or dose.label or outstanding(dose.verify, dose) is not Severity.ALLOW:
        return stay(session, Tell(message="not-yet"))
    return goto(ready, State.MIX, Tell(message="scan-diluent", good=True))


def diluted(session: Session, event: ev.PackRead) -> Step:
    """The diluent's code; another one replaces it. What people answered for about the last does not hold."""
    dose = session.dose
    assert dose is not None
    about_order = frozenset(f.code for f in dose.release.findings) if dose.release else frozenset()
    taken = with_dose(keep_answers(session, about_order), diluent=event.pack, verify=None, give=None)
    return goto(taken, State.VERIFYING, Ask(gate=Gate.VERIFY, key=dose.key))


def filled(session: Session, event: ev.LabelAsked) -> Step:
    """The volume is known: compute, commit, label."""
    dose = session.dose
    assert dose is not None
    if outstanding(dose.verify, dose) is not Severity.ALLOW:
        return stay(session, Tell(message="not-yet"))
    return goto(session, State.LABELLING, CommitLabel(dose=dose, volume=event.volume, drug=event.drug))


def labelled(session: Session, event: ev.LabelMade) -> Step:
    """On disk: the dose is out of hand until its label is scanned."""
    step = finish(session, event.next_key)
    told = Tell(message="label-made", good=True, facts={"label": event.number})
    return Step(session=step.session, effects=(*relock(session), told, *step.effects))


def not_labelled(session: Session, event: ev.LabelRefused) -> Step:
    """Nothing was written; the nurse is told what is missing."""
    return goto(session, State.MIX, Tell(message=event.problem))


def label_at_bed(session: Session, event: ev.LabelRead) -> Step:
    """The label takes the place of drawer and pack: both gates are asked about it."""
    if event.encounter_id != session.encounter_id:
        return _anothers(session, event.number)
    step = begin(session, event.key)
    return Step(session=_held(step.session, event), effects=step.effects)


def label_for_dose(session: Session, event: ev.LabelRead) -> Step:
    """The label for the dose in hand; that it is another's is for the verify gate to say."""
    dose = session.dose
    assert dose is not None
    about_order = frozenset(f.code for f in dose.release.findings) if dose.release else frozenset()
    taken = _held(keep_answers(session, about_order), event)
    return goto(taken, State.VERIFYING, Ask(gate=Gate.VERIFY, key=dose.key))


def label_at_release(session: Session, event: ev.LabelRead) -> Step:
    """The gate wants an answer first; a label for this very dose may be another question."""
    assert session.dose is not None
    if event.encounter_id != session.encounter_id:
        return _anothers(session, event.number)
    if event.key != session.dose.key:
        return stay(session, Tell(message="label-other-dose"))
    return ask_release(_held(session, event))


def label_too_soon(session: Session, _: ev.LabelRead) -> Step:
    """A label where a wristband or something else is awaited."""
    return stay(session, Tell(message="label-other-dose" if session.encounter_id else "scan-wristband"))


def _held(session: Session, event: ev.LabelRead) -> Session:
    return with_dose(
        session,
        label=event.number,
        packs=event.packs,
        preparing=False,
        diluent=None,
        unscanned="",
        verify=None,
        give=None,
        amount=None,
        give_reason="",
    )


def _anothers(session: Session, number: str) -> Step:
    """Another patient's syringe in the hand at this bed: nothing goes on until a wristband is scanned."""
    facts = {"case": "label", "label": number}
    finding = Finding(code="WRONG_PATIENT", severity=Severity.STOP, facts=facts)
    verdict = Verdict(gate=Gate.VERIFY, severity=Severity.STOP, findings=(finding,))
    shut = replace(session, stopped=verdict, resume=session.state, candidate=None)
    return goto(shut, State.STOPPED, *relock(session), *stopped(session, verdict))
