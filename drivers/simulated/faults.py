"""What can go wrong between a board's answer and the host."""

import random
from collections.abc import Callable, Iterable

Spoil = Callable[[bytes, random.Random], Iterable[bytes]]
"""An answer -> the pieces that are sent instead."""


def _flipped(answer: bytes, chance: random.Random) -> list[bytes]:
    at = chance.randrange(len(answer))
    return [answer[:at] + bytes([answer[at] ^ 1 << chance.randrange(8)]) + answer[at + 1 :]]


def _cut(answer: bytes, chance: random.Random) -> list[bytes]:
    return [answer[: chance.randrange(len(answer))]]


FAULTS: dict[str, Spoil] = {
    "none": lambda answer, _: [answer],
    "mute": lambda _, __: [],
    "garbage": lambda answer, chance: [chance.randbytes(len(answer))],
    "noise": lambda answer, chance: [chance.randbytes(20), answer, chance.randbytes(5)],
    "flip": _flipped,
    "cut": _cut,
    "split": lambda answer, _: [bytes([byte]) for byte in answer],
    "double": lambda answer, _: [answer, answer],
}
