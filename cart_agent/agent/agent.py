"""The agent's mind: one input at a time -> the round's step -> its effects, each a synchronous call.

Everything here runs on the store's one thread, so nothing is ever half-way. The asyncio side (`process.py`)
hands inputs in and sends out what `take_pushes` returns.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from cart_agent.agent import admission, failures, scans, taps
from cart_agent.agent.alarms import Alarms
from cart_agent.agent.balances import Balances
from cart_agent.agent.effects import Effects
from cart_agent.agent.instant import present
from cart_agent.agent.items import OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.ledger import Ledger
from cart_agent.agent.memory import Memory
from cart_agent.agent.overrides import NotAllowed, Overrides, time_is_up
from cart_agent.agent.pharmacy import Pharmacy
from cart_agent.agent.prints import Prints
from cart_agent.agent.questions import Questions
from cart_agent.agent.reconciliation import Reconciliation
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.records import Records
from cart_agent.agent.register import Register
from cart_agent.agent.reviews import Reviews
from cart_agent.agent.words import Texts, line
from cart_agent.api import requests as ask
from cart_agent.core.chart import Chart
from cart_agent.core.identify import IdentifyRules
from cart_agent.core.preparation import Unmixable
from cart_agent.core.session import Session, Step, Unexpected, restore, step
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.session.counts import closing
from cart_agent.core.session.glass import taken_recorded
from cart_agent.core.session.override import granted
from cart_agent.core.session.state import DoseInHand, State, replace
from cart_agent.his.messages import Instant
from cart_agent.store import DiskFull, Store, StoreError
from drivers.interfaces import Clock, Drawers, DrawerState, Scan

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A request that was not carried out; `text` is for the person, `code` a key of `words.LINES`."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, *facts.values())
        self.code = code
        self.text = line(code, **facts)


class Agent:
    """The round of one cart."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        recorder: Recorder,
        clock: Clock,
        drawers: Drawers,
        rules: IdentifyRules,
    ) -> None:
        self.store = store
        self.knowledge = knowledge
        self.recorder = recorder
        self.clock = clock
        self.drawers = drawers
        self.rules = rules
        self.items = OpenItems(store)
        self.effects = Effects(store)
        self.alarms = Alarms(store, drawers)
        self._alarm_entry = ""
        self.pharmacy = Pharmacy(knowledge, recorder, rules)
        self.overrides = Overrides(knowledge, recorder, self.items, drawers.numbers)
        self.reconciliation = Reconciliation(store, knowledge.book, recorder)
        self.reviews = Reviews(store, knowledge.book, self.items, recorder)
        self.records = Records(store, knowledge, recorder, self.effects)
        balances = Balances(store, knowledge.book)
        self.register = Register(balances, knowledge, recorder)
        self.ledger = Ledger(knowledge, recorder, self.records, self.items, balances, self.register)
        self.prints = Prints(store, knowledge.labels)
        self.session = Session()
        self.revision = 0
        self.notice: Texts | None = None
        self.notice_good = False
        self.memory = Memory(store)
        self.questions = Questions(knowledge)
        self._touched = clock.monotonic()
        self._desks: dict[type, Callable[[Any, Session, Instant], str]] = {
            ask.Resolve: self.reviews.resolve,
            ask.Review: lambda tap, _, at: self.reviews.review(tap, at),
            ask.Reconcile: self.reconciliation.tap,
            ask.PrintLabel: self.prints.again,
        }  # taps that are no step of the round; each says why not
        self._effects: dict[type, Callable[[Any], tuple[ev.Event, ...]]] = {
            fx.CheckPin: self._check_pin,
            fx.OpenPatient: self._open_patient,
            fx.Ask: self._ask,
            fx.CommitIntent: self._commit_intent,
            fx.CommitRecord: self._commit_record,
            fx.CommitFollowUp: self._commit_follow_up,
            fx.CommitLabel: self._commit_label,
            fx.CommitEntry: self._commit_entry,
            fx.CommitOverride: self._commit_override,
            fx.CommitTaken: self._commit_taken,
            fx.Unlock: self._unlock,
            fx.Lock: self._lock,
            fx.Note: self._note,
            fx.Tell: self._tell,
        }

    def wake(self) -> None:
        """After a start: the session comes back from the store, never assumed idle."""
        saved = self.memory.load()
        if saved is not None:
            self._run(restore(saved))
        self.keep()

    # Inputs

    def scan(self, scan: Scan) -> None:
        """A code from any scanner. A nurse who scans is at the cart."""
        self.touch()
        self.end_overrides()
        at = self.present()
        try:
            day = scans.today(at, self.knowledge.zone)
            event = self._scanned(scan, day)
        except scans.Rejected as rejected:
            self.say(rejected.text)
            if rejected.reason:
                write = partial(self.recorder.unreadable, scan, rejected.reason, self.session, at)
                self.memory.note(write)
            return
        self._answer(event)

    def _scanned(self, scan: Scan, day: date) -> ev.Event:
        book, labels = self.knowledge.book, self.knowledge.labels
        return scans.event_of(scan, self.session, book, labels, self.rules, day)

    def tap(self, tap: ask.Tap) -> None:
        """A person's tap. Raises Refusal, and then nothing has changed."""
        self.touch()
        self.end_overrides()
        if tap.revision != self.revision:
            raise Refusal("old-screen")
        if (desk := self._desks.get(type(tap))) is not None:
            if problem := desk(tap, self.session, self.present()):
                raise Refusal(problem)
            return
        if problem := self.overrides.tap_problem(tap, self.session):
            raise Refusal(problem)
        if isinstance(tap, ask.ClearFault) and self._drawers_unknown():
            raise Refusal("drawers-unknown")
        if isinstance(tap, ask.ChooseDose) and not tap.reason and self._is_prn(tap.key):
            raise Refusal("reason-missing")
        try:
            self._answer(taps.event_of(tap))
        except taps.BadTap as bad:
            raise Refusal(str(bad)) from bad
        except Unexpected as unexpected:
            raise Refusal("not-now") from unexpected

    def alarm(self, event: ev.DrawerAlarmed, entry: str) -> None:
        """The drawer unit raised an alarm; `entry` is its place in the unit's log, empty without one."""
        if self.alarms.is_known(entry):
            return
        self._alarm_entry = entry
        try:
            self.feed(event)
        finally:
            self._alarm_entry = ""
        self.alarms.confirm_written()

    def _drawers_unknown(self) -> bool:
        """The unit does not answer: nobody can say that its drawers are closed."""
        states = set(self.drawers.states.values())
        return states == {DrawerState.UNKNOWN}

    def _answer(self, event: ev.Event) -> None:
        """What a person did: the line about the last thing has been read."""
        before, self.notice = self.notice, None
        try:
            self.feed(event)
        except Unexpected:
            self.notice = before
            raise

    def _is_prn(self, key: str) -> bool:
        chart = self.knowledge.chart(self.session.encounter_id)
        doses = self.knowledge.doses(chart, self.present()) if chart else ()
        return any(one.dose.dosage.as_needed for one in doses if one.dose.key == key)

    def end_overrides(self) -> None:
        """An override whose time has passed holds for nothing that comes after."""
        if time_is_up(self.session, self.present()):
            self.feed(ev.OverrideExpired())

    def touch(self) -> None:
        """Somebody is at the cart: the idle time starts anew."""
        self._touched = self.clock.monotonic()

    def idle(self, limit: timedelta) -> None:
        """Log out whoever has done nothing for so long; a PIN that nobody enters is no longer awaited."""
        if self.clock.monotonic() - self._touched < limit.total_seconds():
            return
        if self.session.state is State.PIN:
            self.feed(ev.Cancelled())
        elif self.session.person is not None:
            self.feed(ev.LoggedOut(idle=True))

    def check_people(self) -> None:
        """Log out who may no longer work here; an open dose is kept. While an answer is awaited, later."""
        session = self.session
        why = admission.why_out(session.person, self.knowledge.book, self.present()) if session.person else ""
        if not why:
            return
        self.feed(ev.LoggedOut(idle=True, why=why))
        if self.session.person is None:
            self.say(line(f"pin-{why}"))

    def feed(self, event: ev.Event) -> None:
        """One event and all that follows from it. Raises Unexpected when it can not happen now."""
        self._run(step(self.session, event))
        self.keep()

    def present(self) -> Instant:
        return present(self.clock, self.knowledge.book.hospital_time)

    # The round

    def _run(self, first: Step) -> None:
        made = first
        pending: deque[ev.Event] = deque()
        while True:
            if _asked(made.session) != _asked(self.session):
                self.revision += 1
            self.session = made.session
            for effect in made.effects:
                pending.extend(self._carry_out(effect))
            if not pending:
                return
            made = step(self.session, pending.popleft())

    def keep(self) -> None:
        """Write the session down where no commit has done so already."""
        self.memory.keep(self.session)

    def say(self, text: Texts, *, good: bool = False) -> None:
        """Show one line to the nurse."""
        self.notice, self.notice_good = text, good

    # Effects

    def _carry_out(self, effect: fx.Effect) -> tuple[ev.Event, ...]:
        """An effect that fails is answered too, so that the round never waits for an answer in vain."""
        try:
            return self._effects[type(effect)](effect)
        except Exception as error:
            if type(effect) is not fx.CommitIntent and self.memory.spend(error):
                return self._carry_out(effect)
            if isinstance(error, StoreError):
                self.memory.lost(error)
            else:
                log.exception("%s failed", type(effect).__name__)
            return failures.answer(effect, error)

    def _check_pin(self, effect: fx.CheckPin) -> tuple[ev.Event, ...]:
        at = self.present()
        problem = admission.problem_of(effect, self.knowledge.book, at)
        if problem:
            write = partial(self.recorder.login_failed, effect.person, problem, self.session, at)
            self.memory.note(write)
        return (ev.PinChecked(person=effect.person, problem=problem),)

    def _open_patient(self, effect: fx.OpenPatient) -> tuple[ev.Event, ...]:
        encounter_id = self._encounter(effect)
        chart = self.knowledge.chart(encounter_id) if encounter_id else None
        if chart is None:
            verdict = self.knowledge.refusal(encounter_id)
            band = effect.wristband
            return (ev.PatientRefused(verdict=verdict, encounter_id=encounter_id, wristband=band),)
        next_key = self.knowledge.next_key(chart, self.present())
        return (ev.PatientFound(encounter_id=encounter_id, wristband=effect.wristband, next_key=next_key),)

    def _encounter(self, effect: fx.OpenPatient) -> str:
        if effect.wristband is None:
            return effect.encounter_id
        found = self.knowledge.book.find_patient(effect.wristband)
        return found[0] if len(found) == 1 else ""

    def _ask(self, effect: fx.Ask) -> tuple[ev.Event, ...]:
        answer = self.questions.ask(effect, self.session, self.present())
        return () if answer is None else (answer,)

    def ask_again(self) -> None:
        """More has come from the hospital, or time has passed: questions that waited are asked once more."""
        for question in self.questions.waiting(self.session):
            for answer in self._carry_out(question):
                self.feed(answer)

    def _commit_intent(self, effect: fx.CommitIntent) -> tuple[ev.Event, ...]:
        if self.memory.full:
            raise DiskFull("the reserve is for what has happened, not for new doses")
        with self.store.transaction():
            self.recorder.intent(effect.dose, self.session, self.present())
            self.memory.put(self.session)
        return (ev.IntentCommitted(),)

    def _commit_record(self, effect: fx.CommitRecord) -> tuple[ev.Event, ...]:
        """A chart that is gone meanwhile is no reason to lose what was done."""
        at = self.present()
        situation = self.knowledge.situation(self.session, effect.dose.key, at)
        chart = self.knowledge.chart(self.session.encounter_id)
        with self.store.transaction():
            event_id = self.recorder.outcome(effect, self.session, situation, at)
            self.effects.recorded(effect, event_id, self.session.encounter_id, at)
            if effect.outcome == "given":
                self._gone_out(effect.dose, event_id, at)
            self.memory.put(_without_dose(self.session))
        return (ev.RecordCommitted(next_key=self._next_key(chart, at, effect.dose.key)),)

    def _commit_override(self, effect: fx.CommitOverride) -> tuple[ev.Event, ...]:
        if self.memory.full and effect.asked.drawer is None:
            raise DiskFull("the reserve is for what has happened and for emergencies")
        at = self.present()
        try:
            with self.store.transaction():
                grant = self.overrides.commit(effect.asked, self.session, at)
                self.memory.put(granted(self.session, grant))
        except NotAllowed as refused:
            return (ev.OverrideAnswered(problem=refused.problem),)
        return (ev.OverrideAnswered(grant=grant),)

    def _commit_taken(self, effect: fx.CommitTaken) -> tuple[ev.Event, ...]:
        with self.store.transaction():
            self.overrides.taken(effect, self.session, self.present())
            self.memory.put(taken_recorded(self.session))
        return (ev.TakenAnswered(),)

    def _gone_out(self, dose: DoseInHand, event_id: str, at: Instant) -> None:
        """What was prepared is used up, what came from a drawer is in it no more."""
        if dose.label and self.session.person is not None:
            self.knowledge.labels.given(dose.label, event_id, self.session.person.name, at.now)
        else:
            about = {"cause": "given", "event": event_id}
            self.register.taken(dose.packs, about, self.session, at)

    def tell_deviations(self) -> None:
        """Effects of doses as needed, and reviews of overrides, that nobody has recorded for too long."""
        try:
            self.effects.tell_deviations(self.recorder, self.present())
            self.reviews.tell_overdue(self.present())
        except StoreError as error:
            self.memory.lost(error)

    def _next_key(self, chart: Chart | None, at: Instant, done: str) -> str:
        """What is recorded stays recorded, also when the next dose can not be found out."""
        try:
            return self.knowledge.next_key(chart, at, not_again=done) if chart else ""
        except Exception:
            log.exception("the next dose could not be found out")
            return ""

    def _commit_follow_up(self, effect: fx.CommitFollowUp) -> tuple[ev.Event, ...]:
        with self.store.transaction():
            problem = self.records.commit(effect.follow_up, self.session, self.present())
        return (ev.FollowUpAnswered(problem=problem),)

    def _commit_label(self, effect: fx.CommitLabel) -> tuple[ev.Event, ...]:
        at = self.present()
        try:
            with self.store.transaction():
                made = self.pharmacy.label(effect, self.session, at)
                about = {"cause": "prepared", "label": made.number}
                self.register.taken(effect.dose.packs, about, self.session, at)
                self.memory.put(_without_dose(self.session))
        except Unmixable as error:
            return (ev.LabelRefused(problem=error.problem),)
        chart = self.knowledge.chart(self.session.encounter_id)
        return (ev.LabelMade(number=made.number, next_key=self._next_key(chart, at, effect.dose.key)),)

    def _commit_entry(self, effect: fx.CommitEntry) -> tuple[ev.Event, ...]:
        with self.store.transaction():
            problem = self.ledger.commit(effect.entry, effect.witness, self.session, self.present())
        return (ev.EntryAnswered(problem=problem),)

    def _unlock(self, effect: fx.Unlock) -> tuple[ev.Event, ...]:
        self.drawers.unlock(effect.drawer, secrets.randbits(32))
        self.drawers.select(effect.drawer)  # the lamp comes second: the nurse waits for the drawer
        return ()

    def _lock(self, effect: fx.Lock) -> tuple[ev.Event, ...]:
        self.drawers.lock(effect.drawer)
        self.drawers.select(None)
        return ()

    def _note(self, effect: fx.Note) -> tuple[ev.Event, ...]:
        self.memory.note(partial(self._write_note, effect, self.session, self.present(), self._alarm_entry))
        return ()

    def _write_note(self, effect: fx.Note, session: Session, at: Instant, entry: str) -> None:
        """An alarm's entry counts as known only together with its record and the fault that it latched."""
        if entry:
            self.alarms.remember(entry)
            self.memory.put(self.session)
        if session.glass is not None and not effect.encounter_id:
            effect = msgspec.structs.replace(effect, encounter_id=self.overrides.encounter(session.glass))
        event_id = self.recorder.note(effect, session, at)
        self.items.remember(effect, event_id, effect.encounter_id or session.encounter_id, at)

    def _tell(self, effect: fx.Tell) -> tuple[ev.Event, ...]:
        drawer = self.session.dose.drawer if self.session.dose else None
        facts = {"drawer": str(drawer or ""), **effect.facts}
        text = line(effect.message, **facts)
        if self.notice == line("recorded"):  # what was done is not lost behind what comes next
            text = {lang: f"{self.notice[lang]} {text[lang]}" for lang in text}
        self.say(text, good=effect.good)
        return ()


def _asked(session: Session) -> Session:
    """What the nurse is asked: taps on it stay good while drawers move."""
    return replace(session, open_drawers=frozenset())


def _without_dose(session: Session) -> Session:
    """Stored with the record itself: after a power cut here the dose is not in hand a second time."""
    due = closing(session)
    return replace(session, state=State.COUNT if due else State.PATIENT, dose=None, count=due)
