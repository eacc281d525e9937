"""What is done for each effect of the round, and the event that answers it.

A deed that raises has done nothing; `failures` then has the answer.
"""

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from cart_agent.agent import admission, closing, doubts, rests
from cart_agent.agent.outcome import asks_pharmacy
from cart_agent.agent.overrides import NotAllowed
from cart_agent.agent.parts import Parts
from cart_agent.agent.words import Texts, line
from cart_agent.core.chart import Chart
from cart_agent.core.preparation import Unmixable
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.session.counts import closing as closing_count
from cart_agent.core.session.glass import taken_recorded
from cart_agent.core.session.override import granted
from cart_agent.core.session.places import State
from cart_agent.core.session.state import DoseInHand, replace
from cart_agent.core.verdict import Gate
from cart_agent.his.messages import Instant
from cart_agent.store import DiskFull

log = logging.getLogger(__name__)

Events = tuple[ev.Event, ...]


def carry_out(parts: Parts, effect: fx.Effect) -> Events:
    """Do it, and say what came of it. Raises what the deed raises: StoreError, or a defect."""
    return DEEDS[type(effect)](parts, effect)


def _check_pin(parts: Parts, effect: fx.CheckPin) -> Events:
    at = parts.present()
    problem = admission.problem_of(effect, parts.knowledge.book, at)
    if problem:
        write = partial(parts.recorder.login_failed, effect.person, problem, parts.session, at)
        parts.memory.note(write)
    return (ev.PinChecked(person=effect.person, problem=problem),)


def _open_patient(parts: Parts, effect: fx.OpenPatient) -> Events:
    encounter_id = _encounter(parts, effect)
    chart = parts.knowledge.chart(encounter_id) if encounter_id else None
    if chart is None:
        verdict = parts.knowledge.refusal(encounter_id)
        band = effect.wristband
        return (ev.PatientRefused(verdict=verdict, encounter_id=encounter_id, wristband=band),)
    next_key = parts.knowledge.next_key(chart, parts.present())
    if parts.knowledge.policy(chart).ask_identity:
        parts.say(line("ask-identity"))
    return (ev.PatientFound(encounter_id=encounter_id, wristband=effect.wristband, next_key=next_key),)


def _encounter(parts: Parts, effect: fx.OpenPatient) -> str:
    if effect.wristband is None:
        return effect.encounter_id
    found = parts.knowledge.book.find_patient(effect.wristband)
    return found[0] if len(found) == 1 else ""


def _ask(parts: Parts, effect: fx.Ask) -> Events:
    at = parts.present()
    answer = parts.questions.ask(effect, parts.session, at)
    if answer is None:
        return ()
    if effect.gate is Gate.RELEASE:
        answer = msgspec.structs.replace(answer, doubt=doubts.doubt_of(parts, effect.key, at))
    return (answer,)


def _commit_intent(parts: Parts, effect: fx.CommitIntent) -> Events:
    if parts.memory.full and effect.purpose == "release":
        raise DiskFull("the reserve is for what has happened, not for new doses")
    with parts.store.transaction():
        parts.recorder.intent(effect, parts.session, parts.present())
        parts.memory.put(parts.session)
    return (ev.IntentCommitted(),)


def _commit_record(parts: Parts, effect: fx.CommitRecord) -> Events:
    """A chart that is gone meanwhile is no reason to lose what was done."""
    at = parts.present()
    situation = parts.knowledge.situation(parts.session, effect.dose.key, at)
    chart = parts.knowledge.chart(parts.session.encounter_id)
    with parts.store.transaction():
        event_id = parts.recorder.outcome(effect, parts.session, situation, at)
        parts.effects.recorded(effect, event_id, parts.session.encounter_id, at)
        if effect.outcome == "given":
            _gone_out(parts, effect.dose, event_id, at)
            closing.of_dose(parts, effect.dose, parts.session.encounter_id, event_id, "given-later", at)
        parts.memory.put(_without_dose(parts.session))
    next_key = _next_key(parts, chart, at, effect.dose.key)
    asked = asks_pharmacy(effect, situation)
    rest = effect.outcome == "given" and _rest_left(parts, effect.dose.order_id, at)
    return (ev.RecordCommitted(next_key=next_key, asked_pharmacy=asked, rest=rest),)


def _rest_left(parts: Parts, order_id: str, at: Instant) -> bool:
    """What is recorded stays recorded, also when this can not be found out."""
    try:
        return rests.is_left(parts, parts.session.encounter_id, order_id, at)
    except Exception:
        log.exception("whether a rest is left could not be found out")
        return False


def _gone_out(parts: Parts, dose: DoseInHand, event_id: str, at: Instant) -> None:
    """What was prepared is used up, what came from a drawer is in it no more."""
    if dose.label and parts.session.person is not None:
        parts.knowledge.labels.given(dose.label, event_id, parts.session.person.name, at.now)
    else:
        about = {"cause": "given", "event": event_id}
        parts.register.taken(dose.packs, about, parts.session, at)


def _next_key(parts: Parts, chart: Chart | None, at: Instant, done: str) -> str:
    """What is recorded stays recorded, also when the next dose can not be found out."""
    try:
        return parts.knowledge.next_key(chart, at, not_again=done) if chart else ""
    except Exception:
        log.exception("the next dose could not be found out")
        return ""


def _commit_follow_up(parts: Parts, effect: fx.CommitFollowUp) -> Events:
    with parts.store.transaction():
        problem = parts.records.commit(effect.follow_up, parts.session, parts.present())
    return (ev.FollowUpAnswered(problem=problem),)


def _commit_label(parts: Parts, effect: fx.CommitLabel) -> Events:
    at = parts.present()
    try:
        with parts.store.transaction():
            made = parts.pharmacy.label(effect, parts.session, at)
            about = {"cause": "prepared", "label": made.number}
            parts.register.taken(effect.dose.packs, about, parts.session, at)
            parts.memory.put(_without_dose(parts.session))
    except Unmixable as error:
        return (ev.LabelRefused(problem=error.problem),)
    chart = parts.knowledge.chart(parts.session.encounter_id)
    return (ev.LabelMade(number=made.number, next_key=_next_key(parts, chart, at, effect.dose.key)),)


def _commit_entry(parts: Parts, effect: fx.CommitEntry) -> Events:
    at, due = parts.present(), parts.session.count
    with parts.store.transaction():
        answer = parts.ledger.commit(effect.entry, effect.witness, parts.session, at)
    if due is not None and due.order_id and not answer.problem:
        answer = msgspec.structs.replace(answer, rest=_rest_left(parts, due.order_id, at))
    return (answer,)


def _commit_override(parts: Parts, effect: fx.CommitOverride) -> Events:
    if parts.memory.full and effect.asked.drawer is None:
        raise DiskFull("the reserve is for what has happened and for emergencies")
    at = parts.present()
    try:
        with parts.store.transaction():
            grant = parts.overrides.commit(effect.asked, parts.session, at)
            parts.memory.put(granted(parts.session, grant))
    except NotAllowed as refused:
        return (ev.OverrideAnswered(problem=refused.problem),)
    return (ev.OverrideAnswered(grant=grant),)


def _commit_taken(parts: Parts, effect: fx.CommitTaken) -> Events:
    with parts.store.transaction():
        parts.overrides.taken(effect, parts.session, parts.present())
        parts.memory.put(taken_recorded(parts.session))
    return (ev.TakenAnswered(),)


def _unlock(parts: Parts, effect: fx.Unlock) -> Events:
    parts.drawers.unlock(effect.drawer, secrets.randbits(32))
    parts.drawers.select(effect.drawer)  # the lamp comes second: the nurse waits for the drawer
    return ()


def _lock(parts: Parts, effect: fx.Lock) -> Events:
    parts.drawers.lock(effect.drawer)
    parts.drawers.select(None)
    return ()


def _note(parts: Parts, effect: fx.Note) -> Events:
    if effect.kind in _OVER and not _is_kept(parts.notice):
        parts.notice = None
    parts.memory.note(partial(_write_note, parts, effect, parts.session, parts.present(), parts.alarm_entry))
    return ()


def _write_note(parts: Parts, effect: fx.Note, session: Session, at: Instant, entry: str) -> None:
    """An alarm's entry counts as known only together with its record and the fault that it latched.

    This may run late, when the disk can be written again: `session` is of then, `parts.session` of now.
    """
    if entry:
        parts.alarms.remember(entry)
        parts.memory.put(parts.session)
    if session.glass is not None and not effect.encounter_id:
        effect = msgspec.structs.replace(effect, encounter_id=parts.overrides.encounter(session.glass))
    event_id = parts.recorder.note(effect, session, at)
    encounter_id = effect.encounter_id or session.encounter_id
    named = closing.names_of(effect, session, parts.knowledge)
    parts.items.remember(effect, event_id, encounter_id, at, named)
    parts.items.logged(effect, event_id, session, at, named)
    if effect.kind == "left-said-given":
        parts.items.said_given(effect.about["items"].split(","))
    if effect.kind == "put-back" and effect.dose is not None:
        closing.of_dose(parts, effect.dose, encounter_id, event_id, "put-back-later", at)


_KEPT = ("recorded", "recorded-asked", "recorded-rest", "ask-identity")
"""Lines that are not lost behind what comes next."""


_OVER = ("stopped", "fault")
"""Notes after which the line before, such as "take the drug", no longer holds."""


def _tell(parts: Parts, effect: fx.Tell) -> Events:
    drawer = parts.session.dose.drawer if parts.session.dose else None
    facts = {"drawer": str(drawer or ""), **effect.facts}
    text = line(effect.message, **facts)
    if parts.notice is not None and _is_kept(parts.notice):
        text = {lang: f"{parts.notice[lang]} {text[lang]}" for lang in text}
    parts.say(text, good=effect.good)
    return ()


def _is_kept(notice: Texts | None) -> bool:
    return notice is not None and notice in map(line, _KEPT)


def _without_dose(session: Session) -> Session:
    """Stored with the record itself: after a power cut here the dose is not in hand a second time."""
    due = closing_count(session)
    return replace(session, state=State.COUNT if due else State.PATIENT, dose=None, count=due)


DEEDS: dict[type, Callable[[Parts, Any], Events]] = {
    fx.CheckPin: _check_pin,
    fx.OpenPatient: _open_patient,
    fx.Ask: _ask,
    fx.CommitIntent: _commit_intent,
    fx.CommitRecord: _commit_record,
    fx.CommitFollowUp: _commit_follow_up,
    fx.CommitLabel: _commit_label,
    fx.CommitEntry: _commit_entry,
    fx.CommitOverride: _commit_override,
    fx.CommitTaken: _commit_taken,
    fx.Unlock: _unlock,
    fx.Lock: _lock,
    fx.Note: _note,
    fx.Tell: _tell,
}
