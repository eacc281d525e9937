"""Documents in their exact bytes, with their history; small values; failed PINs."""

import hashlib
from datetime import timedelta

from cart_agent.store import NewDocument, Store
from tests.support.events import MORNING

CHART = "mc/v1/demo/ward/W1/chart/E1"


def new(message: bytes, version: int | None = 1, **fields: object) -> NewDocument:
    return NewDocument(topic=CHART, message=message, received_at=MORNING, version=version, **fields)  # type: ignore[arg-type]  # any field of the struct


def test_the_newest_document_is_in_force_in_its_exact_bytes(store: Store) -> None:
    store.put_document(new(b'{"version":1}', 1))
    digest = store.put_document(new('{"version":2,"tên":"Ổi"}'.encode(), 2, understood=b"{}"))

    held = store.document(CHART)
    assert held is not None
    assert held.message == '{"version":2,"tên":"Ổi"}'.encode()
    assert (held.version, held.sha256, held.understood) == (2, digest, b"{}")
    assert held.sha256 == hashlib.sha256(held.message).hexdigest()


def test_the_history_remembers_what_each_version_was(store: Store) -> None:
    first = store.put_document(new(b"one", 1))
    store.put_document(new(b"two", 2))
    store.put_document(new(b"not readable", None, reason="not JSON"))

    assert store.newest_version(CHART) == 2
    assert store.hash_of(CHART, 1) == first
    assert store.hash_of(CHART, 7) is None
    held = store.document(CHART)
    assert held is not None
    assert (held.version, held.reason) == (None, "not JSON")


def test_a_document_only_for_the_record_leaves_the_one_in_force(store: Store) -> None:
    store.put_document(new(b"one", 1))
    store.put_document(new(b"other", 1, in_force=False))

    held = store.document(CHART)
    assert held is not None
    assert held.message == b"one"


def test_documents_below_a_topic_are_listed_without_their_neighbours(store: Store) -> None:
    for topic in ("a/chart/1", "a/chart/2", "a/charts", "b/chart/1"):
        store.put_document(NewDocument(topic=topic, message=b"x", received_at=MORNING))

    assert [entry.topic for entry in store.documents("a/chart/")] == ["a/chart/1", "a/chart/2"]


def test_old_history_is_forgotten_and_what_is_in_force_is_kept(store: Store) -> None:
    store.put_document(new(b"one", 1))
    store.put_document(new(b"two", 2))

    assert store.forget_document_history(MORNING + timedelta(days=1)) == 1
    held = store.document(CHART)
    assert held is not None
    assert held.message == b"two"
    store.forget_document(CHART)
    assert store.document(CHART) is None


def test_a_document_without_history_replaces_the_one_before(store: Store) -> None:
    store.put_document(new(b"one", 1, keep_history=False))
    store.put_document(new(b"two", 2, keep_history=False))

    assert store.hash_of(CHART, 1) is None


def test_small_values_are_put_replaced_listed_and_dropped(store: Store) -> None:
    store.put_state("session", b"1")
    store.put_state("session", b"2")
    store.put_state("last/E1", b"3")

    assert store.get_state("session") == b"2"
    assert store.states("last/") == {"last/E1": b"3"}
    store.drop_state("session")
    assert store.get_state("session") is None


def test_failed_pins_are_counted_by_person_within_the_time_asked(store: Store) -> None:
    for minute in (0, 10, 20):
        store.add_pin_failure("nurse-1", MORNING + timedelta(minutes=minute))
    store.add_pin_failure("nurse-2", MORNING + timedelta(minutes=20))
    now = MORNING + timedelta(minutes=21)

    assert store.pin_failures(now, MORNING + timedelta(minutes=5)) == {"nurse-1": 2, "nurse-2": 1}
    store.clear_pin_failures("nurse-1")
    assert store.pin_failures(now, MORNING) == {"nurse-2": 1}


def test_a_clock_set_back_does_not_lock_anyone_out_for_years(store: Store) -> None:
    store.add_pin_failure("nurse-1", MORNING.replace(year=2030))

    assert store.pin_failures(MORNING, MORNING - timedelta(minutes=15)) == {"nurse-1": 1}
    later = MORNING + timedelta(minutes=16)
    assert store.pin_failures(later, MORNING + timedelta(minutes=1)) == {}
