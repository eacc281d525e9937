"""The hospital's messages come in here, and what the cart has to say besides its events goes out."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from cart_agent import __version__
from cart_agent.agent.agent import Agent
from cart_agent.agent.overrides import running
from cart_agent.agent.syncs import Syncs
from cart_agent.agent.views.status import Outside
from cart_agent.agent.words import line
from cart_agent.api.pushes import AnyPush, Publish
from cart_agent.api.views import StatusView
from cart_agent.core.session import events as ev
from cart_agent.his.messages import (
    CartState,
    ClockState,
    Command,
    OutboxState,
    SyncRequest,
    decode,
    encode,
)
from cart_agent.his.topics import Kind
from cart_agent.ward import Notice, Received

log = logging.getLogger(__name__)

DECIDING = frozenset({Kind.CHART, Kind.FORMULARY, Kind.POLICY, Kind.STOCK})
"""Documents whose change may change a dose in hand."""
ALARMS_SHOWN = 3


class HospitalDesk:
    """For the store's thread only."""

    def __init__(self, agent: Agent, outside: Outside) -> None:
        self._agent = agent
        self._outside = outside
        self._book = agent.knowledge.book
        self.obey: Callable[[Command], None] = lambda _: None
        """What is done with a signed command."""
        self._syncs = Syncs(self._book.sync)
        self._outgoing: list[tuple[AnyPush, tuple[str, ...]]] = []

    def keep(self, topic: str, payload: bytes, *, again: bool = False) -> Received:
        """Take one message, delivered again or not, into the caller's transaction. Raises StoreError."""
        if again and self._book.overtaken(topic, payload):
            return Received()
        at = self._agent.present()
        received = self._book.receive(topic, payload, at)
        for notice in received.notices:
            self._agent.recorder.notice(notice, at)
        return received

    def undo(self) -> None:
        """The transaction around `keep` was rolled back."""
        self._book.restore()

    def act(self, received: Received) -> tuple[str, ...]:
        """Act on what is on the disk now; the encounters it changed, "" for all of them."""
        for notice in received.notices:
            self._show(notice)
        if received.host is not None:
            self._outside.hospital = received.host.state
        if received.sync is not None:
            self._publish_syncs(self._syncs.want(received.sync, self._agent.clock.monotonic()))
        if received.command is not None:
            self.obey(received.command)
        if Kind.STAFF in received.changed:
            self._agent.check_people()
        now = self._agent.clock.monotonic()
        self._agent.questions.charts_came(received.charts, now)
        if self._concerns_dose(received):
            self._agent.feed(ev.ChartChanged())
        if received.changed:
            self._agent.ask_again()
        return ("",) if received.changed & DECIDING - {Kind.CHART} else received.charts

    def _concerns_dose(self, received: Received) -> bool:
        if self._agent.session.encounter_id in received.charts:
            return True
        return bool(received.changed & DECIDING - {Kind.CHART})

    def _show(self, notice: Notice) -> None:
        log.warning("a message of the hospital could not be taken as it is: %s", notice.code.value)
        if notice.alarm:
            text = line("notice", code=notice.code.value)
            kept = tuple(one for one in self._outside.alarms if one != text)
            self._outside.alarms = (*kept, text)[-ALARMS_SHOWN:]

    def tell(self, notice: Notice) -> None:
        """Something about the hospital's documents that no message brought."""
        self._agent.memory.note(partial(self._agent.recorder.notice, notice, self._agent.present()))
        self._show(notice)

    def ask_every_ward(self, reason: str) -> None:
        """Ask for what differs: the link has a new connection, or the hospital wants it."""
        self._syncs.begin()
        self._publish_syncs(self._book.sync(ward, reason) for ward in self._book.wards)

    def tick(self) -> None:
        """Ask for what could not be asked for at once."""
        self._publish_syncs(self._syncs.due(self._agent.clock.monotonic()))

    def _publish_syncs(self, syncs: Iterable[SyncRequest]) -> None:
        for sync in syncs:
            push = Publish(topic="sync", payload=encode(sync), retain=False)
            self._outgoing.append((push, ("link",)))

    def take_outgoing(self) -> tuple[tuple[AnyPush, tuple[str, ...]], ...]:
        """What is to be published since the last call."""
        outgoing, self._outgoing = tuple(self._outgoing), []
        return outgoing

    def state(self, status: StatusView) -> Publish:
        """The cart's own state; the link writes its session into it."""
        counts = self._agent.store.counts()
        state = CartState(
            state="alert" if self._alert() else "ready",
            session=0,
            versions={"agent": __version__},
            drawers={str(one.number): one.state for one in status.drawers},
            outbox=OutboxState(unsettled=counts.unsettled, oldest=counts.oldest),
            clock=self._agent.present().clock,
        )
        return Publish(topic="state", payload=encode(state), retain=True)

    def _alert(self) -> bool:
        """Somebody in the hospital should look at this cart: it is shut, its disk fails, or a STOP is passed
        over."""
        agent = self._agent
        stands_still = bool(agent.session.lockdown) or agent.session.fault is not None
        return stands_still or agent.memory.failed or running(agent.session) is not None


def state_key(state: Publish) -> object:
    """What makes a cart's state news: not its outbox and its clock's offset, which always change."""
    said = decode(state.payload, CartState)
    clock = ClockState(synced=said.clock is None or said.clock.synced)
    return msgspec.structs.replace(said, outbox=None, clock=clock)
