"""The newest version of every document, and the numbers that must never go back, in the hospital's SQLite."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
import peewee

from cart_agent.his.topics import LONGEST, Kind
from cart_agent.hospital import models
from cart_agent.hospital.config import SIGNED
from cart_agent.hospital.documents import Document, DocumentError, TooLong, content
from cart_agent.store.queries import first, rows

_COLUMNS = (
    models.Document.topic,
    models.Document.kind,
    models.Document.ward,
    models.Document.name,
    models.Document.version,
    models.Document.source,
    models.Document.payload,
)


class Library:
    """The documents of one site. `sign` makes the JWS of a document whose kind is in `signed`."""

    def __init__(
        self,
        database: peewee.SqliteDatabase,
        sign: Callable[[bytes], bytes],
        signed: frozenset[Kind] = SIGNED,
    ) -> None:
        self._database = database
        self._sign = sign
        self._signed = signed

    def transaction(self) -> Any:
        """For `with`: all or nothing of what is put inside."""
        return self._database.atomic("IMMEDIATE")

    def load(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """Take in what the directories hold; returns what is new here or has a higher version.

        What is here with a higher version stays: doses were recorded in it since. Raises TooLong, and
        DocumentError for a document that differs from the one of the same version: carts would take it for a
        forgery.
        """
        return tuple(document for document in documents if self._offer(document))

    def _offer(self, document: Document) -> bool:
        known = self.get(document.topic)
        if known and known.version > document.version:
            return False
        if known and known.version == document.version and known.source != document.source:
            raise DocumentError(document.topic, f"changed without a version above {known.version}")
        if known is None or known.version < document.version or document.kind in SIGNED:
            self.put(document)  # the same version is signed anew: its key may be
        if known is None or known.version < document.version:
            self.set_source(f"{document.kind}/{document.name}", "")
            return True
        return False

    def put(self, document: Document) -> Document:
        """Store it as the newest, signed where it must be; returns what is to be published.

        Raises TooLong.
        """
        if document.kind in self._signed:
            document = msgspec.structs.replace(document, payload=self._sign(document.source))
        if len(document.payload) > LONGEST:
            raise TooLong(document.topic, len(document.payload))
        fields = msgspec.structs.asdict(document)
        models.Document.insert(fields).on_conflict_replace().execute(self._database)
        return document

    def forget_closed(self, before: datetime) -> tuple[str, ...]:
        """Publish no more what was closed before this time; returns the topics that are to be emptied.

        The document itself stays: its version must not be used again, whatever a directory still holds.
        """
        with self.transaction():
            over = [chart.topic for chart in self.charts() if chart.payload and _closed_before(chart, before)]
            blank = models.Document.update(payload=b"").where(models.Document.topic.in_(over))
            blank.execute(self._database)
        return tuple(over)

    def get(self, topic: str) -> Document | None:
        """The document of this topic."""
        row = first(self._select().where(models.Document.topic == topic), self._database)
        return _document(row) if row else None

    def of_ward(self, ward: str) -> tuple[Document, ...]:
        """A ward's documents and the site's formulary, charts last."""
        wanted = models.Document.ward.in_((ward, ""))
        found = rows(self._select().where(wanted).order_by(models.Document.topic), self._database)
        published = (one for one in map(_document, found) if one.payload)
        return tuple(sorted(published, key=lambda one: one.kind is Kind.CHART))

    def chart(self, encounter_id: str) -> Document | None:
        """The newest chart of this encounter: after a transfer, the one of the ward that has the patient."""
        wanted = (models.Document.kind == Kind.CHART) & (models.Document.name == encounter_id)
        row = first(self._select().where(wanted).order_by(models.Document.version.desc()), self._database)
        return _document(row) if row else None

    def versions(self) -> dict[str, int]:
        """The version of every document, by topic."""
        query = models.Document.select(models.Document.topic, models.Document.version)
        return {str(topic): int(version) for topic, version in rows(query, self._database)}

    def source(self, name: str) -> str:
        """What the newest import of this name was made from, as `set_source` was told; empty: none."""
        row = first(
            models.Source.select(models.Source.sha256).where(models.Source.name == name), self._database
        )
        return str(row[0]) if row else ""

    def set_source(self, name: str, sha256: str) -> None:
        """Remember what an import was made from: the same once more is no new version."""
        models.Source.insert(name=name, sha256=sha256).on_conflict_replace().execute(self._database)

    def charts(self) -> tuple[Document, ...]:
        """All charts."""
        return self.every(Kind.CHART)

    def every(self, kind: Kind) -> tuple[Document, ...]:
        """All documents of a kind."""
        found = rows(self._select().where(models.Document.kind == kind), self._database)
        return tuple(map(_document, found))

    def epoch(self, now: datetime) -> int:
        """The manifests' epoch: when this database was made, in seconds of UTC."""
        found = self._counter("epoch")
        return found or self._count("epoch", int(now.timestamp()))

    def next(self, name: str) -> int:
        """The next number of a counter, from 1; on the disk when it returns."""
        with self._database.atomic("IMMEDIATE"):  # a command may count beside the serving hospital
            return self._count(name, self._counter(name) + 1)

    def _counter(self, name: str) -> int:
        query = models.Counter.select(models.Counter.value).where(models.Counter.name == name)
        row = first(query, self._database)
        return int(row[0]) if row else 0

    def _count(self, name: str, value: int) -> int:
        models.Counter.insert(name=name, value=value).on_conflict_replace().execute(self._database)
        return value

    @staticmethod
    def _select() -> "peewee.ModelSelect[models.Document]":
        return models.Document.select(*_COLUMNS)


def _closed_before(chart: Document, before: datetime) -> bool:
    found = content(chart)
    return bool(found.get("closed")) and datetime.fromisoformat(found["asOf"]) < before


def _document(row: tuple[object, ...]) -> Document:
    fields = dict(zip((column.name for column in _COLUMNS), row, strict=True))
    return msgspec.convert(fields, Document)
