"""Opening the file so that a commit survives a power cut, and proving it each time."""

import contextlib
import sqlite3
from pathlib import Path

import peewee

from cart_agent.store.errors import NotDurable

# What each PRAGMA must answer after opening. synchronous 2 is FULL: WAL with NORMAL loses the last commits
# when the power goes (https://www.sqlite.org/pragma.html#pragma_synchronous).
_REQUIRED: dict[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,  # without it REPLACE would cut the journal past its triggers
    "trusted_schema": 0,
    "secure_delete": 1,  # what is erased or replaced is overwritten in the file, not only forgotten
}
_CACHE_KIB = 4096


def connect(path: Path) -> peewee.SqliteDatabase:
    """Open or create the file. Raises NotDurable when a setting did not take."""
    pragmas = (*_REQUIRED.items(), ("cache_size", -_CACHE_KIB))
    database = peewee.SqliteDatabase(str(path), pragmas=pragmas, autoconnect=False)
    database.connect()
    try:
        for pragma, wanted in _REQUIRED.items():
            found = database.pragma(pragma)
            if found != wanted:
                raise NotDurable(pragma, wanted, found)
    except BaseException:
        database.close()
        raise
    return database


def checkpoint(path: Path) -> None:
    """Bring what the write-ahead log holds into the file, on a connection of its own: the writer goes on.

    What cannot be done now stays in the log, where it is as safe; SQLite itself does it at 1,000 pages.
    """
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as beside:
        beside.execute("PRAGMA synchronous = FULL")  # a page is on the disk before the log is written over
        beside.execute("PRAGMA wal_checkpoint(PASSIVE)")
