"""Weeks without a hospital: 100,000 unsettled events cost a start, a record and an answer no more than 100.

What is counted is work, not time: the instructions of SQLite's virtual machine, and Python's memory.
"""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee
import pytest

from cart_agent.agent.assemble import assemble
from cart_agent.config import load
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.hospital import models
from cart_agent.hospital.desk import Arrived, Desk
from cart_agent.hospital.documents import read_directory
from cart_agent.hospital.library import Library
from cart_agent.store import Store, database
from tests.agent.cart_help import Cart
from tests.agent.fake_drawers import FakeDrawers
from tests.support.events import MORNING, draft
from tests.support.scripted_cart import Chain

FEW, MANY = 100, 100_000
STEP = 10
"""Instructions between two counts."""
WARD = demo_ward()


class Counter:
    """Counts what every connection that is opened from now on does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self._connect = database.connect
        monkeypatch.setattr(database, "connect", self.connect)

    def connect(self, path: Path) -> peewee.SqliteDatabase:
        opened = self._connect(path)
        self.watch(opened)
        return opened

    def watch(self, opened: Any) -> None:
        opened.connection().set_progress_handler(self._count, STEP)

    def _count(self) -> int:
        self.steps += 1
        return 0


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def fill(file: Path, cart: str, count: int) -> None:
    """So many unsettled events in an empty journal, of which only the first is a real message."""
    store = Store.open(file, cart)
    run: Any = store._database.execute_sql
    with store.transaction():
        first = store.head().seq + 1
        message = store.append(draft(1, encounter_id=None)).message
        run(
            "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO event SELECT i, 'e' || i, 'drawer', NULL, '2026-03-02', '', ? FROM n",
            (first + 1, first + count, message),
        )
        run(
            "INSERT INTO outbox (seq, state, changed_at)"
            " SELECT seq, 'pending', occurred_at FROM event WHERE seq > ?",
            (first,),
        )
    store.close()


def day(store: Store, number: int) -> None:
    """What an outbox is asked all day."""
    store.append(draft(number, encounter_id=None))
    page = store.unsettled(0, 20)
    store.mark_sent([event.event_id for event in page], MORNING)
    store.settle([event.event_id for event in page], MORNING)
    store.counts()
    store.erase_events(MORNING, 100)


def test_a_record_and_an_answer_cost_the_same(tmp_path: Path, counter: Counter) -> None:
    costs = []
    for count in (FEW, MANY):
        file = tmp_path / f"{count}.db"
        fill(file, "cart-1", count)
        counter.steps = 0
        store = Store.open(file, "cart-1")
        day(store, 2)
        costs.append(counter.steps)
        store.close()

    assert costs[0] > 0
    assert costs[1] <= 1.5 * costs[0] + 50, "a deeper tree costs a little"


@pytest.mark.slow
def test_an_agent_starts_with_the_same_work_and_memory(tmp_path: Path, counter: Counter) -> None:
    costs, peaks = [], []
    for count in (FEW, MANY):
        folder = tmp_path / str(count)
        folder.mkdir()
        cart = Cart(folder)
        cart.close()
        fill(folder / "cart.db", WARD.cart, count)
        counter.steps = 0
        tracemalloc.start()
        service = assemble(load(cart.files.cart), cart.topics, cart.clock, FakeDrawers())
        service.snapshot()
        service.tick()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        costs.append(counter.steps)
        service.close()

    assert costs[0] > 0
    assert costs[1] <= 1.5 * costs[0]
    assert peaks[1] <= 1.5 * peaks[0]


@pytest.mark.slow
def test_a_hospital_takes_an_event_with_the_same_work(tmp_path: Path, counter: Counter) -> None:
    costs = []
    for count in (FEW, MANY):
        opened = database.connect(tmp_path / f"{count}.db")
        models.create_tables(opened)
        library = Library(opened, lambda body: body)
        library.load(read_directory(WARD_DIRECTORY, WARD.site, WARD.ward))
        run: Any = opened.execute_sql
        run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO event"
            " (event_id, cart, seq, prev_hash, sha256, kind, message, received_at, flags)"
            " SELECT 'e' || i, 'cart-02', i, '', '', 'login', x'', '', '' FROM n",
            (count,),
        )
        counter.steps = 0
        desk = Desk(opened, library, ())
        chain = Chain()
        now = datetime(2026, 3, 2, tzinfo=UTC)
        answers = desk.take([Arrived(cart="cart-01", message=chain.next()) for _ in range(20)], now)
        assert len(answers.carts["cart-01"]) == 20
        costs.append(counter.steps)
        opened.close()

    assert costs[0] > 0
    assert costs[1] <= 1.5 * costs[0] + 50
