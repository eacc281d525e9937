"""Opening: durable or not at all, migrated wholly or not at all."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import peewee
import pytest

from cart_agent.store import (
    Damaged,
    DiskFull,
    NotDurable,
    SchemaTooNew,
    Store,
    StoreError,
    WrongCart,
    database,
)
from cart_agent.store.migrations import STEPS, migrate
from cart_agent.store.models import MODELS
from tests.support.events import draft

DATA = Path(__file__).parent / "data"


def test_every_open_has_wal_full_synchronous_and_foreign_keys(store: Store) -> None:
    found = {name: store._database.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")}

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_file_that_cannot_have_a_wal_is_refused() -> None:
    with pytest.raises(NotDurable, match="journal_mode is memory, not wal"):
        Store.open(Path(":memory:"), "cart-1")


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(Damaged):
        Store.open(path, "cart-1")
    assert path.read_bytes().startswith(b"not a database")


def test_a_file_in_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="unable to open database file"):
        Store.open(tmp_path / "nowhere" / "cart.db", "cart-1")


def test_a_newer_softwares_file_is_refused_untouched(store: Store, path: Path) -> None:
    store.close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()

    with pytest.raises(SchemaTooNew, match="schema 99"):
        Store.open(path, "cart-1")


def test_another_carts_journal_is_refused(store: Store, path: Path) -> None:
    store.close()

    with pytest.raises(WrongCart, match="cart-1"):
        Store.open(path, "cart-2")


def test_what_was_committed_is_there_after_opening_again(store: Store, path: Path) -> None:
    written = store.append(draft(1))
    store.close()

    again = Store.open(path, "cart-1")
    assert again.events(0, 10) == (written,)
    again.close()


def test_a_failing_migration_changes_nothing(path: Path) -> None:
    opened = database.connect(path)
    broken = (*STEPS, ("CREATE TABLE extra (id INTEGER)", "CREATE TABLE extra (id INTEGER)"))

    with pytest.raises(peewee.OperationalError, match="already exists"):
        migrate(opened, broken)
    assert opened.get_tables() == []
    assert opened.pragma("user_version") == 0
    opened.close()


def test_the_models_say_what_the_migrations_made(store: Store) -> None:
    for model in MODELS:
        table = model._meta.table_name
        query = f"SELECT name FROM pragma_table_xinfo('{table}')"
        columns = {row[0] for row in store._database.execute_sql(query)}  # type: ignore[no-untyped-call]
        assert columns == set(model._meta.columns), table


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_a_database_of_every_version_still_opens_with_all_it_held(version: int, path: Path) -> None:
    shutil.copy(DATA / f"v{version}.db", path)
    old = Store.open(path, "cart-1")

    assert old.verify_chain().seq == 3
    assert [event.state for event in old.events(0, 10)] == ["settled", "sent", "pending"]
    held = old.document("mc/v1/demo/ward/W1/chart/E1")
    assert held is not None
    assert (held.version, held.message) == (2, b'{"version": 2}')
    assert [one.version for one in old.documents("mc/v1/demo/ward/W1/")] == [2]
    assert old.get_state("session") == b'{"state": "idle"}'
    assert old.append(draft(4)).seq == 4
    old.close()


def _append_many(store: Store) -> None:
    for number in range(2, 1000):
        store.append(draft(number))


def test_a_full_disk_is_said_so_and_loses_nothing(store: Store) -> None:
    store.append(draft(1))
    pages = int(store._database.pragma("page_count"))
    store._database.pragma("max_page_count", pages)
    with pytest.raises(DiskFull):
        _append_many(store)

    written = store.verify_chain().seq
    assert written == len(store.events(0, 2000))
    assert store.counts().unsettled == written
    store._database.pragma("max_page_count", pages + 1000)
    assert store.append(draft(5000)).seq == written + 1


def test_a_full_disk_inside_a_transaction_rolls_all_of_it_back(store: Store) -> None:
    store._database.pragma("max_page_count", int(store._database.pragma("page_count")))
    with pytest.raises(DiskFull), store.transaction():
        _append_many(store)

    assert store.head().seq == 0
    store.put_state("small", b"1")


def test_a_checkpoint_brings_all_commits_into_the_file_while_the_writer_has_it_open(
    store: Store, path: Path, tmp_path: Path
) -> None:
    store.append(draft(1))
    database.checkpoint(path)
    store.append(draft(2))

    alone = tmp_path / "without-its-log.db"
    shutil.copyfile(path, alone)
    with contextlib.closing(sqlite3.connect(alone)) as found:
        assert found.execute("SELECT seq FROM event").fetchall() == [(1,)]
    assert store.verify_chain().seq == 2


def test_a_checkpoint_that_cannot_be_made_leaves_everything_as_it_is(store: Store, path: Path) -> None:
    store.append(draft(1))
    database.checkpoint(path.parent)

    assert store.verify_chain().seq == 1


def test_a_checkpoint_in_the_middle_of_a_transaction_takes_none_of_it(store: Store, path: Path) -> None:
    with contextlib.suppress(ZeroDivisionError), store.transaction():
        store.append(draft(1))
        database.checkpoint(path)
        raise ZeroDivisionError

    assert store.head().seq == 0
