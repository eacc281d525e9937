"""One connection to the broker. A new `Wire` for each: paho's own reconnect forgets its in-flight window.

paho runs in its own thread; its callbacks only hand over to the event loop (an exception in one would end
that thread silently).
"""

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from cart_agent.his.link.credentials import password, tls_context
from cart_agent.his.link.settings import LinkSettings

log = logging.getLogger(__name__)
_BATCH = 100
"""Messages committed at once, and so the most events that one ack names."""
_GATHER = 0.05
"""Seconds that a message waits for others: one commit and one ack serve them all."""
_ENOUGH = 16
"""It waits no longer for more than these: brokers hold back at 20 that are not acknowledged."""
_WATCH = 1.0
"""Seconds between two looks whether the broker still answers, at most."""
_VERSIONS = {"5": MQTTProtocolVersion.MQTTv5, "3.1.1": MQTTProtocolVersion.MQTTv311}


class WireLost(ConnectionError):
    """The connection to the broker ended or did not come about."""


class Publication(Struct, frozen=True, kw_only=True):
    """A message to publish with QoS 1."""

    topic: str
    payload: bytes
    retain: bool = True


class Incoming(Struct, frozen=True, kw_only=True):
    """A message that came. `mid` and `qos` are for `Wire.acknowledge`."""

    topic: str
    payload: bytes
    mid: int
    qos: int


class Wire:
    """Connect, subscribe, publish, receive, acknowledge. All methods are for the event loop's thread."""

    def __init__(self, settings: LinkSettings, client_id: str, will: Publication) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._incoming: asyncio.Queue[Incoming | None] = asyncio.Queue()
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._connected: asyncio.Future[None] = self._loop.create_future()
        self._lost: WireLost | None = None
        self._moved = self._loop.time()
        """Since when the first of `_waiting` is the first: brokers answer in order."""
        self._watching: asyncio.TimerHandle | None = None
        self._client = _client(settings, client_id)
        self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        self._listen()

    def _listen(self) -> None:
        client = self._client
        client.on_connect = lambda _c, _u, _f, reason, _p: self._enter(self._on_connect, str(reason), reason)
        client.on_connect_fail = lambda _c, _u: self._enter(self._on_lost, _why_not())
        client.on_disconnect = lambda _c, _u, _f, reason, _p: self._enter(self._on_lost, str(reason))
        client.on_publish = lambda _c, _u, mid, reason, _p: self._enter(self._on_done, mid, reason)
        client.on_subscribe = lambda _c, _u, mid, reasons, _p: self._enter(self._on_done, mid, *reasons)
        client.on_socket_open = _no_delay
        client.on_message = lambda _c, _u, one: self._take(one)

    def _take(self, one: mqtt.MQTTMessage) -> None:
        """In paho's thread. What escaped here would end it, and nobody would be told."""
        try:
            incoming = Incoming(topic=one.topic, payload=bytes(one.payload), mid=one.mid, qos=one.qos)
        except ValueError as error:  # a topic that is no UTF-8
            self._enter(self._on_lost, f"a message could not be handled: {error}")
        else:
            self._enter(self._incoming.put_nowait, incoming)

    def _enter(self, function: Callable[..., Any], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits for this any more
            self._loop.call_soon_threadsafe(function, *arguments)

    async def connect(self) -> None:
        """Raises WireLost."""
        settings = self._settings
        arguments: dict[str, Any] = {}
        if settings.mqtt == "5":
            arguments = {"clean_start": False, "properties": _session(settings)}
        self._client.connect_async(settings.host, settings.port, settings.keepalive, **arguments)
        self._client.loop_start()
        try:
            async with asyncio.timeout(settings.connect_timeout):
                await asyncio.shield(self._connected)
        except TimeoutError as error:
            raise WireLost("the broker does not answer") from error
        self._watch()

    def _watch(self) -> None:
        """A receipt that does not come ends the connection; on the next one everything is published anew."""
        patience = self._settings.stuck_after
        if self._waiting and self._loop.time() - self._moved > patience:
            self._on_lost("the broker acknowledges nothing")
        else:
            self._watching = self._loop.call_later(min(_WATCH, patience / 4), self._watch)

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Returns when the broker has agreed. Raises WireLost."""
        if self._settings.mqtt == "5":
            wanted: Any = [(topic, SubscribeOptions(qos=1)) for topic in topics]
        else:
            wanted = [(topic, 1) for topic in topics]
        _, mid = self._client.subscribe(wanted)
        if mid is None:
            raise WireLost("not connected")
        await self._done(mid)

    def publish(self, message: Publication) -> asyncio.Future[None]:
        """Send; the future is done with the broker's PUBACK, or fails with WireLost."""
        info = self._client.publish(message.topic, message.payload, qos=1, retain=message.retain)
        return self._done(info.mid)

    def acknowledge(self, message: Incoming) -> None:
        """Tell the broker that this message is safe here."""
        self._client.ack(message.mid, message.qos)

    async def receive(self, seconds: float) -> list[Incoming]:
        """What has come, waiting `seconds` for the first one; may be empty. Raises WireLost."""
        found: list[Incoming | None] = []
        await self._gather(found, 1, seconds)
        if found:
            await self._gather(found, _ENOUGH, _GATHER)
        while len(found) < _BATCH and not self._incoming.empty():
            found.append(self._incoming.get_nowait())
        if None in found:
            raise WireLost("the broker is gone")
        return [message for message in found if message is not None]

    async def _gather(self, found: list[Incoming | None], wanted: int, seconds: float) -> None:
        """Add to `found` until there are so many, or so much time has passed, or nothing more can come."""
        # Not wait_for: before Python 3.12 it loses a cancellation that meets a message.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(found) < wanted and None not in found:
                    found.append(await self._incoming.get())

    async def close(self) -> None:
        """Say goodbye (no will is sent) and end paho's thread."""
        if self._watching:
            self._watching.cancel()
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)
        self._on_lost("closed")
        del self._client  # it closes its own sockets when it goes; its callbacks would keep it for long

    def _done(self, mid: int) -> asyncio.Future[None]:
        future: asyncio.Future[None] = self._loop.create_future()
        future.add_done_callback(_seen)
        if self._lost:
            future.set_exception(self._lost)
        else:
            if not self._waiting:
                self._moved = self._loop.time()
            self._waiting[mid] = future
        return future

    def _on_connect(self, text: str, reason: Any) -> None:
        if self._connected.done():
            return
        if reason.is_failure:
            self._connected.set_exception(WireLost(f"the broker refuses: {text}"))
        else:
            self._connected.set_result(None)

    def _on_done(self, mid: int, *reasons: Any) -> None:
        if mid == next(iter(self._waiting), None):
            self._moved = self._loop.time()
        future = self._waiting.pop(mid, None)
        refused = [str(reason) for reason in reasons if reason.is_failure]
        if future is None or future.done():
            return
        if refused:
            future.set_exception(WireLost(f"the broker refuses: {refused[0]}"))
        else:
            future.set_result(None)

    def _on_lost(self, text: str) -> None:
        self._lost = WireLost(text)
        self._connected.add_done_callback(_seen)
        for future in (self._connected, *self._waiting.values()):
            if not future.done():
                future.set_exception(self._lost)
        self._waiting.clear()
        self._incoming.put_nowait(None)


def _no_delay(_: Any, __: Any, opened: Any) -> None:
    """Without it the broker's delayed ACK costs 40 ms per batch of acknowledgements."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _seen(future: asyncio.Future[None]) -> None:
    """An error that nobody waited for is logged, not raised from the garbage collector."""
    if not future.cancelled() and future.done() and (error := future.exception()):
        log.debug("%s", error)


def _client(settings: LinkSettings, client_id: str) -> mqtt.Client:
    keep: dict[str, Any] = {} if settings.mqtt == "5" else {"clean_session": False}
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        protocol=_VERSIONS[settings.mqtt],
        manual_ack=True,
        reconnect_on_failure=False,
        **keep,
    )
    client.max_inflight_messages_set(settings.window)
    if settings.tls:
        client.tls_set_context(tls_context(settings.tls))
    if settings.username:
        client.username_pw_set(settings.username, password(settings))
    return client


def _why_not() -> str:
    """For the callback that paho calls while it handles the error, of which it passes on nothing."""
    return f"no connection to the broker: {sys.exception()}"


def _session(settings: LinkSettings) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own gap
    properties.SessionExpiryInterval = settings.session_expiry
    properties.ReceiveMaximum = _BATCH
    return properties
