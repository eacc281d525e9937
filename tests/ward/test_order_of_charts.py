"""In which order the charts came decides nothing."""

from pathlib import Path
from random import Random

import pytest

from cart_agent.agent.knowledge import Knowledge
from cart_agent.core import gates
from cart_agent.core.session import Session
from cart_agent.core.verdict import Gate, Verdict
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.messages import ClockState, Instant
from cart_agent.his.topics import Topics
from cart_agent.store import Store
from cart_agent.ward import WardBook

TOPICS = Topics(site="demo", cart="cart-01")
WARD, ZONE = "noi-a", "Asia/Ho_Chi_Minh"
AT = Instant(now=demo_ward().start, monotonic=1.0, boot_id="b", clock=ClockState(synced=True))
CHARTS = sorted(WARD_DIRECTORY.glob("chart-*.json"))


def decisions(place: Path, charts: list[Path]) -> dict[str, Verdict]:
    """What the release gate says about every dose of the ward."""
    store = Store.open(place, "cart-01")
    try:
        book = WardBook(store, TOPICS, (WARD,), {})
        with store.transaction():
            for part in sorted(WARD_DIRECTORY.glob("formulary-*.json")):
                name = part.stem.removeprefix("formulary-")
                book.receive(TOPICS.formulary(name), part.read_bytes(), AT)
            for chart in charts:
                name = chart.stem.removeprefix("chart-")
                book.receive(TOPICS.chart(WARD, name), chart.read_bytes(), AT)
        return dict(_asked(Knowledge(store, book, ZONE)))
    finally:
        store.close()


def _asked(knowledge: Knowledge) -> list[tuple[str, Verdict]]:
    found = []
    for name in sorted(path.stem.removeprefix("chart-") for path in CHARTS):
        chart = knowledge.chart(name)  # None: that patient was discharged
        for one in knowledge.doses(chart, AT) if chart else ():
            situation = knowledge.situation(Session(encounter_id=name), one.dose.key, AT)
            assert situation is not None
            found.append((one.dose.key, gates.ask(Gate.RELEASE, situation)))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_decision_does_not_change_with_the_order_of_charts(seed: int, tmp_path: Path) -> None:
    shuffled = Random(seed).sample(CHARTS, len(CHARTS))

    expected = decisions(tmp_path / "sorted.db", CHARTS)
    assert len(expected) > 20
    assert decisions(tmp_path / "shuffled.db", shuffled) == expected
