"""Drawers behind KERONG lock boards, in the dialects of CU16/KU16 and of CU12.

Source: the makers' protocol sheets. CU16: `02 ADDR CMD 03 SUM`, the board in the high half of ADDR and the
lock in the low half; `30` status, answered by `02 ADDR 35 L1-8 L9-16 IR1-8 IR9-16 03 SUM`; `31` unlock, not
answered. CU12: `02 ADDR LOCK CMD ASK LEN 03 SUM DATA`; `80` status, `81` unlock; ASK `10` is a yes. SUM is
the low byte of the sum of all others. Only these commands are ever sent: the boards' "open all" is not in
here.
"""

from typing import Annotated, Literal

from msgspec import Meta

from drivers.drawer_board import BoardLock, BoardSettings, CommunicationFault, Dialect, Wire, find_frame, run
from drivers.interfaces import Drawers

STX, ETX = 0x02, 0x03
CU16_STATUS, CU16_UNLOCK, CU16_REPORT = 0x30, 0x31, 0x35
CU12_STATUS, CU12_UNLOCK = 0x80, 0x81
CU12_YES = 0x10
CU12_REFUSALS = {0x11: "failed", 0x12: "timed out", 0x13: "unknown command", 0x14: "checksum"}
LOCKS = {"cu16": 16, "cu12": 12}
BOARDS = 16


class Settings(BoardSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """KERONG boards on one line. Locks are counted from 0."""

    dialect: Literal["cu16", "cu12"]
    """`cu16` for CU16 and KU16, `cu12` for CU12."""
    baudrate: Annotated[int, Meta(ge=1200, le=115200)] = 19200
    """Speed of the line."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for drawer in self.drawers:
            if drawer.lock >= LOCKS[self.dialect] or drawer.board >= BOARDS:
                last = LOCKS[self.dialect] - 1
                raise ValueError(f"drawer {drawer.number}: locks are 0 to {last}, boards 0 to {BOARDS - 1}")


def with_sum(head: bytes, data: bytes = b"") -> bytes:
    """The frame, with the sum of all its other bytes between `head` and `data`."""
    return head + bytes([(sum(head) + sum(data)) & 0xFF]) + data


class Cu16:
    """Sixteen locks a board; an unlock is not answered, the status after it is."""

    def __init__(self, wire: Wire, drawers: tuple[BoardLock, ...]) -> None:
        self._wire = wire
        self._drawers = drawers

    def bits(self) -> dict[int, int]:
        maps = {board: self._report(board) for board in sorted({drawer.board for drawer in self._drawers})}
        return {drawer.number: maps[drawer.board] >> drawer.lock & 1 for drawer in self._drawers}

    def unlock(self, drawer: BoardLock) -> None:
        address = drawer.board << 4 | drawer.lock
        self._wire.send(with_sum(bytes([STX, address, CU16_UNLOCK, ETX])))

    def end(self, drawer: BoardLock) -> None:
        """The board ends its pulses by itself and cannot be asked."""

    def _report(self, board: int) -> int:
        def accept(frame: bytes) -> int | None:
            fits = frame[:3] == bytes([STX, board << 4, CU16_REPORT]) and frame[7] == ETX
            return int.from_bytes(frame[3:5], "little") if fits and with_sum(frame[:8]) == frame else None

        question = with_sum(bytes([STX, board << 4, CU16_STATUS, ETX]))
        return self._wire.ask(question, lambda received: find_frame(received, 9, accept))


class Cu12:
    """Twelve locks a board; every command is answered."""

    def __init__(self, wire: Wire, drawers: tuple[BoardLock, ...]) -> None:
        self._wire = wire
        self._drawers = drawers

    def bits(self) -> dict[int, int]:
        maps = {board: self._status(board) for board in sorted({drawer.board for drawer in self._drawers})}
        return {drawer.number: maps[drawer.board] >> drawer.lock & 1 for drawer in self._drawers}

    def unlock(self, drawer: BoardLock) -> None:
        self._ask(drawer.board, drawer.lock, CU12_UNLOCK, 0, tries=1)

    def end(self, drawer: BoardLock) -> None:
        """The board ends its pulses by itself and cannot be asked."""

    def _status(self, board: int) -> int:
        """Locks 1-8, 9-12, then two bytes of infrared sensors."""
        return int.from_bytes(self._ask(board, 0, CU12_STATUS, 4)[:2], "little")

    def _ask(self, board: int, lock: int, command: int, length: int, tries: int = 3) -> bytes:
        """The answer's data. Raises CommunicationFault, also for a no of the board."""

        def accept(frame: bytes) -> tuple[int, bytes] | None:
            head, data = frame[:7], frame[8:]
            fits = head[:4] == bytes([STX, board, lock, command]) and head[5:] == bytes([len(data), ETX])
            answers = head[4] != 0  # a question, which some adapters echo, has 0 there
            return (head[4], data) if fits and answers and with_sum(head, data) == frame else None

        def find(received: bytes) -> tuple[int, bytes] | None:
            found = find_frame(received, 8 + length, accept)
            return found or (find_frame(received, 8, accept) if length else None)

        question = with_sum(bytes([STX, board, lock, command, 0, 0, ETX]))
        answer, data = self._wire.ask(question, find, tries)
        if answer != CU12_YES or len(data) != length:
            raise CommunicationFault(f"board {board} says no: {CU12_REFUSALS.get(answer, hex(answer))}")
        return data


DIALECTS: dict[str, type[Cu16] | type[Cu12]] = {"cu16": Cu16, "cu12": Cu12}


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers of these boards, not yet started."""

    def speak(wire: Wire) -> Dialect:
        return DIALECTS[settings.dialect](wire, settings.drawers)

    return run(settings, speak)
