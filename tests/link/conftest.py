"""A link between a fake agent with a real store and a real broker with a fake hospital behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cart_agent.his.link.process import run
from cart_agent.his.link.settings import LinkSettings
from cart_agent.store import Store
from tests.support.agent_fake import TOPICS, AgentFake
from tests.support.hospital_fake import HospitalFake
from tests.support.mosquitto import Mosquitto, mosquitto

__all__ = ["mosquitto"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "cart.db", "cart-1")
    yield opened
    opened.close()


@pytest.fixture
def hospital(mosquitto: Mosquitto) -> Iterator[HospitalFake]:
    fake = HospitalFake(mosquitto.port)
    yield fake
    fake.stop()


def settings(port: int, **fields: Any) -> LinkSettings:
    quick: dict[str, Any] = {"backoff_min": 0.1, "backoff_max": 0.5}
    return LinkSettings(host="127.0.0.1", port=port, **(quick | fields))


@asynccontextmanager
async def agent_running(tmp_path: Path, store: Store) -> AsyncIterator[AgentFake]:
    agent = AgentFake(tmp_path / "agent.sock", store)
    await agent.start()
    try:
        yield agent
    finally:
        await agent.stop()


@asynccontextmanager
async def link_running(agent: AgentFake, using: LinkSettings) -> AsyncIterator[None]:
    task = asyncio.create_task(run(using, TOPICS, agent.socket))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
