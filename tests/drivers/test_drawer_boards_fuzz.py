"""100,000 answers that are not what the board said: none is believed, none crashes the driver."""

import random
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from drivers.drawer_board import Dialect, Wire
from drivers.drawer_kerong import Cu12, Cu16
from drivers.drawer_modbus import Modbus
from drivers.drawer_modbus import Settings as ModbusSettings
from drivers.drawer_xor8a import Xor8a
from drivers.simulated import kerong, modbus, xor8a
from drivers.simulated.cabinet import Cabinet
from tests.drivers.boards import BOARDS

TRIALS = 12_500
"""For each board and each way of spoiling: 100,000 in all."""

NAMES = count()


class SpoiledLine:
    """Stands for the port: the simulated board's own answer, spoiled; then silence, an error at once."""

    timeout: float | None = None
    baudrate = 115_200
    is_open = True
    in_waiting = 512

    def __init__(self, board: Any, spoil: Callable[[bytes], bytes]) -> None:
        self._board = board
        self._spoil = spoil
        self._waiting = b""

    @property
    def port(self) -> str:
        """Another name each time: minimalmodbus pauses between two questions at one port."""
        return f"line-{next(NAMES)}"

    def write(self, data: bytes) -> None:
        self._waiting = self._spoil(b"".join(self._board.feed(data)))

    def read(self, size: int = 1) -> bytes:
        if not self._waiting:
            raise TimeoutError("silence")
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def reset_input_buffer(self) -> None:
        self._waiting = b""

    reset_output_buffer = flush = open = close = reset_input_buffer


def dialects() -> dict[str, tuple[Callable[[Cabinet, int, int], Any], Callable[[Wire], Dialect]]]:
    cu16, cu12, other, coils = (BOARDS[name] for name in ("cu16", "cu12", "xor8a", "modbus-coil"))
    settings = ModbusSettings(name="d", port="p", open_bit=1, drawers=coils.wiring())
    return {
        "cu16": (kerong.Cu16, lambda wire: Cu16(wire, cu16.wiring())),
        "cu12": (kerong.Cu12, lambda wire: Cu12(wire, cu12.wiring())),
        "xor8a": (xor8a.Xor8a, lambda wire: Xor8a(wire, other.wiring())),
        "modbus": (modbus.Modbus, lambda wire: Modbus(wire, settings)),
    }


def garbage(chance: random.Random) -> Callable[[bytes], bytes]:
    return lambda _: chance.randbytes(chance.randrange(40))


def one_bit(chance: random.Random) -> Callable[[bytes], bytes]:
    """The last answer of what came, with one bit turned."""

    def spoil(answer: bytes) -> bytes:
        bit = chance.randrange(len(answer) * 8)
        return (int.from_bytes(answer, "big") ^ 1 << bit).to_bytes(len(answer), "big")

    return spoil


@pytest.mark.parametrize("name", dialects())
@pytest.mark.parametrize("spoiled", [garbage, one_bit])
def test_a_spoiled_answer_is_never_believed(
    name: str, spoiled: Callable[[random.Random], Callable[[bytes], bytes]]
) -> None:
    board, speak = dialects()[name]
    chance = random.Random(7)
    spoil = spoiled(chance)
    cabinet = Cabinet(8, lambda: 0.0, None, spring=False)
    for _ in range(TRIALS):
        line: Any = SpoiledLine(board(cabinet, 1, 1), spoil)
        with pytest.raises(OSError):  # noqa: PT011 - whichever of them: all mean unknown
            speak(Wire(line, 60.0)).bits()


@pytest.mark.parametrize("name", dialects())
def test_the_unspoiled_answer_is_believed(name: str) -> None:
    board, speak = dialects()[name]
    cabinet = Cabinet(8, lambda: 0.0, None, spring=False)
    cabinet.force(5)
    line: Any = SpoiledLine(board(cabinet, 1, 1), bytes)
    bits = speak(Wire(line, 60.0)).bits()

    assert bits == {number: int(number == 5) for number in range(1, 9)}


FRAMES = [
    ("cu16", 0, "02 00 31 03 36"),
    ("cu12", 2, "02 00 02 81 00 00 03 88"),
    ("xor8a", 1, "8a 01 01 11 9b"),
]


@pytest.mark.parametrize(("name", "lock", "frame"), FRAMES)
def test_an_unlock_has_the_bytes_of_the_makers_example(name: str, lock: int, frame: str) -> None:
    sent: list[bytes] = []

    class Silent:
        def feed(self, data: bytes) -> list[bytes]:
            sent.append(data)
            return []

    line: Any = SpoiledLine(Silent(), bytes)
    kind = BOARDS[name]
    wired = kind.wiring()[0]
    address = 1 if name == "xor8a" else 0
    lock_of = type(wired)(number=1, board=address, lock=lock)
    dialect: Any = {"cu16": Cu16, "cu12": Cu12, "xor8a": Xor8a}[name](Wire(line, 60.0), (lock_of,))
    if name == "cu16":
        dialect.unlock(lock_of)
    else:
        with pytest.raises(OSError, match="silence"):
            dialect.unlock(lock_of)

    assert sent == [bytes.fromhex(frame)]
