"""Drawers behind the lock boards whose frames begin with 8A and end with an XOR; sold under many names.

Source: the boards' protocol sheets. `8A BOARD LOCK 11 XOR` unlocks and is answered by the same frame, its
fourth byte the lock's state afterwards; `80 BOARD LOCK 33 XOR` asks for a state, answered by `80 BOARD LOCK
STATE XOR`. STATE is `11` or `00`. XOR is over all other bytes. `82` frames come by themselves when a lock
moves: they are passed over, because a lost one is never repeated; the states are polled. Lock 0 means all
locks and is never sent.
"""

from functools import reduce
from operator import xor
from typing import Annotated

from msgspec import Meta

from drivers.drawer_board import BoardLock, BoardSettings, Dialect, Wire, find_frame, run
from drivers.interfaces import Drawers

UNLOCK, QUERY = 0x8A, 0x80
DO_UNLOCK, DO_QUERY = 0x11, 0x33
STATES = {0x00: 0, 0x11: 1}
FRAME = 5


class Settings(BoardSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """8A boards on one line. Boards and locks are counted from 1; state `11` is bit 1, `00` is bit 0."""

    baudrate: Annotated[int, Meta(ge=1200, le=115200)] = 9600
    """Speed of the line."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for drawer in self.drawers:
            if not (1 <= drawer.lock <= 50 and 1 <= drawer.board <= 31):
                raise ValueError(f"drawer {drawer.number}: locks are 1 to 50, boards 1 to 31")


def with_xor(head: bytes) -> bytes:
    """The frame with its last byte."""
    return head + bytes([reduce(xor, head)])


class Xor8a:
    """Each lock is asked by itself: the layout of the answer for all locks differs between makers."""

    def __init__(self, wire: Wire, drawers: tuple[BoardLock, ...]) -> None:
        self._wire = wire
        self._drawers = drawers

    def bits(self) -> dict[int, int]:
        return {drawer.number: self._ask(QUERY, drawer, DO_QUERY) for drawer in self._drawers}

    def unlock(self, drawer: BoardLock) -> None:
        self._ask(UNLOCK, drawer, DO_UNLOCK, tries=1)

    def end(self, drawer: BoardLock) -> None:
        """The board ends its pulses by itself and cannot be asked."""

    def _ask(self, command: int, drawer: BoardLock, action: int, tries: int = 3) -> int:
        start = bytes([command, drawer.board, drawer.lock])

        def accept(frame: bytes) -> int | None:
            fits = frame[:3] == start and with_xor(frame[:4]) == frame
            return STATES.get(frame[3]) if fits else None

        question = with_xor(start + bytes([action]))
        return self._wire.ask(question, lambda received: find_frame(received, FRAME, accept), tries)


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers of these boards, not yet started."""

    def speak(wire: Wire) -> Dialect:
        return Xor8a(wire, settings.drawers)

    return run(settings, speak)
