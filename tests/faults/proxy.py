"""A TCP proxy before the broker that knows where MQTT packets begin, and harms them as it is told.

A judge is asked about every whole packet before it is passed on, so that a fault happens at a known step of
the conversation and not at a guessed time. Before a broker with TLS it shows the broker's certificate to the
client, and the client's own to the broker.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from msgspec import Struct

HOST = "127.0.0.1"
_GOODBYE = 1.0
"""Seconds for the end of a TLS connection whose other side does not answer."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset and forgets what is under way."""
_KINDS = {
    1: "CONNECT",
    2: "CONNACK",
    3: "PUBLISH",
    4: "PUBACK",
    8: "SUBSCRIBE",
    9: "SUBACK",
    12: "PINGREQ",
    13: "PINGRESP",
    14: "DISCONNECT",
}


class Fault(StrEnum):
    """What becomes of a packet, or of the connection that it is on."""

    PASS = "pass"
    DROP = "drop"
    """Only this packet is lost."""
    TWICE = "twice"
    """It arrives twice."""
    CUT = "cut"
    """Half of it arrives, then the connection ends."""
    RESET = "reset"
    """Both ends get a reset instead of it."""
    HALF_OPEN = "half-open"
    """From here on nothing arrives at either end, and neither is told."""
    TWIN = "twin"
    """It arrives; beside it the same client connects a second time, and the broker drops the first."""


class Packet(Struct, frozen=True, kw_only=True):
    """One MQTT packet. `up`: on its way to the broker. `connection` counts from 1."""

    kind: str
    up: bool
    data: bytes
    connection: int

    @property
    def topic(self) -> str:
        """Of a PUBLISH; empty for all others."""
        if self.kind != "PUBLISH":
            return ""
        start = _header(self.data)[0]
        length = int.from_bytes(self.data[start : start + 2], "big")
        return self.data[start + 2 : start + 2 + length].decode()


Judge = Callable[[Packet], Awaitable[Fault]]


async def harmless(_: Packet) -> Fault:
    """Let everything pass."""
    return Fault.PASS


class Disguise(Struct, frozen=True, kw_only=True):
    """With what the proxy stands between two ends that each want a certificate."""

    as_broker: ssl.SSLContext
    as_client: ssl.SSLContext


class FaultProxy:
    """Relays every connection to the broker on loopback port `target`."""

    def __init__(self, target: int, disguise: Disguise | None = None) -> None:
        self._disguise = disguise
        self.port = 0
        self.judge: Judge = harmless
        self.connections = 0
        self._target = target
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened: list[tuple[asyncio.StreamWriter, Any]] = []
        """Each with its socket: a closed TLS connection does not know it any more."""

    def heal(self) -> None:
        """No more faults; what is half-open stays so until its ends give up."""
        self.judge = harmless

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self._opened.append((writer, writer.get_extra_info("socket")))
        try:
            broker = await self.reach()
        except (OSError, asyncio.CancelledError):  # no broker, or the proxy is closed
            _drop(writer)
            return
        with contextlib.suppress(asyncio.CancelledError):  # the proxy is closed: nobody waits for this task
            await _Relay(self, (reader, writer), broker, self.connections).run()

    async def reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A new connection to the broker. Raises OSError."""
        secret: dict[str, Any] = (
            {"ssl": self._disguise.as_client, "ssl_shutdown_timeout": _GOODBYE} if self._disguise else {}
        )
        made = await asyncio.open_connection(HOST, self._target, **secret)
        self._opened.append((made[1], made[1].get_extra_info("socket")))
        return made

    async def close(self) -> None:
        """Drop everything."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer, _ in self._opened:
            _abort(writer)  # what was about to close is cut off, and its socket goes a moment later
        while any(opened.fileno() >= 0 for _, opened in self._opened):
            await asyncio.sleep(0.005)


class _Relay:
    """One client's connection and the one that was made for it."""

    def __init__(
        self,
        proxy: FaultProxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        broker: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        number: int,
    ) -> None:
        self._proxy = proxy
        self._client, self._to_client = client
        self._broker, self._to_broker = broker
        self._number = number
        self._silent = False
        self._connect = b""
        self._twins: list[asyncio.StreamWriter] = []

    async def run(self) -> None:
        ways = (
            asyncio.create_task(self._carry(self._client, self._to_broker, up=True)),
            asyncio.create_task(self._carry(self._broker, self._to_client, up=False)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if self._silent:  # one end gave up; the other is never told
                await asyncio.wait(ways)
        finally:
            for way in ways:
                way.cancel()
            await _end(self._to_client, self._to_broker, *self._twins)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                data = await _read_packet(reader)
                if self._silent:
                    continue
                kind = _KINDS.get(data[0] >> 4, "?")
                if kind == "CONNECT":
                    self._connect = data
                packet = Packet(kind=kind, up=up, data=data, connection=self._number)
                await self._treat(packet, writer, await self._proxy.judge(packet))

    async def _treat(self, packet: Packet, writer: asyncio.StreamWriter, fault: Fault) -> None:
        match fault:
            case Fault.DROP:
                return
            case Fault.RESET:
                _drop(self._to_client)
                _drop(self._to_broker)
                raise ConnectionResetError
            case Fault.CUT:
                writer.write(packet.data[: len(packet.data) // 2])
                raise ConnectionResetError
            case Fault.HALF_OPEN:
                self._silent = True
                return
            case Fault.TWIN:
                await self._again()
        writer.write(packet.data * (2 if fault is Fault.TWICE else 1))
        await writer.drain()

    async def _again(self) -> None:
        with contextlib.suppress(OSError):
            _, twin = await self._proxy.reach()
            self._twins.append(twin)
            twin.write(self._connect)


async def _end(*writers: asyncio.StreamWriter) -> None:
    """Close, and wait for it: a TLS connection says goodbye first."""
    for writer in writers:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


def _drop(writer: asyncio.StreamWriter) -> None:
    opened = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    _abort(writer)


def _abort(writer: asyncio.StreamWriter) -> None:
    """Cut off what may be over already: with TLS, Debian 12's Python 3.11.2 then raises."""
    with contextlib.suppress(AttributeError):
        writer.transport.abort()


async def _read_packet(reader: asyncio.StreamReader) -> bytes:
    """Type, remaining length (MQTT 5, 2.1.4), the rest. Raises IncompleteReadError at the end."""
    head = await reader.readexactly(2)
    while head[-1] & 0x80:
        head += await reader.readexactly(1)
    return head + await reader.readexactly(_header(head)[1])


def _header(data: bytes) -> tuple[int, int]:
    """Where the packet's own part begins, and how long it is."""
    length = 0
    for place in range(1, 5):
        length |= (data[place] & 0x7F) << 7 * (place - 1)
        if not data[place] & 0x80:
            break
    return place + 1, length


@asynccontextmanager
async def fault_proxy(target: int, disguise: Disguise | None = None) -> AsyncIterator[FaultProxy]:
    """Before the broker on loopback port `target`; connect to `.port`."""
    proxy = FaultProxy(target, disguise)
    secret: dict[str, Any] = {"ssl": disguise.as_broker, "ssl_shutdown_timeout": _GOODBYE} if disguise else {}
    async with await asyncio.start_server(proxy.serve, HOST, 0, **secret) as server:
        proxy.port = server.sockets[0].getsockname()[1]
        try:
            yield proxy
        finally:
            await proxy.close()
