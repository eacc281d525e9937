"""Very many inputs, most of them nearly right: no crash, and nothing wrong is accepted.

A tenth of a million in `make test`; a million in `make soak`.
"""

import random
from datetime import date

import pytest

from cart_agent.core.identify import Badge, CitizenCard, DrugPack, Identified, Unreadable, Wristband, identify
from tests.core.identify_help import RULES, TODAY, with_check_digit

SYMBOLOGIES = ("]d2", "]C1", "]Q3", "]e0", "]C0", "]Q1", "]Q2", "]d1", "]d4", "]E0", "]E4", "", "]X0", "]d8")
GS1 = {"]d2", "]C1", "]Q3", "]e0"}
SEEDS = (
    b"010893500180001917271231" + b"10LOT42\x1d21SN1",
    b"8018893500180000000018\x1d80191",
    b"8935001800019",
    b"BN0001",
    b"NV-DEMO-7",
    b"NGAN-3",
    b"PL-2026-0001",
    b"https://id.gs1.org/01/08935001800019/10/LOT42?17=271231",
    "001080000001||Nguyễn Thị Ví Dụ|12051980|Nữ|Địa chỉ|01012022".encode(),
    b"DN4797900000000|4e|01/02/1980|1|48|79|-|-|-|79|-|4|-|x|$",
    b"\\000026BN0001",
)


def mutated(chance: random.Random) -> bytes:
    """One of the seeds with a few bytes changed, lost, doubled or from another."""
    code = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randrange(4)):
        place = chance.randrange(len(code) + 1)
        match chance.randrange(4):
            case 0:
                code[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del code[place : place + chance.randrange(1, 4)]
            case 2:
                code[place:place] = code[: chance.randrange(len(code) + 1)][-5:]
            case _:
                code[place:] = chance.choice(SEEDS)[chance.randrange(10) :]
    return bytes(code)


def is_proven(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and with_check_digit(digits[:-1]) == digits


def check(raw: bytes, symbology: str, answer: Identified) -> None:
    """What was accepted is in the bytes, and every number in it is proven."""
    if isinstance(answer, Unreadable):
        assert (answer.raw, answer.symbology) == (raw, symbology)
        return
    assert symbology not in ("]X0", "]d8")
    if isinstance(answer, DrugPack):
        assert answer.gtin or answer.drug
        assert answer.gtin is None or is_proven(answer.gtin, 14)
        assert answer.expiry is None or date(1976, 1, 1) <= answer.expiry <= date(2077, 1, 1)
        assert (
            symbology in GS1 or symbology in ("]E0", "]E4", "") or raw.lower().startswith((b"http", b"\\0"))
        )
    if isinstance(answer, Wristband):
        assert bool(answer.gsrn) != bool(answer.number)
        assert not answer.gsrn or is_proven(answer.gsrn, 18)
        assert (answer.gsrn or answer.number).encode() in raw.replace(b"\\\\", b"\\")
    if isinstance(answer, Badge):
        assert answer.text.encode() in raw
    if isinstance(answer, CitizenCard):
        assert answer.number.encode() in raw
        assert answer.sex in ("male", "female")


def run(inputs: int, seed: int) -> set[str]:
    chance = random.Random(seed)
    kinds = set()
    for _ in range(inputs):
        raw, symbology = mutated(chance), chance.choice(SYMBOLOGIES)
        answer = identify(raw, symbology, RULES, TODAY)
        check(raw, symbology, answer)
        kinds.add(type(answer).__name__)
    return kinds


def test_a_hundred_thousand_codes_are_answered_and_none_is_accepted_wrongly() -> None:
    assert len(run(100_000, 20260302)) == 8


@pytest.mark.soak
def test_a_million_codes_are_answered_and_none_is_accepted_wrongly() -> None:
    assert len(run(1_000_000, 20260303)) == 8
