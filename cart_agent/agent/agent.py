"""The agent's mind: one input at a time -> the round's step -> its effects, each a synchronous call.

Everything here runs on the store's one thread, so nothing is ever half-way. The asyncio side (`process.py`)
hands inputs in and sends out what `take_pushes` returns.
"""

import logging
import secrets
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from cart_agent.agent import reasons, scans, taps
from cart_agent.agent.instant import present
from cart_agent.agent.items import OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.recorder import Recorder
from cart_agent.agent.words import Texts, line
from cart_agent.api import requests as ask
from cart_agent.core.chart import Chart
from cart_agent.core.identify import IdentifyRules
from cart_agent.core.session import Session, Step, Unexpected, restore, step
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.session.state import State, replace
from cart_agent.his.messages import Instant
from cart_agent.store import Store, StoreError
from cart_agent.ward import PinAnswer
from drivers.interfaces import Clock, Drawers, Scan

log = logging.getLogger(__name__)

SESSION = "session"
"""Key of the session's JSON in the store."""
PIN_PROBLEMS = {
    PinAnswer.RIGHT: "",
    PinAnswer.WRONG: "wrong",
    PinAnswer.LOCKED: "locked-out",
    PinAnswer.EXPIRED: "expired",
    PinAnswer.NO_PIN: "not-allowed",
}
MANIFEST_FOLLOWS = 3.0
"""Seconds that a new chart may wait for the manifest that names it, before it counts as unverified."""
MAY_GIVE = frozenset({"nurse", "charge-nurse"})
MAY_WITNESS = frozenset({"nurse", "charge-nurse", "witness", "pharmacist"})


class Refusal(Exception):
    """A request that was not carried out; `text` is for the person, `code` a key of `words.LINES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = line(code)


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
        self.session = Session()
        self.revision = 0
        self.notice: Texts | None = None
        self.notice_good = False
        self.memory_failed = False
        self._stored = b""
        self._touched = clock.monotonic()
        self._postponed: fx.Ask | None = None
        self.chart_came: dict[str, float] = {}
        """When a chart last changed, by encounter, on the monotonic clock."""
        self._effects: dict[type, Callable[[Any], tuple[ev.Event, ...]]] = {
            fx.CheckPin: self._check_pin,
            fx.OpenPatient: self._open_patient,
            fx.Ask: self._ask,
            fx.CommitIntent: self._commit_intent,
            fx.CommitRecord: self._commit_record,
            fx.Unlock: self._unlock,
            fx.Lock: self._lock,
            fx.Note: self._note,
            fx.Tell: self._tell,
        }

    def wake(self) -> None:
        """After a start: the session comes back from the store, never assumed idle."""
        saved = self.store.get_state(SESSION)
        if saved is not None:
            self._stored = saved
            self._run(restore(msgspec.json.decode(saved, type=Session)))
        self.keep()

    # Inputs

    def scan(self, scan: Scan) -> None:
        """A code from any scanner. A nurse who scans is at the cart."""
        self.touch()
        at = self.present()
        try:
            day = scans.today(at, self.knowledge.zone)
            event = scans.event_of(scan, self.session, self.knowledge.book, self.rules, day)
        except scans.Rejected as rejected:
            self.say(rejected.text)
            if rejected.reason:
                self.recorder.unreadable(scan, rejected.reason, self.session, at)
            return
        self.feed(event)

    def tap(self, tap: ask.Tap) -> None:
        """A person's tap. Raises Refusal, and then nothing has changed."""
        self.touch()
        if tap.revision != self.revision:
            raise Refusal("old-screen")
        if isinstance(tap, ask.Resolve):
            self._resolve(tap)
            return
        try:
            self.feed(taps.event_of(tap))
        except taps.BadTap as bad:
            raise Refusal(str(bad)) from bad
        except Unexpected as unexpected:
            raise Refusal("not-now") from unexpected

    def _resolve(self, tap: ask.Resolve) -> None:
        if self.session.person is None:
            raise Refusal("not-now")
        if not reasons.known(reasons.RESOLVE, tap.reason):
            raise Refusal("reason-missing")
        with self.store.transaction():
            item = self.items.resolve(tap.item)
            if item is None:
                raise Refusal("old-screen")
            self.recorder.resolved(item, tap.reason, self.session, self.present())

    def touch(self) -> None:
        """Somebody is at the cart: the idle time starts anew."""
        self._touched = self.clock.monotonic()

    def idle(self, limit: timedelta) -> None:
        """Log out whoever has done nothing for so long."""
        idle = self.clock.monotonic() - self._touched
        if self.session.person is not None and idle >= limit.total_seconds():
            self.feed(ev.LoggedOut(idle=True))

    def feed(self, event: ev.Event) -> None:
        """One event and all that follows from it. Raises Unexpected when it can not happen now."""
        self._run(step(self.session, event))
        self.keep()

    def present(self) -> Instant:
        return present(self.clock)

    # The round

    def _run(self, first: Step) -> None:
        made = first
        pending: deque[ev.Event] = deque()
        while True:
            if _asked(made.session) != _asked(self.session):
                self.revision += 1
            self.session = made.session
            for effect in made.effects:
                pending.extend(self._effects[type(effect)](effect))
            if not pending:
                return
            made = step(self.session, pending.popleft())

    def keep(self) -> None:
        """Write the session down where no commit has done so already."""
        encoded = msgspec.json.encode(self.session)
        if encoded == self._stored:
            return
        try:
            self.store.put_state(SESSION, encoded)
        except StoreError:
            log.exception("the session could not be stored")
            self.memory_failed = True
            return
        self._stored = encoded

    def say(self, text: Texts, *, good: bool = False) -> None:
        """Show one line to the nurse."""
        self.notice, self.notice_good = text, good

    # Effects

    def _check_pin(self, effect: fx.CheckPin) -> tuple[ev.Event, ...]:
        at = self.present()
        answer = self.knowledge.book.people.verify_pin(effect.person.id, effect.pin, at.now)
        problem = PIN_PROBLEMS[answer]
        allowed = MAY_WITNESS if effect.witness_for else MAY_GIVE
        if not problem and not allowed & set(effect.person.roles):
            problem = "not-allowed"
        if problem:
            self.recorder.login_failed(effect.person, problem, self.session, at)
        return (ev.PinChecked(person=effect.person, problem=problem),)

    def _open_patient(self, effect: fx.OpenPatient) -> tuple[ev.Event, ...]:
        found = self.knowledge.book.find_patient(effect.wristband)
        encounter_id = found[0] if len(found) == 1 else ""
        chart = self.knowledge.chart(encounter_id) if encounter_id else None
        if chart is None:
            return (ev.PatientRefused(verdict=self.knowledge.refusal(encounter_id)),)
        next_key = self.knowledge.next_key(chart, self.present())
        return (ev.PatientFound(encounter_id=encounter_id, wristband=effect.wristband, next_key=next_key),)

    def _ask(self, effect: fx.Ask) -> tuple[ev.Event, ...]:
        at = self.present()
        answer = self.knowledge.ask(effect.gate, self.session, effect.key, at)
        if self._awaits_manifest(answer, at):
            self._postponed = effect
            return ()
        self._postponed = None
        return (answer,)

    def _awaits_manifest(self, answer: ev.Checked, at: Instant) -> bool:
        """A chart that has just come is named by the manifest right behind it: no reason to alarm a nurse."""
        unverified = any(finding.code == "CHART_UNVERIFIED" for finding in answer.verdict.findings)
        age = at.monotonic - self.chart_came.get(self.session.encounter_id, -MANIFEST_FOLLOWS)
        return unverified and age < MANIFEST_FOLLOWS

    def ask_again(self) -> None:
        """More has come from the hospital, or time has passed: a postponed question is asked once more."""
        postponed, self._postponed = self._postponed, None
        dose = self.session.dose
        if postponed is not None and dose is not None and dose.key == postponed.key:
            for answer in self._ask(postponed):
                self.feed(answer)

    def _commit_intent(self, effect: fx.CommitIntent) -> tuple[ev.Event, ...]:
        at = self.present()
        try:
            with self.store.transaction():
                self.recorder.intent(effect.dose, self.session, at)
                self._store_session(self.session)
        except StoreError as error:
            return self._failed(error)
        return (ev.IntentCommitted(),)

    def _commit_record(self, effect: fx.CommitRecord) -> tuple[ev.Event, ...]:
        at = self.present()
        situation = self.knowledge.situation(self.session, effect.dose.key, at)
        chart = self.knowledge.chart(self.session.encounter_id)
        if chart is None:
            return (ev.CommitFailed(problem="the chart is gone"),)
        try:
            with self.store.transaction():
                self.recorder.outcome(effect, self.session, situation, at)
                self._store_session(_without_dose(self.session))
        except StoreError as error:
            return self._failed(error)
        return (ev.RecordCommitted(next_key=self._next(chart, at, effect.dose.key)),)

    def _next(self, chart: Chart, at: Instant, done: str) -> str:
        return self.knowledge.next_key(chart, at, not_again=done)

    def _store_session(self, session: Session) -> None:
        encoded = msgspec.json.encode(session)
        self.store.put_state(SESSION, encoded)
        self._stored = encoded

    def _failed(self, error: StoreError) -> tuple[ev.Event, ...]:
        log.error("nothing was written: %s", error)
        self.memory_failed = True
        self._stored = b""
        return (ev.CommitFailed(problem=str(error)),)

    def _unlock(self, effect: fx.Unlock) -> tuple[ev.Event, ...]:
        self.drawers.select(effect.drawer)
        self.drawers.unlock(effect.drawer, secrets.randbits(32))
        return ()

    def _lock(self, effect: fx.Lock) -> tuple[ev.Event, ...]:
        self.drawers.lock(effect.drawer)
        self.drawers.select(None)
        return ()

    def _note(self, effect: fx.Note) -> tuple[ev.Event, ...]:
        at = self.present()
        with self.store.transaction():
            event_id = self.recorder.note(effect, self.session, at)
            self.items.remember(effect, event_id, self.session.encounter_id, at)
        return ()

    def _tell(self, effect: fx.Tell) -> tuple[ev.Event, ...]:
        drawer = self.session.dose.drawer if self.session.dose else None
        facts = {"drawer": str(drawer or ""), **effect.facts}
        self.say(line(effect.message, **facts), good=effect.good)
        return ()


def _asked(session: Session) -> Session:
    """What the nurse is asked: taps on it stay good while drawers move."""
    return replace(session, open_drawers=frozenset())


def _without_dose(session: Session) -> Session:
    """Stored with the record itself: after a power cut here the dose is not in hand a second time."""
    return replace(session, state=State.PATIENT, dose=None)
