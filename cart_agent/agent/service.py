"""Everything the agent's process is asked or told, as synchronous calls on the store's one thread.

Each call may change what is shown; `changes()` then says which pushes go to whom.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.agent.admindesk import AdminDesk
from cart_agent.agent.agent import Agent, Refusal
from cart_agent.agent.doubles import Doubles
from cart_agent.agent.hospital import HospitalDesk, state_key
from cart_agent.agent.linkdesk import LinkDesk
from cart_agent.agent.printdesk import PrintDesk
from cart_agent.agent.reads import Quality, Reads
from cart_agent.agent.scans import today
from cart_agent.agent.views import RoundList, session_view, status_view
from cart_agent.agent.views.status import Outside
from cart_agent.agent.words import line
from cart_agent.api import pushes as push
from cart_agent.api import requests as ask
from cart_agent.api.views import DeviceView, DocumentView, RoundView, SessionView, StatusView
from cart_agent.core.session import events as ev
from cart_agent.store import StoreError
from drivers.interfaces import (
    AlarmKind,
    DeviceChanged,
    DeviceState,
    DrawerAlarm,
    DrawerChanged,
    DrawerReport,
    DrawerState,
    Scan,
    UnlockResult,
)

log = logging.getLogger(__name__)

Addressed = tuple[push.AnyPush, tuple[str, ...]]
"""A push and the roles it goes to."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """What a client that connects now is told first."""

    status: StatusView
    session: SessionView
    round: RoundView
    state: push.Publish
    """To the link: the cart's own state."""


class CartState(Snapshot, frozen=True, kw_only=True):
    """What `cart state` asks for: the snapshot, and which documents of the hospital are in force."""

    documents: tuple[DocumentView, ...]


class Service:
    """One cart's agent, without its event loop."""

    def __init__(
        self,
        agent: Agent,
        hospital: HospitalDesk,
        outside: Outside,
        logout_after: timedelta,
        rounds: RoundList,
        admin: AdminDesk,
        printer: PrintDesk,
    ) -> None:
        self._agent = agent
        self._hospital = hospital
        self._outside = outside
        self._logout_after = logout_after
        self._round = rounds
        self._link = LinkDesk(agent, hospital, outside, self._round.changed)
        self.chores: tuple[Callable[[], None], ...] = ()
        """What else is to be looked after once a second."""
        self._reads = Reads(agent.store)
        self._doubles = Doubles()
        self._told: dict[type, Any] = {}
        self._requests: dict[type, Callable[[Any], push.Reply]] = {
            ask.GetState: lambda request: push.Reply(id=request.id, ok=True, data=self._state()),
            ask.Ping: lambda request: push.Reply(id=request.id, ok=True),
            ask.GetReads: self._read_days,
            **admin.handlers,
            **printer.handlers,
        }

    # Devices

    def device(self, report: Scan | DrawerReport) -> None:
        """A scan, or anything a device says about itself."""
        match report:
            case Scan():
                if not self._doubles.is_one(report, self._agent.clock.monotonic()):
                    self._read(report.device, self._agent.scan(report))
            case DeviceChanged():
                self._device_changed(report)
            case DrawerChanged():
                self._drawer_changed(report)
            case UnlockResult():
                event = ev.Unlocked(drawer=report.drawer, ok=report.ok, reason=report.reason)
                self._agent.feed(event)
            case DrawerAlarm():
                self._alarm(report)

    def _device_changed(self, report: DeviceChanged) -> None:
        counted = msgspec.structs.asdict(self._reads.of(report.device))
        view = DeviceView(name=report.device, state=report.state.value, detail=report.detail, **counted)
        before = self._outside.devices.get(report.device)
        self._outside.devices = self._outside.devices | {report.device: view}
        if _worth_recording(before.state if before else "", view.state):
            at = self._agent.present()
            self._agent.memory.note(partial(self._agent.recorder.device, report, at))
        if before is None or before.state != view.state:
            log.info("device %s is %s", report.device, view.state)
        if report.detail.startswith("unreadable"):
            self._read(report.device, "unreadable")
            self._agent.say(line("not-a-scan"))

    def _read(self, device: str, quality: Quality) -> None:
        """Count one read of this scanner."""
        day = today(self._agent.present(), self._agent.knowledge.zone)
        known = DeviceView(name=device, state=DeviceState.READY.value, detail="")
        counted = msgspec.structs.asdict(self._reads.count(device, quality, day))
        view = msgspec.structs.replace(self._outside.devices.get(device, known), **counted)
        self._outside.devices = self._outside.devices | {device: view}

    def _read_days(self, request: ask.GetReads) -> push.Reply:
        days = self._reads.days(request.since)
        return push.Reply(id=request.id, ok=True, data=push.ReadsBatch(days=days))

    def _drawer_changed(self, report: DrawerChanged) -> None:
        """A drawer that is not known to be shut counts as open only where it was sensed so."""
        is_open, session = report.state is DrawerState.OPEN, self._agent.session
        first = report.drawer in session.left_open and report.state is not DrawerState.UNKNOWN
        if first or is_open != (report.drawer in session.open_drawers):
            self._agent.moved(ev.DrawerMoved(drawer=report.drawer, is_open=is_open))

    def _alarm(self, report: DrawerAlarm) -> None:
        if report.kind in (AlarmKind.FORCED_OPEN, AlarmKind.OPENED_BY_KEY):
            self._agent.touch()
        event = ev.DrawerAlarmed(kind=report.kind.value, drawer=report.drawer, detail=report.detail)
        self._agent.alarm(event, report.entry)

    # Requests

    def request(self, request: ask.Request) -> push.Reply:
        """Answer one request. A tap that is refused changes nothing."""
        try:
            if isinstance(request, ask.Tap):
                self._agent.tap(request)
                self._round.changed(self._agent.session.encounter_id)
                return push.Reply(id=request.id, ok=True)
            return self._requests[type(request)](request)
        except Refusal as refusal:
            return push.Reply(id=request.id, ok=False, code=refusal.code, text=refusal.text)
        except StoreError as error:
            self._agent.memory.lost(error)
            return push.Reply(id=request.id, ok=False, code="disk-full", text=line("disk-full"))

    def answer(self, handlers: Mapping[type, Callable[[Any], push.Reply]]) -> None:
        """Answer requests of these kinds too."""
        self._requests.update(handlers)

    def requests(self, requests: Sequence[ask.Request]) -> tuple[push.Reply, ...]:
        """Answer one after the other."""
        return tuple(map(self.request, requests))

    def link(self, requests: Sequence[ask.Request]) -> tuple[push.Reply, ...]:
        """Answer requests of the link that wait together."""
        return self._link.answer(requests)

    # Time

    def tick(self) -> None:
        """Once a second: idle people, doses that become due."""
        self._agent.idle(self._logout_after)
        for chore in self.chores:
            chore()
        self._agent.check_people()
        self._agent.end_by_time()
        self._agent.ask_again()
        self._agent.tell_deviations()
        self._agent.keep()
        self._reads.keep()
        self._agent.alarms.confirm_written()

    @property
    def commits(self) -> int:
        """What was written since the start, in transactions; may be read on any thread."""
        return self._agent.store.commits

    def close(self) -> None:
        """Keep the session and close the store."""
        self._agent.keep()
        self._reads.keep()
        self._agent.store.close()

    # Telling

    def snapshot(self) -> Snapshot:
        """Everything, now."""
        agent = self._agent
        status = status_view(agent, self._outside)
        return Snapshot(
            status=status,
            session=session_view(agent),
            round=self._round.view(agent.present()),
            state=self._hospital.state(status),
        )

    def _state(self) -> CartState:
        shown = DocumentView.__struct_fields__
        return CartState(
            **msgspec.structs.asdict(self.snapshot()),
            documents=tuple(
                DocumentView(**{name: getattr(entry, name) for name in shown})
                for entry in self._agent.store.documents("")
            ),
        )

    def changes(self) -> tuple[Addressed, ...]:
        """The pushes since the last call: what looks different now, and what the link is to publish.

        While answers of the hospital stream in, the counts that they change are shown at the next tick.
        """
        if self._link.only_outbox:
            self._link.only_outbox = False
            return self._hospital.take_outgoing()
        now = self.snapshot()
        candidates: tuple[Addressed, ...] = (
            (push.StatusChanged(status=now.status), ("ui", "admin")),
            (push.SessionChanged(session=now.session), ("ui",)),
            (push.RoundChanged(round=now.round), ("ui",)),
            (now.state, ("link",)),
            (push.OutboxChanged(seq=self._agent.store.head().seq), ("link",)),
            (push.LabelsWaiting(numbers=self._agent.prints.waiting_numbers(now.status.now)), ("printer",)),
        )
        return (*(one for one in candidates if self._is_news(one[0])), *self._hospital.take_outgoing())

    def _is_news(self, message: push.AnyPush) -> bool:
        """Whether it says something else than the last of its kind; the clock alone is no news."""
        key = _without_time(message)
        if self._told.get(type(message)) == key:
            return False
        self._told[type(message)] = key
        return True


def _worth_recording(before: str, after: str) -> bool:
    """A device that failed, and one that came back from a failure; not every start."""
    bad = (DeviceState.FAULTY.value, DeviceState.READ_ONLY.value)
    return before != after and (after in bad or (before in bad and after == DeviceState.READY.value))


def _without_time(message: push.AnyPush) -> object:
    if isinstance(message, push.Publish):
        return state_key(message)
    if isinstance(message, push.StatusChanged):
        status = message.status
        return tuple(getattr(status, name) for name in status.__struct_fields__ if name != "now")
    return message
