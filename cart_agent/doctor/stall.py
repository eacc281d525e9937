"""How long the broker's second small packet takes: without TCP_NODELAY it waits for our delayed ACK."""

import socket
import time
from statistics import quantiles
from typing import Any

from msgspec import Struct

_PINGREQ = b"\xc0\x00"
_PINGRESP = 0xD0
_ROUNDS = 15


class Stall(Struct, frozen=True, kw_only=True):
    """Milliseconds of a round trip with one answer and with two; the better quarter of several."""

    one: float
    two: float

    @property
    def present(self) -> bool:
        """Linux delays an ACK by 40 ms at least; a broker that waits for it is at least half of that late."""
        return self.two - self.one > 20.0


def measure(wire: Any) -> Stall:
    """Ping over a connected MQTT socket. Raises OSError when it ends."""
    return Stall(one=_quick(wire, 1), two=_quick(wire, 2))


def _quick(wire: Any, answers: int) -> float:
    times = [_round(wire, answers) for _ in range(_ROUNDS)]
    return quantiles(times, n=4)[0]


def _round(wire: Any, answers: int) -> float:
    """Pings in one segment; the broker answers each by itself."""
    began = time.monotonic()
    wire.sendall(_PINGREQ * answers)
    while answers:
        # The kernel acknowledges at once at times; off, it delays as it does for a link that only listens.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
        answers -= _packet(wire) == _PINGRESP
    return (time.monotonic() - began) * 1000


def _packet(wire: Any) -> int:
    """Read one MQTT packet (MQTT 3.1.1, 2.2) and return its first byte: messages may come in between."""
    first, length, shift = _read(wire, 1)[0], 0, 0
    while True:
        byte = _read(wire, 1)[0]
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    _read(wire, length)
    return first


def _read(wire: Any, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = wire.recv(count - len(found))
        if not piece:
            raise ConnectionError("the broker hung up")
        found += piece
    return found
