"""Given doses written out as NDJSON: one FHIR MedicationAdministration a line, as the cart wrote it.

Each settled event is in the files once. The database knows how far the files go: what a crash left beyond
that is cut off and written again, byte for byte the same.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import peewee
from msgspec import Struct

from cart_agent.hospital.config import RecordSettings
from cart_agent.hospital.models import Counter, Event
from cart_agent.store.queries import rows

_PAGE = 500
_MEGABYTE = 2**20
_RECORD = "MedicationAdministration"


class _Resource(Struct, frozen=True, kw_only=True, rename="camel"):
    resource_type: Any = ""
    """Any: an event is a fact, also with a resource that is none."""


class _Carrier(Struct, frozen=True, kw_only=True):
    resource: msgspec.Raw = msgspec.Raw(b"null")


class _Place(NamedTuple):
    """How far the files go: the last event in them, the newest file's number and its bytes."""

    event: int = 0
    file: int = 1
    size: int = 0


class Records:
    """The files of one directory. The only one who writes there."""

    def __init__(self, database: peewee.SqliteDatabase, settings: RecordSettings) -> None:
        self._database = database
        self._directory = Path(settings.directory) if settings.directory else None
        self._limit = settings.megabytes * _MEGABYTE
        if self._directory:
            self._directory.mkdir(parents=True, exist_ok=True)

    def write(self) -> None:
        """Bring the files up to the last settled event. Raises OSError: the next call goes on from there."""
        while self._directory and (page := _page(self._database, self._place().event)):
            self._append(self._directory, self._place(), page)

    def _append(self, directory: Path, place: _Place, page: list[tuple[int, bytes]]) -> None:
        if place.size >= self._limit:
            place = _Place(event=place.event, file=place.file + 1)
        lines = b"".join(line + b"\n" for line in lines_of(message for _, message in page))
        path = directory / f"medication-administration-{place.file:06}.ndjson"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
        with os.fdopen(handle, "wb") as file:
            file.truncate(place.size)
            file.seek(place.size)
            file.write(lines)
            file.flush()
            os.fdatasync(file.fileno())
        self._keep(_Place(event=page[-1][0], file=place.file, size=place.size + len(lines)))

    def _place(self) -> _Place:
        wanted = {f"records {name}": name for name in _Place._fields}
        query = Counter.select(Counter.name, Counter.value).where(Counter.name.in_(list(wanted)))
        return _Place(**{wanted[name]: value for name, value in rows(query, self._database)})

    def _keep(self, place: _Place) -> None:
        with self._database.atomic("IMMEDIATE"):
            for name, value in place._asdict().items():
                counter = Counter.insert(name=f"records {name}", value=value)
                counter.on_conflict_replace().execute(self._database)


def lines_of(messages: Iterable[bytes]) -> Iterator[bytes]:
    """The MedicationAdministration in these events, each in one line, decimals as they were written."""
    for message in messages:
        raw = msgspec.json.decode(message, type=_Carrier).resource
        if bytes(raw) != b"null" and msgspec.json.decode(raw, type=_Resource).resource_type == _RECORD:
            yield msgspec.json.format(bytes(raw), indent=-1)


def _page(database: peewee.SqliteDatabase, after: int) -> list[tuple[int, bytes]]:
    query = Event.select(Event.id, Event.message).where(Event.id > after).order_by(Event.id).limit(_PAGE)
    return [(number, bytes(message)) for number, message in rows(query, database)]
