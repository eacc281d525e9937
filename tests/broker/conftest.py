"""The real mosquitto with exactly the profile that the product writes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cart_agent.doctor import checks_access, checks_client, checks_store
from cart_agent.store import Store
from tests.support.guarded import Guarded, Hospital
from tests.support.mosquitto import mosquitto
from tests.support.site import swept

__all__ = ["mosquitto", "swept"]

Start = Callable[..., Guarded]


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """An authority and its files."""
    return Hospital(tmp_path / "authority")


@pytest.fixture
def start(tmp_path: Path, hospital: Hospital) -> Iterator[Start]:
    """Start a broker with the profile, spoilt as the test says."""
    running: list[Guarded] = []

    def made(*, of: Hospital | None = None, **fields: Any) -> Guarded:
        folder = tmp_path / f"broker-{len(running)}"
        folder.mkdir()
        broker = Guarded(folder, of or hospital, **fields)
        running.append(broker)
        broker.start()
        return broker

    yield made
    for broker in running:
        broker.stop()


@pytest.fixture
def broker(start: Start) -> Guarded:
    """One as the profile says."""
    return start()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which nothing hangs on how long the doctor listens to a broker that says nothing."""
    monkeypatch.setattr(checks_client, "_KICKED", 0.1)
    for module in (checks_access, checks_store):
        monkeypatch.setattr(module, "_A_WHILE", 0.1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "cart.db", "cart-1")
    yield opened
    opened.close()
