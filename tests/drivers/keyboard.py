"""A keyboard scanner that types: which keys it presses for a text, as the kernel tells them."""

from collections.abc import Iterable, Iterator

from drivers.scan_keys import EV_KEY, EV_SYN, EVENT, KEYPAD_DIGITS, LETTERS, Key

LEFT_SHIFT, LEFT_CONTROL, LEFT_ALT, ENTER = 42, 29, 56, 28
_ALONE = {pair[0]: code for code, pair in reversed(LETTERS.items()) if not 71 <= code <= 98}
_SHIFTED = {pair[1]: code for code, pair in reversed(LETTERS.items()) if pair[0] != pair[1]}
_DIGITS = {digit: code for code, digit in KEYPAD_DIGITS.items()}


def tap(code: int) -> list[Key]:
    """Down, up, each with the kernel's mark."""
    mark = Key(EV_SYN, 0, 0)
    return [Key(EV_KEY, code, 1), mark, Key(EV_KEY, code, 0), mark]


def held(modifier: int, inner: Iterable[Key]) -> list[Key]:
    """`inner` while a modifier is down."""
    return [Key(EV_KEY, modifier, 1), *inner, Key(EV_KEY, modifier, 0)]


def by_number(value: int) -> list[Key]:
    """Alt and four digits of the keypad."""
    return held(LEFT_ALT, [key for digit in f"{value:04}" for key in tap(_DIGITS[digit])])


def typed(code: bytes) -> Iterator[Key]:
    """As a scanner types it: shift where needed, control for control characters, Alt for all others."""
    for byte in code:
        letter = chr(byte)
        if letter in _ALONE:
            yield from tap(_ALONE[letter])
        elif letter in _SHIFTED:
            yield from held(LEFT_SHIFT, tap(_SHIFTED[letter]))
        elif byte == 0x1D:
            yield from held(LEFT_CONTROL, tap(_ALONE["]"]))
        else:
            yield from by_number(byte)


def as_bytes(keys: Iterable[Key]) -> bytes:
    """What is read from the device."""
    return b"".join(EVENT.pack(0, 0, key.type, key.code, key.value) for key in keys)
