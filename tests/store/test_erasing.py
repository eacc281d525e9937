"""Patients' data that the hospital has is forgotten; the chain stays whole."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from cart_agent.his.messages import Rejection
from cart_agent.store import ChainBroken, NewDocument, Store
from cart_agent.store.database import connect
from cart_agent.store.migrations import STEPS, migrate
from tests.support.events import MORNING, draft, event_id

LATER = MORNING + timedelta(days=100)


def settled(store: Store, *numbers: int) -> None:
    for number in range(1, max(numbers) + 1):
        store.append(draft(number))
    store.settle([event_id(number) for number in numbers], LATER)


def test_an_erased_event_leaves_its_place_and_its_hash(store: Store, path: Path) -> None:
    settled(store, 1, 2, 3)
    head = store.head()

    assert store.erase_events(MORNING + timedelta(seconds=2.5), 10) == 2
    assert store.verify_chain() == head
    assert [event.seq for event in store.events(0, 10)] == [3]
    assert store.events_of("E1", ("administration",), MORNING) == store.events(0, 10)
    assert store.append(draft(4)).seq == 4
    assert store.verify_chain().seq == 4


def test_nothing_of_an_erased_event_is_left_in_the_file(store: Store, path: Path) -> None:
    settled(store, 1)
    store.erase_events(LATER, 10)
    store.close()

    left = b"".join(file.read_bytes() for file in path.parent.glob("cart.db*"))
    assert b"nurse-1" not in left
    assert event_id(1).encode() in left


def test_nothing_is_erased_from_the_first_unsettled_event_on(store: Store) -> None:
    settled(store, 1, 2, 4)

    assert store.erase_events(LATER, 10) == 2
    store.settle([event_id(3)], LATER)
    assert store.erase_events(LATER, 10) == 2


def test_a_rejected_event_is_kept_until_it_is_settled(store: Store) -> None:
    settled(store, 1, 3)
    store.reject([Rejection(event_id=event_id(2), code="x")], LATER)

    assert store.erase_events(LATER, 10) == 2
    assert [event.event_id for event in store.rejected(10)] == [event_id(2)]
    store.settle([event_id(2)], LATER)
    assert store.erase_events(LATER, 10) == 1


def test_young_events_stay_and_old_ones_go_a_few_at_a_time(store: Store) -> None:
    settled(store, *range(1, 6))

    assert store.erase_events(MORNING, 10) == 0
    assert [store.erase_events(LATER, 2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize(
    "change",
    [
        "message = x'00'",
        "message = x'', encounter_id = NULL, hash = 'f'",
        "message = x'', encounter_id = NULL, kind = 'drawer'",
        "message = x''",
    ],
)
def test_sqlite_itself_refuses_any_other_change(store: Store, path: Path, change: str) -> None:
    settled(store, 1)

    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        other.execute(f"UPDATE event SET {change} WHERE seq = 1")
    other.close()


def test_sqlite_itself_refuses_to_erase_what_is_not_settled(store: Store, path: Path) -> None:
    store.append(draft(1))

    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        other.execute("UPDATE event SET message = x'', encounter_id = NULL")
    other.close()


def test_a_changed_hash_of_an_erased_event_is_found(store: Store, path: Path) -> None:
    settled(store, 1, 2)
    store.erase_events(MORNING + timedelta(seconds=1.5), 10)
    with sqlite3.connect(path) as other:
        other.execute("DROP TRIGGER event_no_update")
        other.execute("UPDATE event SET hash = 'f' WHERE seq = 1")
    other.close()

    with pytest.raises(ChainBroken):
        store.verify_chain()


def test_the_highest_version_is_remembered_while_an_unreadable_document_is_in_force(store: Store) -> None:
    for version, message in ((1, b"one"), (2, b"two"), (None, b"rubbish")):
        store.put_document(NewDocument(topic="t", message=message, received_at=MORNING, version=version))

    assert store.forget_document_history(LATER) == 1
    assert store.newest_version("t") == 2


def test_a_database_from_before_erasing_learns_it(path: Path) -> None:
    old = connect(path)
    migrate(old, STEPS[:2])
    old.close()
    store = Store.open(path, "cart-1")
    settled(store, 1, 2)

    assert store.erase_events(LATER, 10) == 2
    assert store.verify_chain().seq == 2
    store.close()
