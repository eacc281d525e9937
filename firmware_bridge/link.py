"""One outstanding command over an unreliable cable: sequence, acknowledgement, retry."""

import random
import time
from collections.abc import Callable
from typing import Protocol, cast

from firmware_bridge import codec
from firmware_bridge.errors import BadFrame, LinkLost, Refused
from firmware_bridge.protocol.generated import REPLY_BIT, LockRequest, Refusal
from firmware_bridge.protocol.message import ReplyT, Request
from firmware_bridge.seal import Seal

RETRY_AFTER_S = 0.020
RETRIES = 3
"""Each waits twice as long as the one before: 20, 40, 80 ms on a quick cable."""

SLOWEST_RETRY_S = 0.060
JITTER = 0.25

PATIENCE_S = 0.5
"""From the first try to giving up: a machine too busy to look is no broken cable. Half of host_silence_ms."""


class Port(Protocol):
    """What is used of a `serial.Serial`."""

    timeout: float | None

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read at once."""

    def read(self, size: int = 1, /) -> bytes:
        """Up to `size` bytes; fewer after `timeout` seconds."""

    def write(self, data: bytes, /) -> int | None:
        """Send these bytes."""


class Link:
    """Sends a command until its reply comes. The board acts once on a command however often it arrives."""

    def __init__(self, port: Port, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.retries = 0
        self._usual_s = 0.0
        self._spread_s = 0.0
        self.seal: Seal | None = None
        """Of this session, where the board has a key."""
        self._port = port
        self.clock = clock
        """Seconds that only rise."""
        self._receiver = codec.Receiver()
        self._sequence = random.randrange(0x10000)  # noqa: S311 - no secret: tells replies of two runs apart

    def exchange(self, request: Request[ReplyT]) -> ReplyT:
        """The board's reply.

        Raises Refused when the board says no, LinkLost when it says nothing: then it is not known
        whether the command was done. Raises OSError when the port itself fails.
        """
        self._sequence = (self._sequence + 1) & 0xFFFF
        command = codec.encode(codec.Frame(request.ID, self._sequence, self._body(request)))
        start = self.clock()
        for attempt in range(RETRIES):
            wait = self.first_wait_s * 2**attempt * random.uniform(1, 1 + JITTER)  # noqa: S311
            body = self._try(command, request.ID, self.clock() + wait)
            if body is not None:
                if attempt == 0:  # a later answer may be that to an earlier try (Karn)
                    self._learn(self.clock() - start)
                return _reply(request, body)
            self.retries += 1
        body = self._try(command, request.ID, start + PATIENCE_S)
        if body is None:
            raise LinkLost(f"no answer to {_name(request)}")
        return _reply(request, body)

    @property
    def first_wait_s(self) -> float:
        """Until the first retry: longer where answers usually take longer (RFC 6298), within limits."""
        return min(SLOWEST_RETRY_S, max(RETRY_AFTER_S, self._usual_s + 4 * self._spread_s))

    def _learn(self, took_s: float) -> None:
        self._spread_s += (abs(took_s - self._usual_s) - self._spread_s) / 4
        self._usual_s += (took_s - self._usual_s) / 8

    def pause(self, seconds: float) -> None:
        """Wait; what comes in meanwhile is late and of no use."""
        until = self.clock() + seconds
        while (left := until - self.clock()) > 0:
            self._port.timeout = left
            self._receiver.feed(self._port.read(max(1, self._port.in_waiting)))

    def _try(self, command: bytes, command_id: int, until: float) -> bytes | None:
        """Send once; the reply's body, or None when the time is up."""
        self._port.write(command)
        while (left := until - self.clock()) > 0:
            self._port.timeout = left
            for frame in self._receiver.feed(self._port.read(max(1, self._port.in_waiting))):
                if frame.kind == command_id | REPLY_BIT and frame.sequence == self._sequence:
                    body = frame.body if self.seal is None else self.seal.open(codec.head(frame), frame.body)
                    if body:
                        return body
        return None

    def _body(self, request: Request[ReplyT]) -> bytes:
        """Sealed where there is a key, but for LOCK, which the board takes from everyone."""
        body = request.pack()
        if self.seal is None or request.ID == LockRequest.ID:
            return body
        return self.seal.close(codec.head(codec.Frame(request.ID, self._sequence)), body)


def _name(request: Request[ReplyT]) -> str:
    return type(request).__name__.removesuffix("Request").lower()


def _reply(request: Request[ReplyT], body: bytes) -> ReplyT:
    if body[0] != Refusal.NONE:
        raise Refused(_name(request), _refusal(body[0]))
    try:
        return cast("ReplyT", request.REPLY.unpack(body[1:]))
    except ValueError as error:
        raise BadFrame(f"reply to {_name(request)}: {error}") from error


def _refusal(code: int) -> Refusal:
    try:
        return Refusal(code)
    except ValueError:  # a code of a later version is still a no
        return Refusal.UNKNOWN_COMMAND
