"""How long one decision takes, whether it grows with the chart store, and what reading a chart costs.

A decision is what the agent does for a tap: the patient's doses and history from the real store, the
situation, the release gate. The same few patients are asked for in a small and in a large store, as a nurse
goes from bed to bed.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure, Target
from cart_agent.agent.knowledge import Knowledge
from cart_agent.core import gates
from cart_agent.core.session import Session
from cart_agent.core.verdict import Gate
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.fhir import read_chart
from cart_agent.his.fhir.chart import read_anew
from cart_agent.his.messages import ClockState, Instant
from cart_agent.his.topics import Topics
from cart_agent.store import Store
from cart_agent.ward import WardBook

CART, WARD, ZONE = "cart-01", "noi-a", "Asia/Ho_Chi_Minh"
TOPICS = Topics(site="bench", cart=CART)
ENCOUNTER = "E26-0002"
SMALL, PER_CHART, ASKED, ROUNDS, TURNS = 100, 25, 4, 9, 100


async def measure(orders: int) -> tuple[Figure, ...]:
    """In this process, with stores of their own: no running cart is asked."""
    with tempfile.TemporaryDirectory() as place:
        small, large = (_seconds(Path(place), count) for count in (SMALL, orders))
    decision = Figure(
        what=f"one decision, {orders:,} orders in the chart store",
        measured=1000 * large,
        unit="ms",
        reference=1000 * small,
        against=f"{SMALL} orders",
        target=Target(limit=1.2, of="ratio"),
    )
    rate = Figure(what="decisions per second, one thread", measured=1 / large, unit="/s")
    return decision, rate, _reading()


def _seconds(place: Path, count: int) -> float:
    """The quickest round's time for one decision, over a store with so many orders."""
    store = Store.open(place / f"{count}.db", CART)
    try:
        book = WardBook(store, TOPICS, (WARD,), {})
        at = _instant()
        with store.transaction():
            for topic, message in _messages(count):
                book.receive(topic, message, at)
        return _decisions(Knowledge(store, book, ZONE), at)
    finally:
        store.close()


def _decisions(knowledge: Knowledge, at: Instant) -> float:
    sessions = [Session(encounter_id=f"{ENCOUNTER}-{number}") for number in range(ASKED)]
    keys = [_first_key(knowledge, session, at) for session in sessions]

    def once() -> None:
        for session, key in zip(sessions, keys, strict=True):
            situation = knowledge.situation(session, key, at)
            assert situation is not None
            gates.ask(Gate.RELEASE, situation)

    return _quickest(once) / ASKED


def _first_key(knowledge: Knowledge, session: Session, at: Instant) -> str:
    chart = knowledge.chart(session.encounter_id)
    assert chart is not None
    return knowledge.doses(chart, at)[0].dose.key


def _instant() -> Instant:
    now = demo_ward().start + timedelta(minutes=5)
    return Instant(now=now, monotonic=1.0, boot_id="bench", clock=ClockState(synced=True))


def _messages(count: int) -> Iterator[tuple[str, bytes]]:
    """The demo ward's formulary, and charts with so many orders in all."""
    for part in sorted(WARD_DIRECTORY.glob("formulary-*.json")):
        yield TOPICS.formulary(part.stem.removeprefix("formulary-")), part.read_bytes()
    whole = _chart()
    for number in range(-(-count // PER_CHART)):
        name = f"{ENCOUNTER}-{number}"
        yield TOPICS.chart(WARD, name), whole.replace(ENCOUNTER, name).encode()


def _chart() -> str:
    """One demo chart, its orders repeated under other ids until there are PER_CHART."""
    chart: dict[str, Any] = json.loads(
        (WARD_DIRECTORY / f"chart-{ENCOUNTER}.json").read_text(encoding="utf-8")
    )
    entries: list[Any] = chart["bundle"]["entry"]
    orders = [one["resource"] for one in entries if one["resource"]["resourceType"] == "MedicationRequest"]
    for number in range(PER_CHART - len(orders)):
        order = orders[number % len(orders)]
        entries.append({"resource": {**order, "id": f"{order['id']}-{number}"}})
    return json.dumps(chart, ensure_ascii=False)


def _reading() -> Figure:
    documents = [path.read_bytes() for path in sorted(WARD_DIRECTORY.glob("chart-*.json"))]
    read, plain = _in_turn(lambda: _read_anew(documents), lambda: [json.loads(one) for one in documents])
    return Figure(
        what=f"reading {len(documents)} chart documents into orders",
        measured=1000 * read,
        unit="ms",
        reference=1000 * plain,
        against="json.loads of the same bytes",
        target=Target(limit=2, of="ratio"),
    )


def _read_anew(documents: list[bytes]) -> None:
    """As by a cart that has never seen them."""
    read_anew()
    for one in documents:
        read_chart(one)


def _in_turn(*works: Callable[[], object]) -> list[float]:
    """The quickest time of each, measured in turn: what disturbs one disturbs the others."""
    rounds = [[_seconds_of(work) for work in works] for _ in range(TURNS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _quickest(work: Callable[[], object]) -> float:
    """Seconds of processor time of the quickest of some rounds: others' load is not what is measured."""
    return min(_seconds_of(work) for _ in range(ROUNDS))


def _seconds_of(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
