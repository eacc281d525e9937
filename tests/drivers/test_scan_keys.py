"""Key events become the bytes of the code, or spoil it. The lists are as the kernel gives them."""

import random

import pytest

from drivers.scan_framing import Framer, Spoil
from drivers.scan_keys import EV_KEY, EV_SYN, SYN_DROPPED, Key, KeyDecoder
from tests.drivers.keyboard import LEFT_ALT, LEFT_CONTROL, LEFT_SHIFT, by_number, held, tap, typed
from tests.support.soak import FACTOR


def decoded(keys: list[Key]) -> list[bytes | Spoil]:
    return KeyDecoder().feed(keys)


def text(keys: list[Key]) -> bytes:
    pieces = decoded(keys)
    assert not [piece for piece in pieces if isinstance(piece, Spoil)]
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


def test_every_printable_character_comes_back_as_it_was_typed() -> None:
    printable = bytes(range(0x20, 0x7F))

    assert text(list(typed(printable))) == printable


def test_a_gs1_code_with_control_and_bracket_as_separator_is_whole() -> None:
    code = b"]d20108935001800019\x1d10LOT-42a\x1d21_x\r"

    assert text(list(typed(code))) == code


# Recorded by hand from the key numbers of input-event-codes.h, not by the table under test.
A, B, ONE, TWO, BRACKET, KP1, KP2, KP9, KP0, CAPS = 30, 48, 2, 3, 27, 79, 80, 73, 82, 58


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([*tap(A), *tap(B), *tap(ONE), *tap(TWO), *tap(28)], b"ab12\r"),
        ([*held(LEFT_SHIFT, [*tap(A), *tap(TWO)]), *tap(A)], b"A@a"),
        (held(54, tap(A)), b"A"),
        (held(LEFT_CONTROL, tap(BRACKET)), b"\x1d"),
        (held(97, tap(BRACKET)), b"\x1d"),
        (held(LEFT_ALT, [*tap(KP0), *tap(KP2), *tap(KP9)]), b"\x1d"),
        (held(100, [*tap(KP2), *tap(KP9)]), b"\x1d"),
        (held(LEFT_ALT, [*tap(KP2), *tap(KP0), *tap(KP0)]), None),
        ([*tap(KP1), *tap(KP9), *tap(KP0)], b"190"),
        ([*tap(CAPS), *tap(A), *tap(CAPS)], b"a"),
        ([Key(EV_KEY, A, 1), Key(EV_KEY, A, 2), Key(EV_KEY, A, 2), Key(EV_KEY, A, 0)], b"a"),
        ([*tap(96), *tap(15)], b"\r\t"),
    ],
)
def test_keys_mean_what_they_mean_on_the_keyboard_of_the_united_states(
    keys: list[Key], expected: bytes | None
) -> None:
    if expected is None:
        assert isinstance(decoded(keys)[0], Spoil)
    else:
        assert text(keys) == expected


def test_bytes_of_utf8_typed_by_number_are_a_letter_again() -> None:
    vietnamese = "Nguyễn".encode()

    assert text(list(typed(vietnamese))) == vietnamese
    assert text(by_number(ord("ễ"))) == "ễ".encode()


@pytest.mark.parametrize(
    "keys",
    [
        tap(183),  # F13
        held(LEFT_ALT, tap(A)),
        held(LEFT_ALT, [key for _ in range(9) for key in tap(KP9)]),
        held(LEFT_CONTROL, tap(ONE)),
        [Key(EV_SYN, SYN_DROPPED, 0)],
    ],
)
def test_what_is_not_understood_spoils_the_code_and_is_not_left_out(keys: list[Key]) -> None:
    framer = Framer(b"\r", 100)
    decoder = KeyDecoder()

    found = [
        code
        for piece in decoder.feed([*typed(b"BN0001"), *keys, *typed(b"23\rBN0002\r")])
        for code in framer.feed(piece)
    ]

    assert isinstance(found[0], Spoil)
    assert found[1:] == [b"BN0002"]


def test_after_lost_keys_no_modifier_is_taken_for_held_down() -> None:
    decoder = KeyDecoder()

    decoder.feed([Key(EV_KEY, LEFT_SHIFT, 1), Key(EV_SYN, SYN_DROPPED, 0)])

    assert decoder.feed(tap(A)) == [b"a"]


def test_random_keys_never_break_the_decoder_or_the_framing() -> None:
    chance = random.Random(20260302)
    decoder, framer = KeyDecoder(), Framer(b"\r", 64)
    for _ in range(20_000 * FACTOR):
        keys = [
            Key(chance.randrange(2), chance.choice((chance.randrange(130), 29, 42, 56)), chance.randrange(3))
            for _ in range(5)
        ]
        for piece in decoder.feed(keys):
            for code in framer.feed(piece):
                assert not isinstance(code, bytes) or (0 < len(code) <= 64 and b"\r" not in code)
