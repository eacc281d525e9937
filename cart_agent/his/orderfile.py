"""A ward's orders as one file, to be carried to a cart on a USB stick when there is no network.

A ZIP with `orders.jws`, the signed index, and each document in its exact bytes under the name that the index
gives it. The signature covers every byte through the index's SHA-256. docs/downtime.md has the shape.

`zipfile` is imported where it is used: few carts ever see such a file, and it weighs 0.8 MiB.
"""

import io
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

from cart_agent.his.messages import Id, Message, Sha256, Time, decode, encode
from cart_agent.his.signing import SignatureRefused, open_signed

if TYPE_CHECKING:
    from zipfile import ZipFile

INDEX = "orders.jws"
LARGEST_FILE = 11 * 2**20
"""Bytes: one line of the agent's socket, in base64, must hold it."""
LARGEST_DOCUMENT = 8 * 2**20
LARGEST_SUM = 64 * 2**20
"""Unpacked; a small file must not become a large one."""
MOST_DOCUMENTS = 5000


class OrderFileRefused(ValueError):
    """The file is not a hospital's signed orders, whole and unchanged."""


class Entry(Message, frozen=True, kw_only=True):
    """One document: the topic it belongs to, its name in the ZIP, SHA-256 of its exact bytes."""

    topic: Id
    name: Id
    sha256: Sha256


class OrderIndex(Message, frozen=True, kw_only=True, tag="orders", tag_field="kind"):
    """What the hospital signs. `as_of` is the manifest's; after `not_after` no cart takes the file."""

    site: Id
    ward: Id
    as_of: Time
    not_after: Time
    documents: tuple[Entry, ...]


class Opened(Struct, frozen=True, kw_only=True):
    """A file that is whole and signed: its index, and its documents by topic."""

    index: OrderIndex
    documents: dict[str, bytes]


def pack(index: OrderIndex, documents: Mapping[str, bytes], sign: Callable[[bytes], bytes]) -> bytes:
    """The file. `documents` are by name; `sign` makes a JWS. Raises ValueError when it is too large."""
    import zipfile  # noqa: PLC0415  see above

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(INDEX, sign(encode(index)))
        for name, content in documents.items():
            archive.writestr(name, content)
    if len(file.getvalue()) > LARGEST_FILE:
        raise ValueError(f"{len(file.getvalue())} bytes; a cart takes {LARGEST_FILE}")
    return file.getvalue()


def unpack(file: bytes, keys: Mapping[str, bytes]) -> Opened:
    """Open a file; `keys` are the hospital's public keys (PEM) by `kid`. Raises OrderFileRefused."""
    import zipfile  # noqa: PLC0415  see above

    if len(file) > LARGEST_FILE:
        raise OrderFileRefused("the file is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            index = _index(_content(archive, INDEX), keys)
            return Opened(index=index, documents=_documents(archive, index))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise OrderFileRefused(f"not a whole file of orders: {error}") from error


def _index(payload: bytes, keys: Mapping[str, bytes]) -> OrderIndex:
    try:
        opened = open_signed(payload, keys)
        if not opened.kid:
            raise OrderFileRefused("its index is not signed")
        return decode(opened.body, OrderIndex)
    except SignatureRefused as refused:
        raise OrderFileRefused(f"its index is not signed by this hospital: {refused}") from refused
    except ValueError as error:
        raise OrderFileRefused(str(error)) from error


def _documents(archive: "ZipFile", index: OrderIndex) -> dict[str, bytes]:
    if len(index.documents) > MOST_DOCUMENTS:
        raise OrderFileRefused("it holds too many documents")
    found: dict[str, bytes] = {}
    size = 0
    for entry in index.documents:
        content = _content(archive, entry.name)
        size += len(content)
        if size > LARGEST_SUM:
            raise OrderFileRefused("its documents are too large together")
        if sha256(content).hexdigest() != entry.sha256:
            raise OrderFileRefused(f"{entry.name} was changed since it was signed")
        found[entry.topic] = content
    return found


def _content(archive: "ZipFile", name: str) -> bytes:
    try:
        with archive.open(name) as member:
            content = member.read(LARGEST_DOCUMENT + 1)
    except KeyError:
        raise OrderFileRefused(f"{name} is missing") from None
    if len(content) > LARGEST_DOCUMENT:
        raise OrderFileRefused(f"{name} is too large")
    return content
