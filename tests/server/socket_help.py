"""The real server on a real Unix socket, with a handler that only counts; and clients of plain bytes."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from cart_agent.api.client import LINE_LIMIT
from cart_agent.api.pushes import AnyPush, Reply, Welcome
from cart_agent.api.requests import Request
from cart_agent.conversation import Answer
from cart_agent.server import SocketServer

ALL = frozenset({"ui", "link", "admin"})
HELLO = b'{"verb":"hello","id":1,"role":"%s"}\n'


_peers: list["Peer"] = []
"""Everybody connected, to be sent home with the server."""


class Counted:
    """What the server passed on."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, Request]] = []

    def handle(self, role: str, requests: Sequence[Request], answer: Answer) -> None:
        self.requests += [(role, one) for one in requests]
        asyncio.get_running_loop().call_soon(answer, [Reply(id=one.id, ok=True) for one in requests])


class Peer:
    """One connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, line: bytes) -> None:
        self.writer.write(line)
        await self.writer.drain()

    async def hears(self) -> AnyPush | None:
        """The next line; None when the server hung up."""
        try:
            line = await self.reader.readline()
        except ConnectionError:
            return None
        return msgspec.json.decode(line, type=AnyPush) if line else None

    async def leave(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    async def greet(self, role: str) -> AnyPush | None:
        await self.say(HELLO % role.encode())
        return await self.hears()


@asynccontextmanager
async def serving(
    path: Path, roles: dict[int, frozenset[str]] | None = None
) -> AsyncIterator[tuple[SocketServer, Counted]]:
    counted = Counted()
    held = {os.getuid(): ALL} if roles is None else roles
    server = SocketServer(path, held, lambda _, number: Welcome(id=number), counted.handle)
    await server.start()
    try:
        yield server, counted
    finally:
        await server.close()
        await send_home()


async def send_home() -> None:
    """Close this side of every connection."""
    for peer in _peers:
        await peer.leave()
    _peers.clear()


async def connect(path: Path) -> Peer:
    peer = Peer(*await asyncio.open_unix_connection(str(path), limit=LINE_LIMIT))
    _peers.append(peer)
    return peer
