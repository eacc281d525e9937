"""Saying that something is over: an empty document with a higher version, never a missing one."""

from datetime import datetime

import msgspec
import peewee

from cart_agent.his.topics import Kind
from cart_agent.hospital import models
from cart_agent.hospital.documents import Document, content, rewritten
from cart_agent.hospital.library import Library
from cart_agent.store.queries import first

_EMPTY = {"resourceType": "Bundle", "type": "collection", "entry": []}


class NotThere(LookupError):
    """There is nothing to withdraw."""


def withdraw(
    library: Library, database: peewee.SqliteDatabase, kind: Kind, name: str, now: datetime
) -> Document:
    """Put the empty stock of a cart, the empty formulary part or the closed chart there. Raises NotThere."""
    with database.atomic("IMMEDIATE"):
        document = library.chart(name) if kind is Kind.CHART else _named(library, database, kind, name)
        if document is None:
            raise NotThere(f"there is no {kind.value} {name!r}")
        library.set_source(f"{kind.value}/{name}", "")
        return library.put(_emptied(document, now))


def _named(library: Library, database: peewee.SqliteDatabase, kind: Kind, name: str) -> Document | None:
    wanted = (models.Document.kind == kind) & (models.Document.name == name)
    row = first(models.Document.select(models.Document.topic).where(wanted), database)
    return library.get(row[0]) if row else None


def _emptied(document: Document, now: datetime) -> Document:
    if document.kind is Kind.CHART:
        return rewritten(document, content(document) | {"closed": True}, now.isoformat())
    if document.kind is Kind.STOCK:
        return rewritten(document, content(document) | {"bundle": _EMPTY}, now.isoformat())
    version = document.version + 1
    source = msgspec.json.encode(_EMPTY | {"meta": {"versionId": str(version)}})
    return msgspec.structs.replace(document, version=version, source=source, payload=source)
