"""JSON objects that name one key twice: readers differ in which one counts, so such a document is refused."""

import json
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw, Struct


class Doubled(ValueError):
    """A key stands twice in one object."""


class _Entry(Struct, frozen=True):
    resource: Raw = Raw(b"null")


class _Bundle(Struct, frozen=True):
    entry: tuple[_Entry, ...] = ()


class _Document(Struct, frozen=True):
    bundle: _Bundle = _Bundle()


_DOCUMENT = msgspec.json.Decoder(_Document)
_KEY = b'"resource"'
_KEPT = 1024
"""Resources that are known, some 1 kB each: those of the charts that a ward works with."""
_LONGEST_KEPT = 16 * 2**10
"""Bytes. Longer ones are searched each time: a thousand of them would fill the memory."""


def refuse_doubled(body: bytes) -> None:
    """Raise Doubled, or ValueError for what is not UTF-8 or nested too deep to follow. What is no JSON is
    left to its reader.

    A bundle's resources are searched one by one: most of them were in the version before, and are known.
    """
    outside, resources = _apart(body)
    _search(outside)
    for resource in resources:
        (_search_once if len(resource) <= _LONGEST_KEPT else _search)(resource)


def _apart(body: bytes) -> tuple[bytes, list[bytes]]:
    """The document with a number in the place of each resource, and the resources.

    Only what follows its key is cut out: `"resource"` before a colon is a key or the end of one, and an
    object behind it ends where it ends. The same bytes elsewhere may be the end of one text and the beginning
    of another.
    """
    try:
        entries = _DOCUMENT.decode(body).bundle.entry
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return body, []
    outside: list[bytes] = []
    resources: list[bytes] = []
    end = 0
    for resource in [bytes(entry.resource) for entry in entries]:
        key = body.find(_KEY, end)
        begin = body.find(b"{", key)
        between = body[key + len(_KEY) : begin].strip()
        if key < 0 or between != b":" or not body.startswith(resource, begin):
            break
        outside.append(body[end:begin])
        resources.append(resource)
        end = begin + len(resource)
    return b"0".join((*outside, body[end:])), resources


def _search(text: bytes) -> None:
    if _written_alike(text):
        return
    try:
        json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str)
    except json.JSONDecodeError:
        return
    except UnicodeDecodeError as error:  # msgspec takes it in a field that it does not know
        raise ValueError("not UTF-8") from error
    except RecursionError as error:
        raise ValueError("nested too deep") from error


@lru_cache(maxsize=_KEPT)
def _search_once(text: bytes) -> None:
    _search(text)


def _written_alike(text: bytes) -> bool:
    """Whether reading and writing it gives the same text, but for the blanks: no key was dropped then."""
    try:
        dense = msgspec.json.format(text, indent=-1)
        return msgspec.json.encode(msgspec.json.decode(dense)) == dense
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) < len(pairs):
        names = [name for name, _ in pairs]
        raise Doubled(f"{max(names, key=names.count)!r} stands twice in one object")
