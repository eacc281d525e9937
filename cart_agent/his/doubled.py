"""JSON objects that name one key twice: readers differ in which one counts, so such a document is refused."""

import contextlib
import json
from typing import Any


class Doubled(ValueError):
    """A key stands twice in one object."""


def refuse_doubled(body: bytes) -> None:
    """Raise Doubled, or ValueError for nesting too deep to follow. What is no JSON is left to its reader."""
    with contextlib.suppress(json.JSONDecodeError, UnicodeDecodeError):
        try:
            json.loads(body, object_pairs_hook=_once, parse_int=str, parse_float=str)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        raise Doubled(f"{max(names, key=names.count)!r} stands twice in one object")
