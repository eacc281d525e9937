"""One client of the agent's socket: hello, then its lines in and the answers out, one group after the other.

On asyncio's transports, not on its streams: a line is on its way to the store's thread in the moment it is
read. A stream lays it down, wakes a task and reads it from there, and a doctor's STOP would wait for that.
"""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Protocol, get_args

import msgspec

from cart_agent.api.pushes import Push, Reply, Welcome
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
from cart_agent.lines import Lines

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
READ_WITHIN = 30.0
"""Seconds for taking what it left unread, else it is cut off: a client that reads nothing before the agent
takes more from it would wait with the agent for ever.
"""
RUBBISH_LIMIT = 20
"""Unreadable lines after which a client is cut off."""
BACKLOG_LIMIT = 8 * 2**20
"""Bytes of pushes waiting for a client that does not read; then it is cut off and may come back for a
snapshot. Answers do not come so far: it gets no more of them while it leaves those before unread.
"""

TOGETHER = {"link": 32}
"""How many requests of a role that lie ready are handed over at once; of all others one by one."""

_decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(AnyRequest)
_encoder = msgspec.json.Encoder(decimal_format="number")

Answer = Callable[[Sequence[Reply]], None]
Handle = Callable[[str, Sequence[Request], Answer], None]
"""Begins with requests of a role, and calls what it was given once with a reply to each."""


class House(Protocol):
    """What a conversation needs of the server."""

    handle: Handle

    def roles(self, uid: int) -> frozenset[str]:
        """What a user may be."""

    def welcome(self, role: str, request_id: int) -> Welcome:
        """The snapshot that a new client begins with."""

    def came(self, client: "Conversation") -> None:
        """Its connection is there."""

    def joined(self, client: "Conversation") -> None:
        """It has said hello: from now on it gets the pushes of its role."""

    def left(self, client: "Conversation") -> None:
        """Its connection is over, said hello or not."""


class Conversation(asyncio.Protocol):
    """`role` is empty until it has said hello."""

    def __init__(self, house: House) -> None:
        self.role = ""
        self._house = house
        self._lines = Lines()
        self._transport: asyncio.Transport
        self._uid = -1
        self._patience: asyncio.TimerHandle
        self._busy = False
        self._unread = False
        self._said_all = False
        self._rubbish = 0

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._uid = peer_uid(transport.get_extra_info("socket"))
        self._patience = self._cut_off_in(HELLO_WITHIN, "did not say hello")
        self._house.came(self)

    def data_received(self, data: bytes) -> None:
        if not self._house.roles(self._uid):
            self._refuse_hello()  # it is not even looked at
            return
        try:
            self._lines.take(data)
        except ValueError as error:
            self._cut_off(str(error))
        else:
            self._go_on()

    def eof_received(self) -> bool:
        """It may have hung up, or wait for its last answers."""
        self._said_all = True
        self._go_on()
        return True

    def pause_writing(self) -> None:
        """It leaves unread what was sent: its next requests wait."""
        self._unread = True
        self._patience = self._cut_off_in(READ_WITHIN, "does not read")

    def resume_writing(self) -> None:
        """Go on, but later: the transport is in the midst of its own writing, and may not be closed there."""
        self._unread = False
        self._patience.cancel()
        asyncio.get_running_loop().call_soon(self._go_on)

    def connection_lost(self, _: Exception | None) -> None:
        self._patience.cancel()
        self._house.left(self)

    # Out

    def send(self, message: Push) -> None:
        """Queue one line; a client that does not read is cut off rather than waited for."""
        if self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > BACKLOG_LIMIT:
            self._cut_off("does not read")
            return
        self._transport.write(_encoder.encode(message) + b"\n")

    def hang_up(self) -> None:
        """End it, once it has taken what was sent."""
        self._transport.close()

    def abort(self) -> None:
        """End it now."""
        self._transport.abort()

    def _cut_off_in(self, seconds: float, why: str) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, self._cut_off, why)

    def _cut_off(self, why: str) -> None:
        log.warning("a %s client was cut off: it %s", self.role or "new", why)
        self._transport.abort()

    # In

    def _go_on(self, replies: Sequence[Reply] = ()) -> None:
        """Send these, and answer what lies ready. Nobody waits on for an answer that cannot be given."""
        try:
            for reply in replies:
                self.send(reply)
            self._answer_all()
        except Exception:
            log.exception("a %s client could not be answered", self.role or "new")
            self._transport.abort()
        self._read_on()

    def _answer_all(self) -> None:
        while not (self._busy or self._unread or self._transport.is_closing()):
            lines = self._lines.ready(TOGETHER.get(self.role, 1))
            if not lines:
                return
            self._answer(lines)

    def _read_on(self) -> None:
        """While lines wait nothing more is read: the kernel makes the client wait."""
        if self._said_all:
            if not (self._busy or self._lines.waiting):
                self._transport.close()
        elif self._lines.waiting:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _answer(self, lines: Sequence[bytes]) -> None:
        if not self.role:
            self._greet(_read(lines[0]))
            return
        checked = [_checked(line, self.role) for line in lines]
        for refusal in (one for one in checked if isinstance(one, Reply)):
            self.send(refusal)
            self._rubbish += refusal.code == BAD_REQUEST
        if self._rubbish >= RUBBISH_LIMIT:
            self._transport.close()
            return
        requests = [one for one in checked if isinstance(one, Request)]
        if requests:
            self._busy = True
            self._house.handle(self.role, requests, self._answered)

    def _answered(self, replies: Sequence[Reply]) -> None:
        self._busy = False
        self._go_on(replies)

    def _greet(self, hello: Request | None) -> None:
        self._patience.cancel()
        if hello is None:
            self.send(bad_line())
            self._transport.close()
        elif not isinstance(hello, Hello) or hello.role not in self._house.roles(self._uid) & set(VERBS):
            self._refuse_hello()
        else:
            self.role = hello.role
            self.send(self._house.welcome(hello.role, hello.id))
            self._house.joined(self)  # nothing ran since the snapshot was taken: no change falls between

    def _refuse_hello(self) -> None:
        log.warning("user %d was refused on the socket", self._uid)
        said = ("This user may not use this role.", "Người dùng này không được dùng vai trò này.")
        self.send(refuse(0, "not-allowed", *said))
        self._transport.close()


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
