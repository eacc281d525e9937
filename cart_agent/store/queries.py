"""peewee queries run on a database given by the caller. In one place because peewee's types end here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import peewee

Row = tuple[Any, ...]


def rows(query: Any, database: peewee.SqliteDatabase) -> list[Row]:
    """All rows as tuples in the order of the query's columns. Blobs come as bytes."""
    return cast("list[Row]", list(query.bind(database).tuples()))


def asked(sql: str, parameters: Sequence[object], database: peewee.SqliteDatabase) -> list[Row]:
    """All rows of a statement written out, none of one that writes. For the few that every scan, chart and
    event needs: there building it with peewee takes ten times as long as SQLite does to run it.
    """
    return cast("list[Row]", cast("Any", database).connection().execute(sql, parameters).fetchall())


@contextmanager
def at_once(database: peewee.SqliteDatabase) -> Iterator[None]:
    """All or nothing, with nobody else writing meanwhile. Written out for the same reason."""
    connection = cast("Any", database).connection()
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if inside(database):
            connection.execute("ROLLBACK")
        raise


def inside(database: peewee.SqliteDatabase) -> bool:
    """Whether one is open. SQLite may have rolled it back itself: on a full disk, in a read that fails."""
    return bool(cast("Any", database).connection().in_transaction)


def first(query: Any, database: peewee.SqliteDatabase) -> Row | None:
    """The first row, or None."""
    return next(iter(rows(query.limit(1), database)), None)


def delete(model: type[peewee.Model], where: Any, database: peewee.SqliteDatabase) -> int:
    """Delete and say how many."""
    return cast("int", peewee.ModelDelete(model).where(where).execute(database))


def statement(sql: str, database: peewee.SqliteDatabase) -> None:
    """Run one statement of the schema."""
    cast("Any", database).execute_sql(sql)
