"""The agent's Unix socket: who may connect as what, one line in, one reply out, pushes to all.

The peer's user, told by the kernel (SO_PEERCRED), decides which roles it may take, and the role which
requests it may send. Rubbish gets an answer that says so and is counted; it never reaches the agent.
"""

import asyncio
import logging
import os
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import get_args

import msgspec

from cart_agent.api.client import LINE_LIMIT
from cart_agent.api.pushes import AnyPush, Push, Reply, Welcome
from cart_agent.api.requests import (
    AdminRequest,
    AnyRequest,
    CameraRequest,
    Hello,
    LinkRequest,
    Ping,
    PrinterRequest,
    Request,
    UiRequest,
)

log = logging.getLogger(__name__)

VERBS: dict[str, tuple[type, ...]] = {
    "ui": (Ping, *get_args(UiRequest)),
    "link": get_args(LinkRequest),
    "camera": get_args(CameraRequest),
    "printer": (Ping, *get_args(PrinterRequest)),
    "admin": (Ping, *get_args(AdminRequest)),
}
"""The requests of each role; the link hears of a dead agent by its socket."""

BAD_REQUEST = "bad-request"
HELLO_WITHIN = 10.0
"""Seconds for the first line."""
GOODBYE_WITHIN = 0.5
"""Seconds that clients have to take what was sent, when the agent ends."""
STRANGERS_BYTES = 4096
"""As much as is read of a user who has no role at all."""
RUBBISH_LIMIT = 20
"""Unreadable lines after which a client is cut off."""
BACKLOG_LIMIT = 8 * 2**20
"""Bytes waiting for a client that does not read; then it is cut off and may come back for a snapshot."""

TOGETHER = {"link": 32}
"""How many requests of a role that lie ready are handed over at once; of all others one by one."""
TOGETHER_BYTES = 64 * 2**10
"""No more are taken once they are this long together: a nurse's tap may wait behind them."""

_decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(AnyRequest)
_encoder = msgspec.json.Encoder(decimal_format="number")

WelcomeFor = Callable[[str, int], Welcome]
Handle = Callable[[str, Sequence[Request]], Awaitable[Sequence[Reply]]]
Gone = Callable[[str], Awaitable[object]]


class Client:
    """One connection that has said hello."""

    def __init__(self, role: str, writer: asyncio.StreamWriter) -> None:
        self.role = role
        self._writer = writer

    def send(self, message: Push) -> None:
        """Queue one line; a client that does not read is cut off rather than waited for."""
        if self._writer.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > BACKLOG_LIMIT:
            log.warning("a %s client does not read; cut off", self.role)
            self._writer.transport.abort()
            return
        self._writer.write(_encoder.encode(message) + b"\n")

    def hang_up(self) -> None:
        self._writer.close()


class SocketServer:
    """Listens, checks peers, passes requests on. `welcome`, `handle` and `gone` are the agent's.

    `gone` is told a role when its last client has hung up or died.
    """

    def __init__(
        self,
        path: Path,
        roles: Mapping[int, frozenset[str]],
        welcome: WelcomeFor,
        handle: Handle,
        gone: Gone | None = None,
    ) -> None:
        self._path = path
        self._roles = roles
        self._welcome = welcome
        self._handle = handle
        self._gone = gone
        self._clients: set[Client] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def check_alone(self) -> None:
        """Raises OSError when another agent listens: to be asked before a device or a record is touched."""
        if await _answers(self._path):
            raise OSError(f"another agent listens on {self._path}")

    async def start(self) -> None:
        """Listen. A socket file left by a dead agent is replaced. Raises OSError, also when one is alive."""
        await self.check_alone()
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._accept, str(self._path), limit=LINE_LIMIT)
        os.chmod(self._path, 0o666)  # noqa: S103 - who may ask what is decided by SO_PEERCRED, not by the file

    async def close(self) -> None:
        """Stop listening and hang up. The file of another agent is left alone."""
        if self._server is None:
            return
        self._server.close()
        for client in tuple(self._clients):
            client.hang_up()
        self._path.unlink(missing_ok=True)
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=GOODBYE_WITHIN)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def broadcast(self, push: AnyPush, *roles: str) -> None:
        """To every client of these roles."""
        for client in tuple(self._clients):
            if client.role in roles:
                client.send(push)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client: Client | None = None
        try:
            client = await self._greet(reader, writer)
            if client is not None:
                await self._answer_all(client, reader)
        except (ConnectionError, ValueError, TimeoutError):
            log.info("a client was cut off: it hung up or sent an endless line")
        finally:
            writer.close()
            if client is not None:
                await self._leave(client)

    async def _leave(self, client: Client) -> None:
        self._clients.discard(client)
        if self._gone is not None and all(other.role != client.role for other in self._clients):
            await self._gone(client.role)

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Client | None:
        uid = peer_uid(writer.get_extra_info("socket"))
        allowed = self._roles.get(uid, frozenset())
        async with asyncio.timeout(HELLO_WITHIN):
            hello = _read(await (reader.readline() if allowed else reader.read(STRANGERS_BYTES)))
        if hello is None and allowed:
            writer.write(_encoder.encode(bad_line()) + b"\n")
            await writer.drain()
            return None
        if not isinstance(hello, Hello) or hello.role not in allowed or hello.role not in VERBS:
            log.warning("user %d was refused on the socket", uid)
            refusal = refuse(
                0,
                "not-allowed",
                "This user may not use this role.",
                "Người dùng này không được dùng vai trò này.",
            )
            writer.write(_encoder.encode(refusal) + b"\n")
            await writer.drain()
            return None
        client = Client(hello.role, writer)
        client.send(self._welcome(hello.role, hello.id))
        self._clients.add(client)  # no await since the snapshot was taken: no change falls between
        return client

    async def _answer_all(self, client: Client, reader: asyncio.StreamReader) -> None:
        rubbish = 0
        ready = _Lines(reader)
        while lines := await ready.ready(TOGETHER.get(client.role, 1)):
            checked = [_checked(line, client.role) for line in lines]
            for refusal in (one for one in checked if isinstance(one, Reply)):
                client.send(refusal)
                rubbish += refusal.code == BAD_REQUEST
            if rubbish >= RUBBISH_LIMIT:
                return
            requests = [one for one in checked if isinstance(one, Request)]
            for reply in await self._handle(client.role, requests) if requests else ():
                client.send(reply)


class _Lines:
    """All lines that have come, at once; the beginning of one that has not ended yet waits here."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._whole: deque[bytes] = deque()
        self._begun: list[bytes] = []

    async def ready(self, limit: int) -> list[bytes]:
        """The next line, and those that lie ready behind it; none at the end of the stream.

        Raises ValueError for an endless line.
        """
        while not self._whole:
            if not (come := await self._reader.read(LINE_LIMIT)):
                return []
            self._take(come)
        lines = [self._whole.popleft()]
        size = len(lines[0])
        while self._whole and len(lines) < limit and size < TOGETHER_BYTES:
            lines.append(self._whole.popleft())
            size += len(lines[-1])
        return lines

    def _take(self, come: bytes) -> None:
        first, *others = come.split(b"\n")
        self._begun.append(first)
        if sum(map(len, self._begun)) > LINE_LIMIT:
            raise ValueError("endless line")
        if others:
            self._whole.append(b"".join(self._begun))
            self._whole.extend(others[:-1])
            self._begun = [others[-1]]


def _checked(line: bytes, role: str) -> Request | Reply:
    """The request on this line, or why it is none."""
    request = _read(line)
    if request is None:
        return bad_line()
    if not isinstance(request, VERBS[role]):
        return refuse(
            request.id, "not-allowed", f"Not for the role {role}.", f"Không dành cho vai trò {role}."
        )
    return request


def bad_line() -> Reply:
    """The answer to a line that is no request."""
    return refuse(0, BAD_REQUEST, "This line is not a request.", "Dòng này không phải là yêu cầu.")


def refuse(request_id: int, code: str, en: str, vi: str = "") -> Reply:
    """A refusal for a program; people get theirs through the session's notice."""
    return Reply(id=request_id, ok=False, code=code, text={"en": en, "vi": vi or en})


def peer_uid(connection: socket.socket) -> int:
    """The user at the other end, as the kernel knows it."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _pid, uid, _gid = struct.unpack("3i", credentials)
    return int(uid)


def _read(line: bytes) -> Request | None:
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


async def _answers(path: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(str(path))
    except OSError:
        return False
    writer.close()
    return True
