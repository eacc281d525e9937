"""JSON objects that name one key twice: readers differ in which one counts, so such a document is refused."""

import contextlib
import json
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_LIST = msgspec.json.Decoder(list[Raw])
NOTHING, NOTHING_LISTED = Raw(b"{}"), Raw(b"[]")


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

    So most documents are written. A bundle is taken apart: most of its entries were in the version before.
    """
    try:
        outside = _parts(msgspec.json.format(body, indent=-1))
        bundle = _parts(outside.pop("bundle", NOTHING))
        entries = _LIST.decode(bundle.pop("entry", NOTHING_LISTED))
        return all(_same(bytes(one)) for one in (*outside.values(), *bundle.values(), *entries))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, Doubled):
        return False


def _parts(text: bytes | Raw) -> dict[str, Raw]:
    """The values of an object by name. Raises Doubled where there is more in the text."""
    parts = _OBJECT.decode(text)
    if msgspec.json.encode(parts) != bytes(text):
        raise Doubled
    return parts


@lru_cache(maxsize=1024)
def _same(text: bytes) -> bool:
    return msgspec.json.encode(msgspec.json.decode(text)) == text


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        raise Doubled(f"{max(names, key=names.count)!r} stands twice in one object")
