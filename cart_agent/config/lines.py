"""On which line of a TOML text a key stands. tomllib keeps no positions."""

import tomllib
from functools import lru_cache
from typing import Any

Keys = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and places in lists (from 0)."""


def line_of(text: str, keys: Keys) -> int:
    """The line (from 1) where `keys` first exists, or that of its nearest parent; 0 when there is none.

    A text cut off after a whole line either parses or ends inside a value of several lines. So a key
    stands on the first line after the last cut that parses without it. This asks the real parser and
    cannot disagree with it; it takes one parse a line, once for a text and only for an error message.
    """
    while keys:
        before = 0
        for number, known in _cuts(text):
            if _has(known, keys):
                return before + 1
            before = number
        keys = keys[:-1]
    return 0


@lru_cache(maxsize=1)
def _cuts(text: str) -> list[tuple[int, dict[str, Any]]]:
    lines = text.splitlines(keepends=True)
    cuts = []
    for number in range(1, len(lines) + 1):
        try:
            cuts.append((number, tomllib.loads("".join(lines[:number]))))
        except tomllib.TOMLDecodeError:
            continue
    return cuts


def _has(value: Any, keys: Keys) -> bool:
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def dotted(keys: Keys) -> str:
    """`("scanners", 1, "port")` -> `scanners[2].port`: a person counts from 1."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return text.removeprefix(".")
