"""Where a code ends, however the bytes come."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scan_framing import Code, Framer, Overlong, Repeats, Spoil, split_aim
from tests.support.soak import FACTOR, examples

ENDS = b"\r\n\t"
CODES = [b"]d20108935001800019\x1d10A", b"NV01"]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_every_terminator_ends_a_code_however_it_is_cut(end: bytes, size: int) -> None:
    stream = b"".join(code + end for code in CODES)
    framer = Framer(ENDS, 100)

    found = [code for at in range(0, len(stream), size) for code in framer.feed(stream[at : at + size])]

    assert found == CODES
    assert framer.pending == 0


def test_silence_ends_a_code_without_terminator() -> None:
    framer = Framer(ENDS, 100)

    assert framer.feed(b"NV") == []
    assert framer.pending == 2
    assert framer.feed(b"01") == []
    assert framer.end() == [b"NV01"]
    assert framer.end() == []


def test_without_terminators_every_byte_is_part_of_the_code() -> None:
    framer = Framer(b"", 100)

    assert framer.feed(b"two\r\nlines\t") == []
    assert framer.end() == [b"two\r\nlines\t"]


def test_a_code_of_the_greatest_length_passes_and_one_byte_more_does_not() -> None:
    framer = Framer(ENDS, 4)

    assert framer.feed(b"1234\r12345\r1234\r") == [b"1234", Overlong(5), b"1234"]
    assert framer.feed(b"123456") == []
    assert framer.end() == [Overlong(6)]


def test_a_dropped_code_is_counted_and_gone() -> None:
    framer = Framer(ENDS, 4)
    framer.feed(b"123456")

    assert framer.drop() == 6
    assert framer.feed(b"7\r") == [b"7"]


@settings(max_examples=examples(3_000), deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=12), st.sampled_from([b"\r", b"\n", b"\t", b""])), max_size=12))
def test_no_byte_is_lost_or_made_up(chunks: list[bytes]) -> None:
    framer = Framer(ENDS, 8)
    everything: list[Code] = []
    for chunk in chunks:
        everything += framer.feed(chunk) if chunk else framer.end()
    everything += framer.end()
    found = [code for code in everything if not isinstance(code, Spoil)]
    assert found == everything

    sent = len(re.sub(rb"[\r\n\t]", b"", b"".join(chunks)))
    assert sent == sum(code.length if isinstance(code, Overlong) else len(code) for code in found)
    assert all(isinstance(code, Overlong) or 0 < len(code) <= 8 for code in found)


@settings(max_examples=examples(2_000), deadline=None)
@given(st.lists(st.binary(max_size=12), max_size=12), st.integers(1, 5))
def test_the_cutting_of_the_stream_changes_nothing(chunks: list[bytes], size: int) -> None:
    stream = b"".join(chunks)
    whole, cut = Framer(ENDS, 8), Framer(ENDS, 8)

    found = [code for at in range(0, len(stream), size) for code in cut.feed(stream[at : at + size])]

    assert whole.feed(stream) + whole.end() == found + cut.end()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"]d2\x1d01", ("]d2", b"\x1d01")),
        (b"]C0", ("]C0", b"")),
        (b"]C", ("", b"]C")),
        (b"]11x", ("", b"]11x")),
        (b" ]C0x", ("", b" ]C0x")),
        (b"x]C0", ("", b"x]C0")),
        (b"]\xffd", ("", b"]\xffd")),
    ],
)
def test_the_aim_identifier_is_taken_off_and_nothing_else(code: bytes, expected: tuple[str, bytes]) -> None:
    assert split_aim(code) == expected


def test_a_code_held_before_the_reader_is_one_scan() -> None:
    repeats = Repeats(0.5)
    reads = [(b"A", 10.0), (b"A", 10.4), (b"A", 10.8), (b"B", 10.9), (b"A", 11.0), (b"A", 11.5)]

    assert [repeats.is_new(code, now) for code, now in reads] == [True, False, False, True, True, True]
    assert Repeats(0).is_new(b"", 0.0)


def test_what_spoils_a_code_spoils_it_whole_and_no_other() -> None:
    framer = Framer(ENDS, 8)

    assert framer.feed(b"BN\rBN") == [b"BN"]
    assert framer.feed(Spoil("a key is lost")) == []
    assert framer.pending == 3
    assert framer.feed(b"0002\rBN3\r") == [Spoil("a key is lost"), b"BN3"]


def test_very_many_random_pieces_lose_no_byte_and_make_none_up() -> None:
    chance = random.Random(20260302)
    framer, sent, found = Framer(ENDS, 16), 0, 0
    for _ in range(100_000 * FACTOR):
        piece = bytes(chance.choices(b"\r\n\t]Cd0189\x1d\x00\xff", k=chance.randrange(9)))
        sent += len(piece.translate(None, ENDS))
        for code in framer.feed(piece):
            assert not isinstance(code, Spoil)
            assert isinstance(code, Overlong) or 0 < len(code) <= 16
            found += code.length if isinstance(code, Overlong) else len(code)

    assert found + framer.drop() == sent
