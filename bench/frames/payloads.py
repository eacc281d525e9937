"""What the codes of a Vietnamese ward say, made up: products, patients and cards that do not exist."""

from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np

Kind = Literal["gs1dm", "dm_small", "cccd", "bhyt", "gs1_128", "c128", "ean13"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LINEAR: frozenset[Kind] = frozenset({"gs1_128", "c128", "ean13"})

GS = "\x1d"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_NAMES = ("Nguyễn Thị Ví Dụ", "Trần Văn Thử", "Lê Mẫu Hương", "Phạm Ví Dụ Quỳnh", "Đỗ Thị Thử Nghiệm")
_GROUPS = ("GD", "DN", "HS", "TE")
_PLACES = (
    "Số 1, Phường Mẫu, Thành phố Thử, Tỉnh Ví Dụ",
    "Thôn Ví Dụ, Xã Mẫu, Huyện Thử, Tỉnh Ví Dụ",
    "Tổ 5, Thị trấn Thử Nghiệm, Huyện Mẫu, Tỉnh Ví Dụ",
)


class Dice:
    """Random pieces of text from one seeded generator."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random

    def digits(self, count: int) -> str:
        """`count` decimal digits."""
        return "".join(map(str, self.random.integers(0, 10, count)))

    def letters(self, count: int) -> str:
        """`count` capital letters and digits, without I and O."""
        return "".join(_LETTERS[place] for place in self.random.integers(0, len(_LETTERS), count))

    def number(self, low: int, high: int) -> int:
        """At least `low`, below `high`."""
        return int(self.random.integers(low, high))

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of `choices`."""
        return choices[self.number(0, len(choices))]


def check_digit(digits: str) -> str:
    """`digits` and their GS1 check digit."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def _pack(dice: Dice) -> str:
    expiry = f"{dice.number(26, 31)}{dice.number(1, 13):02}{dice.number(0, 29):02}"
    gtin = check_digit("0893" + dice.digits(9))
    return f"01{gtin}17{expiry}10{dice.letters(7)}{GS}21{dice.letters(12)}"


def _citizen(dice: Dice) -> str:
    birth = f"{dice.number(1, 29):02}{dice.number(1, 13):02}{dice.number(1940, 2020)}"
    sex = dice.one_of(("Nam", "Nữ"))
    name, place = dice.one_of(_NAMES), dice.one_of(_PLACES)
    return f"0{dice.digits(11)}|{dice.digits(9)}|{name}|{birth}|{sex}|{place}|01012021"


def _insured(dice: Dice) -> str:
    name, place = (dice.one_of(texts).encode().hex() for texts in (_NAMES, _PLACES))
    birth = f"{dice.number(1, 29):02}/{dice.number(1, 13):02}/{dice.number(1940, 2020)}"
    check = f"{dice.letters(16).lower()}-{dice.digits(4)}"
    return (
        f"{dice.one_of(_GROUPS)}4{dice.digits(12)}|{name}|{birth}|{dice.number(1, 3)}|{place}"
        f"|79 - {dice.digits(3)}|01/01/2024|-|02/01/2024|{dice.digits(10)}|-|4|01/01/2029|{check}|$"
    )


def _wristband(dice: Dice) -> str:
    return f"8018{check_digit('893' + dice.digits(14))}{GS}8019{dice.digits(2)}"


PAYLOADS: dict[Kind, Callable[[Dice], str]] = {
    "gs1dm": _pack,
    "dm_small": lambda dice: dice.letters(10),
    "cccd": _citizen,
    "bhyt": _insured,
    "gs1_128": _wristband,
    "c128": lambda dice: "BN" + dice.digits(8),
    "ean13": lambda dice: check_digit("893" + dice.digits(9)),
}


def payload(kind: Kind, random: np.random.Generator) -> str:
    """The text of a code; separators are 0x1D."""
    return PAYLOADS[kind](Dice(random))


Pixels = np.ndarray[Any, np.dtype[Any]]
