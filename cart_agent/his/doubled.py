"""JSON objects that name one key twice: readers differ in which one counts, so such a document is refused."""

import contextlib
import json
from typing import Any

import msgspec


class Doubled(ValueError):
    """A key stands twice in one object."""


def refuse_doubled(body: bytes) -> None:
    """Raise Doubled, or ValueError for nesting too deep to follow. What is no JSON is left to its reader."""
    if _plain(body):
        return
    with contextlib.suppress(json.JSONDecodeError, UnicodeDecodeError):
        try:
            json.loads(body, object_pairs_hook=_once, parse_int=str, parse_float=str)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def _plain(body: bytes) -> bool:
    """Whether reading and writing it gives the same text again, but for the blanks: no key was dropped then.

    So most documents are written, and it takes half the time of looking at each object.
    """
    try:
        return msgspec.json.format(body, indent=-1) == msgspec.json.encode(msgspec.json.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        raise Doubled(f"{max(names, key=names.count)!r} stands twice in one object")
