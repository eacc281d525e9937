"""A link between a fake agent with a real store and a real broker with a fake hospital behind it."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cart_agent.his.link.process import run
from cart_agent.his.link.settings import LinkSettings
from cart_agent.store import Store
from tests.support.agent_fake import TOPICS, AgentFake
from tests.support.guarded import Guarded
from tests.support.hospital_fake import HospitalFake
from tests.support.site import broker, identity, swept

__all__ = ["broker", "swept"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "cart.db", "cart-1")
    yield opened
    opened.close()


@pytest.fixture
def hospital(broker: Guarded) -> Iterator[HospitalFake]:
    fake = behind(broker)
    yield fake
    fake.stop()


def behind(broker: Guarded) -> HospitalFake:
    """A hospital on this broker."""
    return HospitalFake(broker.port, identity=identity("hospital"))


def settings(port: int, **fields: Any) -> LinkSettings:
    """How cart-1 connects to a broker with the profile."""
    return unguarded(port, **({"tls": identity("cart-1")} | fields))


def unguarded(port: int, **fields: Any) -> LinkSettings:
    """Without TLS: for brokers that a test plays by hand."""
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


LINK = """
import asyncio, sys
from pathlib import Path
import msgspec
from cart_agent.his.link.process import run
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.topics import Topics
using = msgspec.json.decode(sys.argv[2], type=LinkSettings)
asyncio.run(run(using, Topics(site="demo", cart="cart-1"), Path(sys.argv[1])))
"""


async def killable_link(agent: AgentFake, using: LinkSettings) -> Process:
    """A link in a process of its own."""
    told = msgspec.json.encode(using).decode()
    return await asyncio.create_subprocess_exec(sys.executable, "-c", LINK, str(agent.socket), told)
