"""The list of refused events, also when it is 100,000 long."""

from cart_agent.his.messages import Rejection
from cart_agent.store import Store
from tests.support.events import MORNING, draft, event_id

LATER = MORNING.replace(hour=5)


def refused(store: Store, count: int) -> None:
    with store.transaction():
        for number in range(1, count + 1):
            store.append(draft(number))
    store.reject([Rejection(event_id=event_id(n), code="x") for n in range(1, count + 1)], LATER)


def test_a_settled_event_leaves_the_list_and_the_counts_and_stays_rejected(store: Store) -> None:
    refused(store, 3)
    store.resolve(2, event_id(99))

    assert [one.seq for one in store.rejected(10)] == [1, 3]
    counts = store.counts()
    assert (counts.rejected, counts.resolved, counts.to_work_off) == (3, 1, 2)
    event = store.event(event_id(2))
    assert event is not None
    assert event.state == "rejected"
    assert store.rejected_event(event_id(2)) is None


def test_the_hospital_may_settle_what_a_person_settled(store: Store) -> None:
    refused(store, 2)
    store.resolve(1, event_id(99))
    store.settle([event_id(1), event_id(2)], LATER)

    counts = store.counts()
    assert (counts.settled, counts.rejected, counts.resolved) == (2, 0, 0)


def test_only_what_is_open_goes_out_again(store: Store) -> None:
    refused(store, 3)
    store.resolve(1, event_id(99))
    store.send_again([1, 2], LATER)

    assert [event.seq for event in store.unsettled(0, 10)] == [2]
    assert store.counts().to_work_off == 1


def test_a_page_of_the_list_reads_only_the_lists_own_index(store: Store) -> None:
    """However long the journal is: no table is walked, nothing is sorted."""
    refused(store, 5)
    for number in range(1, 5):
        store.resolve(number, event_id(99))
    statements: list[str] = []
    connection = store._database.connection()  # type: ignore[no-untyped-call]
    connection.set_trace_callback(statements.append)
    assert [one.seq for one in store.rejected(10, after_seq=2)] == [5]
    connection.set_trace_callback(None)

    (query,) = [one for one in statements if one.startswith("SELECT")]
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert "outbox_to_work_off (to_work_off=? AND seq>?)" in plan[0]
    assert not [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step]
