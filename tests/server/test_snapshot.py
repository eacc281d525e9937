"""The agent's process with real clients: a snapshot and the pushes after it are always the whole truth."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from cart_agent.agent.process import CHECKPOINT_COMMITS, Devices, Process
from cart_agent.api import requests as ask
from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import EventBatch, Publish, RoundChanged, SessionChanged, StatusChanged, Welcome
from cart_agent.api.views import RoundView, SessionView, StatusView
from cart_agent.config import load
from drivers import clock_simulated
from drivers.interfaces import Scan
from tests.agent.cart_help import ITEMS, PINS
from tests.agent.fake_drawers import FakeDrawers
from tests.agent.hospital_desk import Hospital
from tests.commands.command_help import write_files
from tests.server.socket_help import ALL
from tests.support.asynchronous import asynchronous, until


class Screen:
    """Keeps what a screen keeps: the snapshot, replaced part by part."""

    def __init__(self, welcome: Welcome) -> None:
        assert welcome.status is not None
        assert welcome.session is not None
        assert welcome.round is not None
        self.status: StatusView = welcome.status
        self.session: SessionView = welcome.session
        self.round: RoundView = welcome.round

    async def follow(self, client: AgentClient) -> None:
        async for push in client.pushes():
            match push:
                case StatusChanged():
                    self.status = push.status
                case SessionChanged():
                    self.session = push.session
                case RoundChanged():
                    self.round = push.round


class Running:
    """One agent in this loop, and its scanner's hand."""

    def __init__(self, directory: Path) -> None:
        self.files = write_files(directory)
        clock = clock_simulated.SimulatedClock(clock_simulated.Settings(file=str(self.files.clock)))
        self.clock = clock
        self.drawers = FakeDrawers()
        devices = Devices(clock=clock, scanners=(), drawers=self.drawers)
        self.process = Process(load(self.files.cart), devices, {os.getuid(): ALL})
        self.socket = self.files.agent_socket

    def scan(self, item: str) -> None:
        found = ITEMS[item]
        scan = Scan(raw=found.raw, symbology=found.symbology, device="s", monotonic=self.clock.monotonic())
        self.process._inputs.put_nowait(scan)


@asynccontextmanager
async def running(directory: Path) -> AsyncIterator[Running]:
    agent = Running(directory)
    await agent.process.start()
    ticking = asyncio.create_task(agent.process.tick_forever())
    try:
        yield agent
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await agent.process.stop()


async def publish(agent: Running, directory: Path) -> None:
    """The hospital's documents come in through the link's socket."""
    hospital = Hospital(directory / "hospital.db")
    client, welcome = await AgentClient.connect(agent.socket, "link")
    assert welcome.subscribe
    assert [one.topic for one in welcome.publish] == ["state"]
    documents = hospital.everything(agent.clock.now())
    replies = [
        client.request(ask.Document, topic=one.topic, payload=one.payload, retained=one.retain)
        for one in documents
    ]
    await asyncio.gather(*replies)
    await client.close()
    hospital.database.close()


@asynchronous
async def test_who_came_early_and_who_comes_late_see_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        client, welcome = await AgentClient.connect(agent.socket, "ui")
        screen = Screen(welcome)
        following = asyncio.create_task(screen.follow(client))
        await publish(agent, tmp_path)
        agent.scan("badge:lan")
        await until(lambda: screen.session.state == "pin")
        await client.request(ask.EnterPin, revision=screen.session.revision, pin=PINS["lan"])
        agent.scan("band:p1")
        await until(lambda: agent.drawers.waiting)
        agent.drawers.answer()
        agent.drawers.pull(1)
        await until(lambda: screen.session.state == "fetch")
        agent.scan("pack:amlodipine-5")
        await until(lambda: screen.session.state == "verify")
        await client.request(ask.Give, revision=screen.session.revision)
        await until(lambda: any(one.done == 2 for one in screen.round.patients), "two doses are done")

        late, snapshot = await AgentClient.connect(agent.socket, "ui")
        fresh = Screen(snapshot)
        assert (fresh.session, fresh.round) == (screen.session, screen.round)
        await until(lambda: without_time(fresh.status) == without_time(screen.status))
        for one in (client, late):
            await one.close()
        await following


@asynchronous
async def test_a_screen_that_comes_later_is_told_what_time_it_is_now(tmp_path: Path) -> None:
    """It counts on from there: a screen that was restarted must not be behind the cart."""
    async with running(tmp_path) as agent:
        clock_simulated.advance(agent.files.clock, 45)
        before = agent.clock.now()
        client, welcome = await AgentClient.connect(agent.socket, "ui")
        await client.close()

        assert welcome.status is not None
        assert before <= welcome.status.now <= agent.clock.now()


def without_time(status: StatusView) -> StatusView:
    return msgspec.structs.replace(status, now=status.now.replace(second=0, minute=0, microsecond=0))


@asynchronous
async def test_a_link_that_is_gone_is_not_shown_as_connected(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        client, welcome = await AgentClient.connect(agent.socket, "ui")
        screen = Screen(welcome)
        following = asyncio.create_task(screen.follow(client))
        first, _ = await AgentClient.connect(agent.socket, "link")
        second, _ = await AgentClient.connect(agent.socket, "link")
        await second.request(ask.LinkChanged, state="connected")
        await until(lambda: screen.status.link == "connected")
        await first.close()
        await client.request(ask.Ping)
        assert screen.status.link == "connected", "there is another one"
        await second.close()
        await until(lambda: screen.status.link == "disconnected")
        await client.close()
        await following


@asynchronous
async def test_a_role_gets_what_concerns_it(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        link, welcome = await AgentClient.connect(agent.socket, "link")
        assert (welcome.session, welcome.round, welcome.status) == (None, None, None)
        assert isinstance(welcome.publish[0], Publish)

        admin, seen = await AgentClient.connect(agent.socket, "admin")
        assert seen.session is None
        batch = await admin.fetch(EventBatch, ask.GetEvents, after=0, limit=10**9)
        assert batch.events == ()
        with pytest.raises(Refused, match="Not for the role"):
            await admin.request(ask.Logout, revision=0)
        for client in (link, admin):
            await client.close()


@asynchronous
async def test_clients_learn_that_the_agent_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        client, _ = await AgentClient.connect(agent.socket, "ui")
    with pytest.raises(AgentGone):
        await client.request(ask.Ping)
    with pytest.raises(AgentGone, match="no agent at"):
        await AgentClient.connect(agent.socket, "ui")
    await client.close()


@asynchronous
async def test_what_was_committed_comes_into_the_main_file_while_the_agent_runs(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        link, _ = await AgentClient.connect(agent.socket, "link")
        for number in range(CHECKPOINT_COMMITS):
            await link.request(ask.Document, topic=f"nowhere/{number}", payload=b"x", retained=False)
        store = load(agent.files.cart).store.path
        await until(lambda: _events_without_log(Path(store), tmp_path) >= CHECKPOINT_COMMITS)
        await link.close()


def _events_without_log(store: Path, directory: Path) -> int:
    """0 also for a copy that was taken in the middle of a change."""
    alone = directory / "without-its-log.db"
    shutil.copyfile(store, alone)
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(alone)) as found:
        return int(found.execute("SELECT count(*) FROM event").fetchone()[0])
    return 0
