"""What a scanner sends for the test code tells how it is set."""

import pytest

from cart_agent.commands.scan_advice import CARD, EAN, REFERENCE, TEXT, advise

DATA = REFERENCE.data
RIGHT = f"]d2{DATA}\r"


FRENCH = str.maketrans("0123456789azwAZW-_", ")!@#$%^&*(qwzQWZ68")


def codes(sent: str) -> list[str]:
    return [one.code for one in advise(sent.encode())]


def test_a_scanner_that_is_set_right_gets_no_advice() -> None:
    assert codes(RIGHT) == []
    assert codes(RIGHT + "\n") == []


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (f"{DATA}\r", ["no-aim"]),
        (f"]d2{DATA}", ["no-terminator"]),
        (f"]d1{DATA}\r", ["aim-wrong"]),
        (f"w]d2{DATA}\r", ["prefix"]),
        (f"w{DATA}\r", ["no-aim", "prefix"]),
        (RIGHT.replace("\x1d", ""), ["gs-stripped"]),
        (RIGHT.replace("\x1d", "^]"), ["gs-replaced"]),
        (f"]d2{DATA.swapcase()}\r", ["case-swapped"]),
        (f"]d2{DATA.upper()}\r", ["case-lost"]),
        (f"]d2{DATA.replace(chr(29), '').swapcase()}\r", ["gs-stripped", "case-swapped"]),
        (RIGHT.replace("aas", "ấ").replace("DD", "Đ"), ["telex"]),
        (RIGHT.replace("Yz", "Zy").replace("WyZ", "WzY"), ["keyboard-layout"]),
        (f"]d2{DATA.translate(FRENCH)}\r", ["keyboard-french"]),
        (RIGHT + RIGHT, ["twice"]),
        (f"{DATA}\r{DATA}\r", ["twice", "no-aim"]),
        (f"]d2{DATA[:-1]}\r", ["different"]),
        ("8935001800019", ["no-terminator", "no-aim", "different"]),
        ("", ["no-terminator", "no-aim", "different"]),
    ],
)
def test_each_wrong_setting_is_named(sent: str, expected: list[str]) -> None:
    assert codes(sent) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (EAN.sent + b"\r", []),
        (EAN.raw + b"\r", ["no-aim"]),
        (EAN.raw[:-1] + b"\r", ["no-aim", "check-digit-off"]),
        (b"]E40" + EAN.raw + b"\r", ["aim-wrong", "prefix"]),
        (TEXT.sent + b"\r", []),
        (b"]C1" + TEXT.raw + b"\r", ["aim-wrong"]),
        (TEXT.sent.upper() + b"\r", ["case-lost"]),
        (TEXT.sent.replace(b"aas", "ấ".encode()) + b"\r", ["telex"]),
        (CARD.sent + b"\r", []),
        (CARD.raw, ["no-terminator", "no-aim"]),
        (b"]Q1" + CARD.data.encode("ascii", "replace") + b"\r", ["charset"]),
        (b"]Q1" + CARD.data.encode("utf-16-be") + b"\r", ["charset"]),
        (b"]Q1" + CARD.raw.decode().encode("cp1258", "replace") + b"\r", ["charset"]),
        (b"]Q1" + CARD.raw.decode("latin-1").encode() + b"\r", ["charset"]),
    ],
)
def test_every_code_of_the_page_is_judged_by_what_it_is(sent: bytes, expected: list[str]) -> None:
    assert [one.code for one in advise(sent)] == expected


def test_of_another_code_only_the_frame_is_judged() -> None:
    assert advise(b"]E08935001800019\r", reference=False) == []
    assert [one.code for one in advise(b"8935001800019", reference=False)] == ["no-terminator", "no-aim"]


def with_even_parity(data: bytes) -> bytes:
    """Seven data bits and an even parity bit, read as eight data bits."""
    return bytes(byte | (byte.bit_count() % 2) << 7 for byte in data)


def at_half_the_speed(data: bytes) -> bytes:
    """What a receiver makes of a line that is twice as fast: every second bit, from each start bit on."""
    bits = [bit for byte in data for bit in (0, *(byte >> place & 1 for place in range(8)), 1)] + [1] * 20
    read, place = bytearray(), 0
    while place < len(bits) - 20:
        if bits[place]:
            place += 1
            continue
        read.append(sum(bits[place + 2 + 2 * bit] << bit for bit in range(8)))
        place += 20
    return bytes(read)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (with_even_parity(RIGHT.encode()), ["parity"]),
        (at_half_the_speed(RIGHT.encode()), ["garbled"]),
        (b"\xff\xfe\x00", ["garbled"]),
        (b"]d2\xff\xfe\x00\r", ["garbled"]),
    ],
)
def test_a_line_that_is_set_otherwise_is_named(sent: bytes, expected: list[str]) -> None:
    assert [one.code for one in advise(sent)] == expected
