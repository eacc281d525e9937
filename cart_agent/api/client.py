"""A client of the agent's socket, for the screen, the link, the command line and the scripted nurse."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cart_agent.api.pushes import AnyPush, Reply, Welcome
from cart_agent.api.requests import Hello, Request

LINE_LIMIT = 16 * 2**20
"""Longest line in bytes: a whole formulary part in base64 fits."""

T = TypeVar("T")
_decoder: msgspec.json.Decoder[AnyPush] = msgspec.json.Decoder(AnyPush)
_encoder = msgspec.json.Encoder()


class AgentGone(ConnectionError):
    """The agent closed the socket or could not be reached."""


class Refused(Exception):
    """The agent answered `ok: false`."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text.get("en") or reply.code)
        self.reply = reply


class AgentClient:
    """One connection. Requests may be sent while `pushes()` is being read by one other task."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._pushes: asyncio.Queue[AnyPush | None] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None
        self._ended = ""
        """Why nobody reads replies any more; empty: somebody does."""

    @classmethod
    async def connect(cls, path: Path, role: str) -> tuple["AgentClient", Welcome]:
        """Connect and say hello. Raises AgentGone, or Refused when the peer's user may not have this role."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(path), limit=LINE_LIMIT)
        except OSError as error:
            raise AgentGone(f"no agent at {path}: {error.strerror}") from error
        client = cls(reader, writer)
        try:
            await client._send(Hello(id=0, role=role))
            first = await client._read()
        except BaseException:
            await client.close()
            raise
        if not isinstance(first, Welcome):
            await client.close()
            if isinstance(first, Reply):
                raise Refused(first)
            raise AgentGone("the agent did not say welcome")
        client._pump = asyncio.create_task(client._run())
        return client, first

    async def request(self, kind: type[Request], **fields: Any) -> Reply:
        """Send one request and wait for its reply. Raises Refused or AgentGone."""
        await self._drain()
        return await self.ask(kind, **fields)

    def ask(self, kind: type[Request], **fields: Any) -> "asyncio.Future[Reply]":
        """Send one request at once, however slowly the agent reads: the caller bounds how many wait.

        What comes of it is the reply, Refused or AgentGone.
        """
        number = next(self._ids)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        if self._ended or self._writer.is_closing():
            answer.set_exception(AgentGone(self._ended or "the connection is closed"))
            return answer
        self._waiting[number] = answer
        self._writer.write(_encoder.encode(kind(id=number, **fields)) + b"\n")
        return answer

    async def fetch(self, result: type[T], kind: type[Request], **fields: Any) -> T:
        """Like `request`, with `Reply.data` converted to `result`."""
        reply = await self.request(kind, **fields)
        return msgspec.convert(reply.data, result, builtin_types=())

    async def pushes(self) -> AsyncIterator[AnyPush]:
        """Everything the agent says on its own; ends when the socket does."""
        while (push := await self._pushes.get()) is not None:
            yield push

    @property
    def unread(self) -> int:
        """Pushes that came and that nobody has taken from `pushes()` yet."""
        return self._pushes.qsize()

    async def close(self) -> None:
        """Hang up: `pushes()` ends, and requests that wait raise AgentGone."""
        if self._pump is not None:
            self._pump.cancel()
        self._end("the connection is closed")
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _send(self, message: Request) -> None:
        self._writer.write(_encoder.encode(message) + b"\n")
        await self._drain()

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError as error:
            raise AgentGone("the agent hung up") from error

    async def _read(self) -> AnyPush:
        try:
            line = await self._reader.readline()
        except (OSError, ValueError) as error:
            raise AgentGone("the agent hung up") from error
        if not line.endswith(b"\n"):
            raise AgentGone("the agent hung up")
        return _decoder.decode(line)

    async def _run(self) -> None:
        try:
            while True:
                push = await self._read()
                if isinstance(push, Reply):
                    self._answer(push)
                else:
                    self._pushes.put_nowait(push)
        except (AgentGone, msgspec.MsgspecError, RecursionError) as error:
            self._end(str(error))

    def _answer(self, reply: Reply) -> None:
        future = self._waiting.pop(reply.id, None)
        if future is None or future.done():
            return
        if reply.ok:
            future.set_result(reply)
        else:
            future.set_exception(Refused(reply))

    def _end(self, reason: str) -> None:
        """Nobody waits for an answer that cannot come; the agent learns that nobody listens."""
        self._ended = self._ended or reason or "the connection is closed"
        self._writer.close()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(AgentGone(reason))
        self._pushes.put_nowait(None)
