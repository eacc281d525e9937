"""The way to the hospital, and that days without it cost nothing."""

import tracemalloc
from pathlib import Path

import pytest

from cart_agent.his.messages import Rejection
from cart_agent.store import Store, journal, outbox
from tests.support.events import MORNING, draft, event_id

LATER = MORNING.replace(hour=5)


def _plan(store: Store, sql: str, parameters: tuple[object, ...]) -> list[str]:
    asked = store._database.execute_sql("EXPLAIN QUERY PLAN " + sql, parameters)  # type: ignore[no-untyped-call]
    return [row[3] for row in asked]


def test_an_event_is_unsettled_until_the_hospital_settles_it(store: Store) -> None:
    first = store.append(draft(1))
    store.append(draft(2))
    store.mark_sent([first.event_id], LATER)

    assert [(event.seq, event.state) for event in store.unsettled(0, 10)] == [(1, "sent"), (2, "pending")]
    assert store.counts().oldest == draft(1).at.now

    assert store.settle([first.event_id], LATER) == ()
    assert [event.seq for event in store.unsettled(0, 10)] == [2]
    assert store.counts() == outbox.OutboxCounts(
        pending=1, sent=0, settled=1, rejected=0, oldest=draft(2).at.now
    )


def test_a_rejected_event_stays_on_the_reconciliation_list(store: Store) -> None:
    store.append(draft(1))
    store.reject([Rejection(event_id=event_id(1), code="no-such-order", text="Không có y lệnh")], LATER)

    (listed,) = store.rejected(10)
    assert (listed.event_id, listed.code, listed.text) == (event_id(1), "no-such-order", "Không có y lệnh")
    assert store.unsettled(0, 10) == ()
    store.settle([event_id(1)], LATER)
    assert store.rejected(10) == ()
    assert store.counts().settled == 1


def test_what_is_settled_is_not_moved_by_late_or_doubled_answers(store: Store) -> None:
    store.append(draft(1))
    store.settle([event_id(1)], LATER)
    store.mark_sent([event_id(1)], LATER)
    store.reject([Rejection(event_id=event_id(1), code="x")], LATER)
    store.settle([event_id(1), event_id(1)], LATER)

    assert store.counts() == outbox.OutboxCounts(pending=0, sent=0, settled=1, rejected=0)


def test_ids_that_are_no_events_are_named(store: Store) -> None:
    store.append(draft(1))

    assert store.settle(["nonsense", event_id(1)], LATER) == ("nonsense",)
    assert store.reject([Rejection(event_id="other")], LATER) == ("other",)
    assert store.mark_sent(["third"], LATER) == ("third",)
    assert store.counts().settled == 1


def test_the_unsettled_are_found_by_index_without_a_scan_or_a_sort(store: Store) -> None:
    plan = _plan(store, journal.WITH_STATE + outbox.UNSETTLED, (5, 20))

    assert "outbox_unsettled (unsettled=? AND seq>?)" in plan[0]
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in plan)


def test_events_that_move_are_found_by_their_place_and_not_by_their_state(store: Store) -> None:
    plan = _plan(store, outbox.MOVE, ("sent", "", None, None, "[1]", '["pending"]'))

    assert any("outbox USING INTEGER PRIMARY KEY" in step for step in plan)
    assert not any("outbox_state" in step or step == "SCAN outbox" for step in plan)


def test_an_event_that_is_settled_after_all_keeps_the_reason_it_was_refused_for(store: Store) -> None:
    store.append(draft(1))
    store.reject([Rejection(event_id=event_id(1), code="no-such-order", text="Không có y lệnh")], LATER)
    store.settle([event_id(1)], LATER)

    kept = store._database.execute_sql("SELECT state, code, text FROM outbox").fetchall()  # type: ignore[no-untyped-call]
    assert kept == [("settled", "no-such-order", "Không có y lệnh")]


@pytest.mark.slow
def test_a_hundred_thousand_unsettled_events_do_not_grow_memory_at_start(store: Store, path: Path) -> None:
    many = 100_000
    with store.transaction():
        first = store.append(draft(1))
        store._database.execute_sql(  # type: ignore[no-untyped-call]
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO event SELECT i, 'e' || i, 'drawer', NULL, '2026-03-02', '', ? FROM n",
            (many, first.message),
        )
        store._database.execute_sql(  # type: ignore[no-untyped-call]
            "INSERT INTO outbox (seq, state, changed_at)"
            " SELECT seq, 'pending', occurred_at FROM event WHERE seq > 1"
        )
    store.close()

    tracemalloc.start()
    again = Store.open(path, "cart-1")
    found = (again.head().seq, again.counts().unsettled, len(again.unsettled(many - 30, 20)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    again.close()

    assert found == (many, many, 20)
    assert peak < 2 * 2**20
