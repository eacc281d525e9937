"""Lines for `cart decide` that are broken in one of many ways, each with what must never be the answer."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tests.corpus.pharmacy import Json

LETTERS = "0123456789ABCDEFabcxyz^-./ ()\x1d\u00e9\u1ef1"
JUNK: tuple[Any, ...] = (None, True, False, 0, -1, 10**30, 1e-9, "", " ", "x", [], {}, [[]], {"a": 1})
Change = Callable[[random.Random, Json, bytes], tuple[str, bytes]]
"""What must not be answered (a key of `test_decide_many.FORBIDDEN`), and the line."""


def lines(cases: list[Json], how_many: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The same lines for the same seed."""
    wheel = random.Random(seed)
    whole = [(case, msgspec.json.encode(case)) for case in cases]
    for number in range(how_many):
        case, line = wheel.choice(whole)
        forbidden, made = CHANGES[number % len(CHANGES)](wheel, case, line)
        yield forbidden, made.replace(b"\n", b" ").replace(b"\r", b" ") or b"-"


def text(wheel: random.Random) -> str:
    """Letters as a scanner might send them; no text that names a patient or a drug of the cases."""
    return "".join(wheel.choices(LETTERS, k=wheel.randint(0, 30)))


def _noise(wheel: random.Random, _case: Json, _line: bytes) -> tuple[str, bytes]:
    return "answer", b"~" + wheel.randbytes(wheel.randint(0, 300))


def _cut(wheel: random.Random, _case: Json, line: bytes) -> tuple[str, bytes]:
    return "answer", line[: wheel.randrange(1, len(line))]


def _flipped(wheel: random.Random, _case: Json, line: bytes) -> tuple[str, bytes]:
    """A few bytes are other ones; what that makes of the case nobody can say beforehand."""
    broken = bytearray(line)
    for _ in range(wheel.randint(1, 4)):
        broken[wheel.randrange(len(broken))] = wheel.randrange(256)
    return "", bytes(broken)


def _code(wheel: random.Random) -> Json:
    return {"raw": text(wheel), "symbology": wheel.choice(["]d2", "]C1", "]C0", "]Q3", "]E0", "", "]z9"])}


def _band(wheel: random.Random, case: Json, _line: bytes) -> tuple[str, bytes]:
    return "release", msgspec.json.encode({**case, "wristband": _code(wheel)})


def _drug(wheel: random.Random, case: Json, _line: bytes) -> tuple[str, bytes]:
    return "verify", msgspec.json.encode({**case, "scans": [*case["scans"], _code(wheel)]})


def _chart(wheel: random.Random, case: Json, _line: bytes) -> tuple[str, bytes]:
    """A chart of which an outer part is something else."""
    chart = case["chart"]
    if not chart or wheel.random() < 0.3:
        return "release", msgspec.json.encode({**case, "chart": wheel.choice(JUNK)})
    broken = {**chart, "bundle": wheel.choice(JUNK)}
    return "release", msgspec.json.encode({**case, "chart": broken})


def _value(wheel: random.Random, case: Json, line: bytes) -> tuple[str, bytes]:
    """One value anywhere is another one, or is gone."""
    changed: Any = msgspec.json.decode(line)
    node = changed
    while True:
        key = wheel.choice(list(node) if isinstance(node, dict) else range(len(node)))
        child = node[key]
        if not isinstance(child, (dict, list)) or not child or wheel.random() < 0.15:
            break
        node = child
    if wheel.random() < 0.4:
        del node[key]
    else:
        node[key] = wheel.choice([*JUNK, text(wheel)])
    return "", msgspec.json.encode(changed)


CHANGES: tuple[Change, ...] = (_noise, _cut, _flipped, _band, _drug, _chart, _value, _value)
