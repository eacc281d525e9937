"""What can go wrong with the cart's memory, and how SQLite's own words become these."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import peewee


class StoreError(Exception):
    """Base of all errors of the store. Whatever transaction was open is rolled back."""


class DiskFull(StoreError):
    """Nothing more can be written. What was committed before is intact."""


class Damaged(StoreError):
    """The file is not a database, or parts of it cannot be read."""


class NotDurable(StoreError):
    """A setting that durability depends on did not take. The store refuses to open."""

    def __init__(self, pragma: str, wanted: object, found: object) -> None:
        super().__init__(f"PRAGMA {pragma} is {found}, not {wanted}")
        self.pragma = pragma


class SchemaTooNew(StoreError):
    """A newer version of the software wrote this file; this one must not touch it."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the database has schema {found}; this version knows up to {known}")
        self.found = found
        self.known = known


class WrongCart(StoreError):
    """The file is the journal of another cart: its sequence and chain are not ours to continue."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"the database belongs to cart {found!r}, not {wanted!r}")
        self.found = found


class DuplicateEvent(StoreError):
    """This event id is in the journal already."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"event {event_id} is in the journal already")
        self.event_id = event_id


class ChainBroken(StoreError):
    """The journal does not hold what was written: `seq` is the first event that does not fit."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"event {seq}: {reason}")
        self.seq = seq
        self.reason = reason


_KINDS: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: DiskFull,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: Damaged,
}


@contextmanager
def translated() -> Iterator[None]:
    """Let SQLite's operational errors out as errors of this file."""
    try:
        yield
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        first = _first(error)
        code = getattr(first, "sqlite_errorcode", 0)
        kind = _KINDS.get(code) or _KINDS.get(code & 0xFF, StoreError)
        raise kind(str(first)) from error


def _first(error: BaseException) -> BaseException:
    """What went wrong first: on a full disk SQLite rolls back itself, then peewee cannot."""
    found = error
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, sqlite3.DatabaseError):
            found = error
    return getattr(found, "orig", found)  # peewee keeps SQLite's own error there
