"""The journal: gapless, chained, append-only, byte for byte."""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import msgspec
import pytest

from cart_agent.store import ChainBroken, DuplicateEvent, Store, StoreError
from tests.support.events import draft, event_id


def test_events_are_numbered_from_one_without_gaps(store: Store) -> None:
    stored = [store.append(draft(number)) for number in (1, 2, 3)]

    assert [event.seq for event in stored] == [1, 2, 3]
    assert store.events(0, 10) == tuple(stored)
    assert store.events(1, 1) == (stored[1],)


def test_each_message_names_the_hash_of_the_exact_bytes_before_it(store: Store) -> None:
    messages = [store.append(draft(number)).message for number in (1, 2, 3)]

    found = [msgspec.json.decode(message)["prevHash"] for message in messages]
    assert found == ["0" * 64, *(hashlib.sha256(message).hexdigest() for message in messages[:2])]
    assert store.verify_chain() == store.head()
    assert store.head().seq == 3


def test_the_envelope_has_exactly_the_fields_of_the_contract(store: Store) -> None:
    envelope = msgspec.json.decode(store.append(draft(1)).message)

    assert list(envelope) == [
        *("eventId", "cart", "seq", "prevHash", "encounterId", "orderId", "orderVersionSeen", "actor"),
        *("witness", "occurredAt", "bootId", "monotonic", "clock", "kind", "resource"),
    ]
    assert envelope["cart"] == "cart-1"
    assert envelope["witness"] is None
    assert envelope["occurredAt"] == "2026-03-02T01:00:01Z"
    assert envelope["clock"] == {"synced": True, "offset": None, "uncertainty": None}


def test_dose_decimals_and_accents_are_kept_byte_for_byte(store: Store) -> None:
    message = store.append(draft(1)).message

    assert b'"value":2.50,' in message
    assert "uống sau ăn".encode() in message
    assert store.events(0, 1)[0].message == message


def test_a_second_event_with_the_same_id_is_refused(store: Store) -> None:
    store.append(draft(1))

    with pytest.raises(DuplicateEvent, match=event_id(1)):
        store.append(draft(1))
    assert store.head().seq == 1


def _append_together(store: Store, *numbers: int) -> None:
    with store.transaction():
        for number in numbers:
            store.append(draft(number))


def test_what_fails_inside_a_transaction_fails_the_whole_even_where_it_is_caught(store: Store) -> None:
    def forgiving() -> None:
        with store.transaction():
            store.append(draft(1))
            with contextlib.suppress(ValueError), store.transaction():
                store.append(draft(2))
                raise ValueError

    with pytest.raises(StoreError, match="a part of the transaction had failed"):
        forgiving()

    assert store.head().seq == 0
    store.append(draft(1))
    assert store.head().seq == 1


def test_a_failed_transaction_leaves_no_event_and_no_gap(store: Store) -> None:
    store.append(draft(1))
    with pytest.raises(DuplicateEvent):
        _append_together(store, 2, 1)

    assert store.append(draft(3)).seq == 2
    assert [event.event_id for event in store.events(0, 10)] == [event_id(1), event_id(3)]
    assert store.counts().unsettled == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET message = x'00' WHERE seq = 1",
        "DELETE FROM event WHERE seq = 2",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
        "INSERT INTO event SELECT 9, 'x', kind, NULL, occurred_at, hash, message FROM event WHERE seq = 1",
        "DELETE FROM outbox WHERE seq = 1",
    ],
)
def test_sqlite_itself_refuses_to_change_the_journal(store: Store, path: Path, statement: str) -> None:
    store.append(draft(1))
    store.append(draft(2))

    with sqlite3.connect(path) as other, pytest.raises(sqlite3.IntegrityError, match=r"never|gaps"):
        other.execute(statement)
    other.close()
    assert store.verify_chain().seq == 2


def _tamper(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as other:
        for trigger in ("event_no_update", "event_no_delete", "event_gapless"):
            other.execute(f"DROP TRIGGER {trigger}")
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute(statement)
    other.close()


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE event SET message = replace(message, '2.50', '9.50') WHERE seq = 2", 2),
        ("UPDATE event SET message = x'7b7d' WHERE seq = 3", 3),
        ("DELETE FROM event WHERE seq = 2", 3),
        ("UPDATE event SET hash = 'f' WHERE seq = 1", 1),
        ("UPDATE event SET event_id = 'other' WHERE seq = 1", 1),
    ],
)
def test_tampering_past_the_triggers_is_found(store: Store, path: Path, statement: str, seq: int) -> None:
    for number in (1, 2, 3):
        store.append(draft(number))
    _tamper(
        path,
        statement.replace(
            "replace(message, '2.50', '9.50')", "CAST(replace(CAST(message AS TEXT), '2.50', '9.50') AS BLOB)"
        ),
    )

    with pytest.raises(ChainBroken) as broken:
        store.verify_chain()
    assert broken.value.seq == seq


def test_one_patients_events_are_found_by_kind_and_time(store: Store) -> None:
    for number in (1, 2, 3):
        store.append(draft(number, encounter_id="E1" if number != 2 else "E2"))

    found = store.events_of("E1", ("administration",), draft(2).at.now)
    assert [event.seq for event in found] == [3]
    assert store.events_of("E1", ("drawer",), draft(1).at.now) == ()
