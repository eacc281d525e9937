"""One connection's life: connect, subscribe, birth; then messages in, events out, until it ends."""

import asyncio
import contextlib
import time

from cart_agent.api.client import AgentClient, Refused
from cart_agent.api.requests import LinkChanged
from cart_agent.ending import within
from cart_agent.his.link.backoff import Backoff
from cart_agent.his.link.desk import Desk
from cart_agent.his.link.inbox import Inbox
from cart_agent.his.link.items import Arrived, Connected, Lost, Receipt, Subscribed
from cart_agent.his.link.mqtt import Connection
from cart_agent.his.link.pump import Pump
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.link.tasks import first
from cart_agent.his.messages import Ack, CartState, HostState, decode, encode
from cart_agent.his.topics import Kind, Topics

_WATCH = 1.0
_FAREWELL = 3.0
"""How long a stopped link waits until the broker has its last word."""


class LinkLost(Exception):
    """The connection to the broker is over, or was never made. `refused`: a person must do something."""

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.refused = refused


class Session:
    """From one CONNECT to the end of that connection."""

    def __init__(
        self,
        settings: LinkSettings,
        topics: Topics,
        agent: AgentClient,
        desk: Desk,
        number: int,
        waits: Backoff,
    ) -> None:
        will = CartState(state="lost", session=number)
        self._settings = settings
        self._agent = agent
        self._desk = desk
        self._number = number
        self._waits = waits
        self._state_topic, self._ack_topic = topics.own(Kind.STATE), topics.own(Kind.ACK)
        self._host_topic = topics.host_state
        self._connection = Connection(settings, topics.cart, (self._state_topic, encode(will)), self._take_in)
        self._pump = Pump(settings, agent, self._connection, topics.own(Kind.EVENT))
        self._inbox = Inbox(agent, self._connection)
        self._alarmed = False
        self._subscribed = False
        self._asked_at = 0.0
        """When the broker was asked for its messages."""

    async def run(self, subscribe: tuple[str, ...]) -> None:
        """Work until the connection ends. Raises LinkLost or AgentGone; says farewell only when stopped."""
        farewell = False
        try:
            await self._connect(subscribe)
            self._desk.on_outbox = self._pump.wake
            await first(self._dispatch(), self._inbox.run(), self._watch())
        except Refused as error:
            raise LinkLost(f"the agent could not keep a message: {error}") from error
        except asyncio.CancelledError:
            farewell = not self._desk.abandoned
            raise
        finally:
            self._desk.on_outbox = lambda: None
            self._inbox.abandon()
            await self._leave(farewell=farewell)

    async def _connect(self, subscribe: tuple[str, ...]) -> None:
        try:
            await self._connection.open()
            async with asyncio.timeout(self._settings.connect_timeout):
                answer = await self._connection.items.get()
        except (OSError, ValueError) as error:  # ValueError: a certificate file or host name that is none
            raise LinkLost(f"cannot connect: {error or type(error).__name__}") from error
        if not isinstance(answer, Connected) or answer.refusal:
            reason = getattr(answer, "refusal", "") or getattr(answer, "reason", "no answer")
            raise LinkLost(f"the broker refused: {reason}", refused=isinstance(answer, Connected))
        self._pump.limit(answer.receive_maximum)
        self._connection.subscribe(subscribe)
        self._asked_at = time.monotonic()

    async def _dispatch(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                match await self._connection.items.get():
                    case Receipt() as receipt:
                        await self._judge(self._pump.receipt(receipt))
                    case Subscribed() as answer:
                        await self._ready(answer, group)
                    case Lost() as lost:
                        raise LinkLost(lost.reason)
                    case Connected():
                        raise LinkLost("the broker answered CONNECT twice")

    async def _ready(self, answer: Subscribed, group: asyncio.TaskGroup) -> None:
        """Birth, then the news to the agent (its sync goes out next), then the events."""
        self._subscribed = True
        self._desk.forget_waiting()
        self._connection.publish(self._state_topic, self._desk.birth(self._number), retain=True)
        if answer.refused:
            await self._alarm("no subscription to " + ", ".join(answer.refused))
        await self._agent.request(LinkChanged, state="connected")
        self._waits.reset()
        group.create_task(self._desk.publish(self._connection, self._number))
        group.create_task(self._pump.run())

    def _take_in(self, arrived: Arrived) -> None:
        self._listen(arrived)
        self._inbox.put(arrived)

    def _listen(self, arrived: Arrived) -> None:
        """What concerns the publishing itself; the agent decides about everything else."""
        if arrived.topic == self._ack_topic:
            self._pump.hospital_heard(_answered(arrived.payload))
        elif arrived.topic == self._host_topic and not arrived.retained:
            with contextlib.suppress(ValueError):
                if decode(arrived.payload, HostState).state == "ready":
                    self._pump.hospital_back()

    async def _judge(self, refusal: str | None) -> None:
        """A refused event is an alarm, until the broker takes one again."""
        if refusal:
            await self._alarm(f"an event was refused: {refusal}")
        elif refusal is not None and self._alarmed:
            self._alarmed = False
            await self._agent.request(LinkChanged, state="connected")

    async def _alarm(self, detail: str) -> None:
        self._alarmed = True
        await self._agent.request(LinkChanged, state="refused", detail=detail)

    async def _watch(self) -> None:
        """A thread that hangs, or a broker that answers nothing, ends the connection."""
        limit = self._settings.stuck_after
        while True:
            await asyncio.sleep(min(_WATCH, limit / 4))
            if _longer(self._connection.beat, limit):
                raise LinkLost("the MQTT thread is stuck")
            if not self._subscribed and _longer(self._silent_since(), self._settings.connect_timeout):
                raise LinkLost("the broker does not answer the subscription")
            if _longer(self._pump.waiting_since(), limit):
                raise LinkLost("the broker acknowledges nothing")

    def _silent_since(self) -> float | None:
        """The answer to SUBSCRIBE stands behind all that waited for this cart: only waiting for the broker
        counts, not what the agent takes to commit a message.
        """
        since = self._inbox.empty_since()
        return None if since is None else max(since, self._asked_at)

    async def _leave(self, *, farewell: bool) -> None:
        await self._connection.close(farewell=farewell and await self._has_farewell())

    async def _has_farewell(self) -> bool:
        """Say the last word; whether the broker has it. One that has it not must publish the will: else the
        hospital would take this cart for connected.
        """
        state = CartState(state="disconnected", session=self._number)
        last = self._connection.publish(self._state_topic, encode(state), retain=True)
        return await within(_FAREWELL, self._is_answered(last)) or False

    async def _is_answered(self, last: int) -> bool:
        """Wait until the broker has worked off all that was sent; false when the connection ended first.

        A socket that is shut while it still answers is reset, and it would never read what stands behind.
        """
        while True:
            match await self._connection.items.get():
                case Lost():
                    return False
                case Receipt(mid=mid) if mid == last:
                    return True


def _answered(ack: bytes) -> int:
    """How many events an acknowledgement is about; 0 for one that is none: the agent reports it."""
    try:
        found = decode(ack, Ack)
    except ValueError:
        return 0
    return len(found.settled) + len(found.rejected)


def _longer(since: float | None, limit: float) -> bool:
    """Whether something has lasted for more than so many seconds; None: it is not the case."""
    return since is not None and time.monotonic() - since > limit
