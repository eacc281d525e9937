"""Documents that came in while the hospital serves: by another process, or by a changed file."""

import logging
from collections.abc import Iterable
from pathlib import Path

import peewee

from cart_agent.hospital.documents import Document
from cart_agent.hospital.library import Library

log = logging.getLogger(__name__)
_Stamp = tuple[str, int, int]


class News:
    """What a connection has not published yet. Made before everything is published on it."""

    def __init__(self, database: peewee.SqliteDatabase, library: Library) -> None:
        self._database = database
        self._library = library
        self._mark = self._changes()
        self._published = library.versions()

    def take(self) -> tuple[Document, ...]:
        """The documents that another connection to the database has put there since the last look."""
        mark = self._changes()
        if mark == self._mark:
            return ()
        self._mark = mark
        return self.compare()

    def compare(self) -> tuple[Document, ...]:
        """The documents that are not those that were published last."""
        versions = self._library.versions()
        fresh = [topic for topic, version in versions.items() if self._published.get(topic) != version]
        self._published = versions
        return tuple(found for topic in fresh if (found := self._library.get(topic)))

    def _changes(self) -> int:
        """Moves with every commit of another connection (https://www.sqlite.org/pragma.html#pragma_data_version)."""
        return int(self._database.pragma("data_version"))


class Folders:
    """The wards' directories: whether a file was added or changed since the last look."""

    def __init__(self, directories: Iterable[str]) -> None:
        self._directories = tuple(map(Path, directories))
        self._seen = self._stamps()

    def changed(self) -> bool:
        """Once for each change. A directory that cannot be looked at has not changed."""
        stamps = self._stamps()
        changed = stamps != self._seen and bool(stamps)
        self._seen = stamps or self._seen
        return changed

    def _stamps(self) -> frozenset[_Stamp]:
        try:
            return frozenset(
                (str(path), found.st_mtime_ns, found.st_size)
                for directory in self._directories
                for path in directory.glob("*.json")
                if (found := path.stat())
            )
        except OSError as error:
            log.warning("a ward's directory cannot be looked at: %s", error.strerror)
            return frozenset()
