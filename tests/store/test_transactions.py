"""A transaction is kept wholly or not at all, whatever ends it: the disk, another writer, an interrupt."""

import contextlib
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cart_agent.store import Store, StoreError
from tests.support.events import draft


@contextmanager
def no_more_room() -> Iterator[None]:
    """No file of this process grows."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def look_around(store: Store) -> None:
    """Read more than the small cache holds: what was written has to make room, and cannot."""
    with no_more_room():
        for _ in range(5):
            store.events(0, 1000)


def forgiving(store: Store, failing: Callable[[Store], None]) -> None:
    with store.transaction():
        store.append(draft(1000))
        with contextlib.suppress(StoreError):
            failing(store)
            pytest.fail("it was to fail")
        with contextlib.suppress(StoreError):
            store.append(draft(1001))
        with contextlib.suppress(StoreError):
            store.put_state("half", b"1")


def test_after_a_read_that_made_sqlite_roll_back_nothing_is_kept_by_itself(store: Store) -> None:
    for number in range(1, 300):
        store.append(draft(number))
    store._database.pragma("cache_size", 5)
    with pytest.raises(StoreError, match="a part of the transaction had failed"):
        forgiving(store, look_around)

    assert not store.in_transaction
    assert (store.head().seq, store.get_state("half")) == (299, None)
    assert store.append(draft(1001)).seq == 300
    assert store.verify_chain().seq == 300


def two_things(store: Store) -> None:
    with store.transaction():
        store.append(draft(2))
        store.put_state("half", b"1")


def test_a_commit_that_the_disk_refuses_keeps_nothing_and_the_next_one_goes_on(store: Store) -> None:
    store.append(draft(1))
    before = store.commits
    with no_more_room(), pytest.raises(StoreError, match="disk I/O error"):
        two_things(store)

    assert (store.in_transaction, store.commits) == (False, before)
    assert (store.head().seq, store.get_state("half")) == (1, None)
    assert store.append(draft(3)).seq == 2


def test_while_somebody_else_writes_nothing_begins_and_afterwards_all_goes_on(
    store: Store, path: Path
) -> None:
    store._database.pragma("busy_timeout", 0)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"), store.transaction():
            pytest.fail("nothing may begin")
        with pytest.raises(StoreError, match="locked"):
            store.append(draft(1))
        assert not store.in_transaction
        assert store.head().seq == 0
        other.execute("ROLLBACK")

    assert store.append(draft(1)).seq == 1


def interrupted(store: Store, why: type[BaseException]) -> None:
    with store.transaction():
        store.append(draft(1))
        store.add_pin_failure("N1", draft(1).at.now)  # peewee's own statements belong to it too
        store.drop_state("nothing")
        assert store.in_transaction
        raise why


@pytest.mark.parametrize("why", [KeyboardInterrupt, SystemExit, GeneratorExit, ValueError])
def test_whatever_ends_it_nothing_is_kept_and_none_is_left_open(
    store: Store, why: type[BaseException]
) -> None:
    with pytest.raises(why):
        interrupted(store, why)

    at = draft(1).at.now
    assert not store.in_transaction
    assert (store.head().seq, store.pin_failures(at, at - timedelta(days=1))) == (0, {})


def test_one_is_open_from_its_begin_to_the_end_of_the_outermost(store: Store) -> None:
    assert not store.in_transaction
    with store.transaction():
        assert store.in_transaction
        with store.transaction():
            store.append(draft(1))
        assert store.in_transaction
    assert not store.in_transaction
    assert store.head().seq == 1
