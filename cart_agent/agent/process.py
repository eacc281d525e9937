"""`cart agent`: the event loop around the agent. Devices and clients here, the store's one thread there."""

import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from cart_agent import notify
from cart_agent.agent.assemble import assemble
from cart_agent.agent.jobs import JobThread
from cart_agent.agent.service import Addressed, Service
from cart_agent.api import pushes as push
from cart_agent.api.requests import LinkChanged, Request
from cart_agent.config import CartConfig
from cart_agent.conversation import Answer, refuse
from cart_agent.his.topics import Topics
from cart_agent.server import SocketServer
from cart_agent.store import checkpoint
from drivers.interfaces import Clock, DrawerReport, Drawers, Scan, Scanner, Sounder

log = logging.getLogger(__name__)
TICK = 1.0
SWITCH = 0.0005
"""Seconds that one thread may keep the others waiting: Python's own 5 ms would hold up every drawer frame."""
CHECKPOINT_COMMITS = 40
"""About half of what fits into SQLite's log before it makes a checkpoint itself."""
T = TypeVar("T")


class Devices(Struct, frozen=True, kw_only=True):
    """What `wiring` opened for this cart; nothing is started yet."""

    clock: Clock
    scanners: tuple[Scanner, ...]
    drawers: Drawers
    sounder: Sounder | None = None


async def run(config: CartConfig, devices: Devices, roles: Mapping[int, frozenset[str]]) -> None:
    """Run until cancelled. Raises a StoreError or OSError before anything is promised to anybody."""
    sys.setswitchinterval(SWITCH)
    process = Process(config, devices, roles)
    try:
        await process.start()
        await process.tick_forever()
    finally:
        notify.stopping()
        await process.stop()


class Process:
    """One agent with its socket and devices."""

    def __init__(self, config: CartConfig, devices: Devices, roles: Mapping[int, frozenset[str]]) -> None:
        self._config = config
        self._devices = devices
        self._thread = JobThread("store")
        self._inputs: asyncio.Queue[Scan | DrawerReport] = asyncio.Queue()
        self._topics = Topics(site=config.cart.site, cart=config.cart.id)
        self._latest: dict[type, push.AnyPush] = {}
        self._server = SocketServer(Path(config.socket.path), roles, self._welcome, self._handle, self._gone)
        self._service: Service | None = None
        self._feeder: asyncio.Task[None] | None = None
        self._checkpointed = 0

    async def start(self) -> None:
        """Open the store, the devices, then the socket; only then say that the agent is ready."""
        await self._server.check_alone()
        devices = self._devices
        self._service = await self._thread.do(
            assemble, self._config, self._topics, devices.clock, devices.drawers, devices.sounder
        )
        self._broadcast(await self._thread.do(self._service.changes))
        gc.freeze()  # what is there now stays: no later collection has to look through it while a nurse waits
        loop = asyncio.get_running_loop()

        def deliver(report: Scan | DrawerReport) -> None:
            loop.call_soon_threadsafe(self._inputs.put_nowait, report)

        self._feeder = asyncio.create_task(self._feed_devices())
        devices.drawers.start(deliver)
        if devices.sounder is not None:
            devices.sounder.start(deliver)
        for scanner in devices.scanners:
            scanner.start(deliver)
        await self._server.start()
        notify.ready()
        log.info("ready: cart %s, %d scanners", self._config.cart.id, len(devices.scanners))

    async def tick_forever(self) -> None:
        """Time passes; and the watchdog is fed by work that was really done on the store's thread."""
        assert self._service is not None
        assert self._feeder is not None
        while not self._feeder.done():
            await self._work(self._service.tick)
            notify.alive()
            await self._checkpoint(self._service.commits)
            await asyncio.sleep(TICK)
        self._feeder.result()

    async def _checkpoint(self, commits: int) -> None:
        """Beside the store's thread: else SQLite does it in a commit that a nurse waits for."""
        if commits - self._checkpointed >= CHECKPOINT_COMMITS:
            self._checkpointed = commits
            await asyncio.to_thread(checkpoint, Path(self._config.store.path))

    async def stop(self) -> None:
        """Lock, hang up, close."""
        if self._feeder is not None:
            self._feeder.cancel()
        for scanner in self._devices.scanners:
            await asyncio.to_thread(scanner.close)
        await asyncio.to_thread(self._devices.drawers.close)
        if self._devices.sounder is not None:
            await asyncio.to_thread(self._devices.sounder.close)
        await self._server.close()
        if self._service is not None:
            await self._thread.do(self._service.close)
        self._thread.close()

    async def _feed_devices(self) -> None:
        assert self._service is not None
        while True:
            report = await self._inputs.get()
            try:
                await self._work(self._service.device, report)
            except Exception:
                log.exception("a report of %s could not be handled", type(report).__name__)

    def _handle(self, role: str, requests: Sequence[Request], answer: Answer) -> None:
        """The link's requests share a commit; all others come one by one."""
        assert self._service is not None
        job = self._service.link if role == "link" else self._service.requests

        def done(work: asyncio.Future[tuple[Sequence[push.Reply], tuple[Addressed, ...]]]) -> None:
            try:
                replies, news = work.result()
            except Exception:
                log.exception("%s could not be handled", type(requests[0]).__name__)
                said = "Software error in the agent; nothing was done."
                replies, news = [refuse(request.id, "internal", said) for request in requests], ()
            try:
                self._broadcast(news)
            finally:
                answer(replies)

        self._thread.do(_with_news, self._service, job, requests).add_done_callback(done)

    def _gone(self, role: str) -> None:
        """A link that died does not say so: without this the screen would show it as connected."""
        if role == "link":
            gone = LinkChanged(id=0, state="disconnected", detail="the link is gone")
            self._handle(role, (gone,), lambda _: None)

    async def _work(self, job: Callable[..., T], *arguments: Any) -> T:
        """One job on the store's thread, and its news to the clients, in order."""
        assert self._service is not None
        done: tuple[T, tuple[Addressed, ...]] = await self._thread.do(
            _with_news, self._service, job, *arguments
        )
        self._broadcast(done[1])
        return done[0]

    def _broadcast(self, news: tuple[Addressed, ...]) -> None:
        for message, roles in news:
            if not (isinstance(message, push.Publish) and not message.retain):
                self._latest[type(message)] = message
            self._server.broadcast(message, *roles)

    def _welcome(self, role: str, request_id: int) -> push.Welcome:
        """From the last news, without waiting: no change can fall between the snapshot and the first push.
        Only the time is of now: it goes on without news, and a screen counts on from it."""
        status = self._latest.get(push.StatusChanged)
        session = self._latest.get(push.SessionChanged)
        listed = self._latest.get(push.RoundChanged)
        state = self._latest.get(push.Publish)
        ui = role == "ui"
        return push.Welcome(
            id=request_id,
            status=msgspec.structs.replace(status.status, now=self._devices.clock.now())
            if isinstance(status, push.StatusChanged) and role in ("ui", "admin")
            else None,
            session=session.session if isinstance(session, push.SessionChanged) and ui else None,
            round=listed.round if isinstance(listed, push.RoundChanged) and ui else None,
            publish=(state,) if isinstance(state, push.Publish) and role == "link" else (),
            subscribe=self._topics.subscriptions(self._config.cart.wards) if role == "link" else (),
        )


def _with_news(service: Service, job: Callable[..., T], *arguments: Any) -> tuple[T, tuple[Addressed, ...]]:
    result = job(*arguments)
    return result, service.changes()
