"""The agent's mind: one input at a time -> the round's step -> its effects, each a synchronous call.

Everything here runs on the store's one thread, so nothing is ever half-way. The asyncio side (`process.py`)
hands inputs in and sends out what `Service.changes` returns.
"""

import logging
from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from cart_agent.agent import admission, failures, kept, powercut, scans, taps
from cart_agent.agent.cards import look
from cart_agent.agent.deeds import carry_out
from cart_agent.agent.news import changed_before_release, the_same_unseen
from cart_agent.agent.overrides import moment, time_is_up
from cart_agent.agent.parts import Parts
from cart_agent.agent.reads import Quality
from cart_agent.agent.reasons import ALL_CLOSED
from cart_agent.agent.sounds import sound_of
from cart_agent.agent.words import line
from cart_agent.api import requests as ask
from cart_agent.core.override import Moment
from cart_agent.core.session import Session, Step, Unexpected, restore, step
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.session.places import State
from cart_agent.core.session.state import replace
from cart_agent.his.messages import Instant
from cart_agent.store import StoreError
from drivers.interfaces import DrawerState, Scan, Sound

log = logging.getLogger(__name__)


class Refusal(Exception):
    """A request that was not carried out; `text` is for the person, `code` a key of `words.LINES`."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code, *facts.values())
        self.code = code
        self.text = line(code, **facts)


class Agent(Parts):
    """The round of one cart. `Parts` says how one is made."""

    def wake(self) -> None:
        """After a start: the session comes back from the store, never assumed idle."""
        gone = powercut.last_before(self.clock.boot_id, self.store)
        saved = self.memory.load()
        if saved is not None:
            self._run(restore(saved))
        self.keep()
        if gone is not None:
            self._send_away("boot-out", gone)
            self.end_by_time()

    # Inputs

    def scan(self, scan: Scan) -> Quality:
        """A code from any scanner, and how well it was read. A nurse who scans is at the cart."""
        self.touch()
        self.end_by_time()
        self.card = None
        at = self.present()
        try:
            day = scans.today(at, self.knowledge.zone)
            event = self._scanned(scan, day)
        except scans.Rejected as rejected:
            self._rejected(rejected)
            if rejected.reason:
                write = partial(self.recorder.unreadable, scan, rejected.reason, self.session, at)
                self.memory.note(write)
            return scans.quality_of(rejected)
        self._answer(event)
        return scans.quality_of(event)

    def _rejected(self, rejected: scans.Rejected) -> None:
        """Say why; a card is compared first."""
        text, good = rejected.text, False
        if rejected.card is not None:
            self.cards += 1
            self.card = look(rejected.card, self.session, self.knowledge.book)
            text, good = self.card.text, self.card.match == "same"
        self.say(text, good=good)
        self.sounds.heard(Sound.GOOD if good else Sound.STOP)
        self.sounds.play()

    def _scanned(self, scan: Scan, day: date) -> ev.Event:
        book, labels = self.knowledge.book, self.knowledge.labels
        return scans.event_of(scan, self.session, book, labels, self.rules, day)

    def tap(self, tap: ask.Tap) -> None:
        """A person's tap. Raises Refusal, and then nothing has changed."""
        self.touch()
        self.end_by_time()
        if tap.revision != self.revision:
            raise Refusal("old-screen")
        card, self.card = self.card, None
        if (desk := _DESKS.get(type(tap))) is not None:
            self._to_desk(desk, tap)
            return
        if problem := self._problem(tap):
            raise Refusal(problem)
        try:
            event = taps.event_of(tap)
            if isinstance(event, ev.FollowedUp) and (problem := self._not_said(event)):
                raise Refusal(problem)
            if isinstance(event, ev.UnableToScan) and card is not None:
                event = msgspec.structs.replace(event, card=card.names(event.encounter_id))
            self._answer(event)
        except taps.BadTap as bad:
            raise Refusal(str(bad)) from bad
        except Unexpected as unexpected:
            raise Refusal("not-now") from unexpected
        if isinstance(tap, ask.Logout) and (text := kept.line_of(self.session, self.keep_for)):
            self.say(text, good=True)

    def _to_desk(self, desk: Callable[[Parts, Any, Instant], str], tap: ask.Tap) -> None:
        """A tap that is no step of the round. Raises Refusal."""
        if problem := desk(self, tap, self.present()):
            raise Refusal(problem)
        if (said := _SAID.get(type(tap))) is not None:
            self.say(line(said), good=True)

    def alarm(self, event: ev.DrawerAlarmed, entry: str) -> None:
        """The drawer unit raised an alarm; `entry` is its place in the unit's log, empty without one."""
        if self.alarms.is_known(entry):
            return
        self.alarm_entry = entry
        try:
            self.feed(event)
        finally:
            self.alarm_entry = ""
        self.alarms.confirm_written()

    def moved(self, event: ev.DrawerMoved) -> None:
        """A drawer was opened or shut; what was said of an open one is over with that."""
        self.feed(event)
        if not event.is_open:
            for said in ("open-too-long", "stands-open"):
                self.unsay(said, drawer=str(event.drawer))
        if not self.session.open_drawers:
            self.unsay("close-drawer")

    def _problem(self, tap: ask.Tap) -> str:
        """What speaks against this tap before anything is asked."""
        if isinstance(tap, ask.ChooseDose) and not tap.reason and self._is_prn(tap.key):
            return "reason-missing"
        return self.overrides.tap_problem(tap, self.session) or self._not_over(tap)

    def _not_over(self, tap: ask.Tap) -> str:
        """Why the fault can not be over: the unit does not answer, or contradicts what the nurse says."""
        if not isinstance(tap, ask.ClearFault):
            return ""
        states = set(self.drawers.states.values())
        if states == {DrawerState.UNKNOWN}:
            return "drawers-unknown"
        return "close-drawer" if tap.reason == ALL_CLOSED and DrawerState.OPEN in states else ""

    def _not_said(self, event: ev.FollowedUp) -> str:
        """Why this can not be said of the record: known before the question leaves the glass."""
        return self.records.problem(event.follow_up, self.session, self.present())

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

    def end_by_time(self) -> None:
        """An override whose time has passed holds for nothing that comes after, nor a dose that was kept."""
        if time_is_up(self.session, self.present()):
            self.feed(ev.OverrideExpired())
        if kept.too_long(self.session, self.keep_for, self.present()):
            self._answer(ev.KeptLongEnough())

    def touch(self) -> None:
        """Somebody is at the cart: the idle time starts anew."""
        self.touched = self.clock.monotonic()

    def idle(self, limit: timedelta) -> None:
        """Log out whoever has done nothing for so long; a PIN that nobody enters is no longer awaited."""
        if self.clock.monotonic() - self.touched < limit.total_seconds():
            return
        self._send_away("idle-out")

    def _send_away(self, said: str, gone: Moment | None = None) -> None:
        """Log out whoever is there, who left at `gone` or just now."""
        if self.session.state is State.PIN:
            self._answer(ev.Cancelled())
        elif self.session.person is not None:
            if self.notice_good:
                self.notice = None  # of a patient who is not on the glass any more
            self.feed(ev.LoggedOut(idle=True, at=gone))
            if self.session.person is None and self.notice is None:
                self.say(kept.line_of(self.session, self.keep_for) or line(said))

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
        before = self.session.dose
        if isinstance(event, ev.LoggedOut) and event.at is None:
            event = msgspec.structs.replace(event, at=moment(self.present()))
        self._run(step(self.session, event))
        if text := changed_before_release(before, self.session.dose):
            self.say(text, unseen=the_same_unseen(before, self.session.dose))
        self.keep()

    # The round

    def _run(self, first: Step) -> None:
        made = first
        pending: deque[ev.Event] = deque()
        while True:
            if _asked(made.session) != _asked(self.session):
                self.revision += 1
            self.sounds.heard(sound_of(self.session, made))
            self.session = made.session
            for effect in made.effects:
                pending.extend(self._carry_out(effect))
            if not pending:
                self.sounds.play()
                return
            made = step(self.session, pending.popleft())

    def keep(self) -> None:
        """Write the session down where no commit has done so already."""
        self.memory.keep(self.session)

    # Effects

    def _carry_out(self, effect: fx.Effect) -> tuple[ev.Event, ...]:
        """An effect that fails is answered too, so that the round never waits for an answer in vain."""
        try:
            return carry_out(self, effect)
        except Exception as error:
            if type(effect) is not fx.CommitIntent and self.memory.spend(error):
                return self._carry_out(effect)
            if isinstance(error, StoreError):
                self.memory.lost(error)
            else:
                log.exception("%s failed", type(effect).__name__)
            return failures.answer(effect, error)

    def ask_again(self) -> None:
        """More has come from the hospital, or time has passed: questions that waited are asked once more."""
        for question in self.questions.waiting(self.session):
            for answer in self._carry_out(question):
                self.feed(answer)

    def tell_deviations(self) -> None:
        """Effects of doses as needed, and reviews of overrides, that nobody has recorded for too long."""
        try:
            self.effects.tell_deviations(self.recorder, self.present())
            self.reviews.tell_overdue(self.present())
        except StoreError as error:
            self.memory.lost(error)


def _asked(session: Session) -> Session:
    """What the nurse is asked: taps on it stay good while drawers move."""
    return replace(session, open_drawers=frozenset())


_DESKS: dict[type, Callable[[Parts, Any, Instant], str]] = {
    ask.Resolve: lambda parts, tap, at: parts.reviews.resolve(tap, parts.session, at),
    ask.Review: lambda parts, tap, at: parts.reviews.review(tap, at),
    ask.Reconcile: lambda parts, tap, at: parts.reconciliation.tap(tap, parts.session, at),
    ask.AskPrescriber: lambda parts, tap, at: parts.memos.question(tap, parts.session, at),
    ask.LeaveNote: lambda parts, tap, at: parts.memos.note(tap, parts.session, at),
    ask.PrintLabel: lambda parts, tap, at: parts.prints.again(tap, parts.session, at),
}
"""Taps that are no step of the round; each says why it can not be done, or nothing."""
_SAID: dict[type, str] = {ask.AskPrescriber: "question-kept", ask.LeaveNote: "note-kept", ask.Review: "noted"}
"""Those of them that change nothing else on the glass -> what is said."""
