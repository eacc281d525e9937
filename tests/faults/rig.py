"""A whole cart with its hospital, real processes all, and a proxy that does harm before each end's broker.

hospital -> proxy -> mosquitto <- proxy <- link -> agent <- scanner (pty), drawers (firmware)

The broker has exactly the generated profile, so each proxy holds certificates for both of its ends.
"""

import asyncio
import hashlib
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.demo import files as layout
from cart_agent.demo.cart import fleet
from cart_agent.demo.files import Files, Setting
from cart_agent.demo.hands import drawer_board
from cart_agent.demo.place import demo_ward
from cart_agent.demo.processes import Child, children
from cart_agent.demo.scanner import SimScanner
from cart_agent.hospital import keys
from drivers import clock_simulated
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.support.guarded import Guarded
from tests.support.site import authority, disguise, identity

PATIENCE = 60.0
"""Seconds in which something must come, once all is whole again; thousands of events may take longer."""
UNREADABLE = b"no code of ours\r"
"""Each becomes one event: a person scanned what the cart does not know."""
IMPATIENT = "resend_after = 1.0\nstuck_after = 3.0\nkeepalive = 5\nconnect_timeout = 5.0\n"
_STORE = "mosquitto.db"


class Settled(Struct, frozen=True, kw_only=True):
    """An event as the hospital has it. `order` counts in the order of settlement."""

    order: int
    seq: int
    message: bytes


class Rig(Struct, kw_only=True):
    """What can be done to it. `processes` are hospital, agent and link."""

    files: Files
    broker: Guarded
    link_wire: FaultProxy
    hospital_wire: FaultProxy
    scanner: SimScanner
    processes: dict[str, Child]

    async def commit(self, count: int) -> None:
        """Scan so many unreadable codes; returns when the agent has committed them."""
        wanted = self._count() + count
        self.scanner.send_bytes(UNREADABLE * count)
        await self.reaches(lambda: self._count() >= wanted, "the agent commits what was scanned")

    def _count(self) -> int:
        return int(query(self.files.directory / "cart.db", "SELECT coalesce(max(seq), 0) FROM event")[0][0])

    def committed(self) -> list[bytes]:
        """Every event of the cart, in order, read beside the agent."""
        return [row[0] for row in query(self.files.directory / "cart.db", "SELECT message FROM event")]

    def unsettled(self) -> int:
        sql = "SELECT count(*) FROM outbox WHERE state <> 'settled'"
        return int(query(self.files.directory / "cart.db", sql)[0][0])

    def settled(self) -> list[Settled]:
        """Every event of the hospital, by its place in the chain."""
        sql = "SELECT id, seq, message FROM event ORDER BY seq"
        return [
            Settled(order=order, seq=seq, message=message)
            for order, seq, message in query(self.files.directory / "hospital.db", sql)
        ]

    def refused(self) -> list[Any]:
        return query(self.files.directory / "hospital.db", "SELECT code, text FROM refused")

    def kinds(self) -> list[str]:
        """The subtypes of the cart's events."""
        decoded = [msgspec.json.decode(message) for message in self.committed()]
        return [one["resource"]["subtype"][0]["code"] for one in decoded]

    async def whole_again(self) -> None:
        """Wait until the hospital has settled everything and the cart knows it."""

        def all_known() -> bool:
            return self.unsettled() == 0

        await self.reaches(all_known, "all is settled")

    async def complete_again(self) -> None:
        """Wait until the agent has every chart that the newest manifest names, and relies on it."""
        async with asyncio.timeout(PATIENCE):
            while not (await self.state())["status"]["complete"]:
                await asyncio.sleep(0.1)

    async def state(self) -> dict[str, Any]:
        client, _ = await AgentClient.connect(self.files.agent_socket, "admin")
        try:
            data: dict[str, Any] = (await client.request(GetState)).data
            return data
        finally:
            await client.close()

    async def reaches(self, condition: Any, what: str) -> None:
        """Like `until`, as patient as a machine full of other work needs."""
        try:
            async with asyncio.timeout(PATIENCE) as patience:
                left = self.unsettled()
                while not condition():
                    await asyncio.sleep(0.02)
                    if self.unsettled() < left:
                        left = self.unsettled()
                        patience.reschedule(asyncio.get_running_loop().time() + PATIENCE)
        except TimeoutError:
            tails = "\n".join(f"{name}: {child.tail()}" for name, child in self.processes.items())
            raise AssertionError(f"never came: {what}; {self.unsettled()} unsettled\n{tails}") from None

    # Harm

    async def kill(self, name: str) -> None:
        """SIGKILL a process; the broker too."""
        if name == "broker":
            await asyncio.to_thread(self.broker.stop, signal.SIGKILL)
        else:
            await self.processes[name].kill()

    async def start(self, name: str) -> None:
        """Start what was killed."""
        if name == "broker":
            await asyncio.to_thread(self.broker.start)
        else:
            await self.processes[name].start()
        if name == "agent":
            await self.scanner_ready()

    async def scanner_ready(self) -> None:
        """Wait until the agent listens to its scanner: what a scanner sends before is heard by nobody."""
        async with asyncio.timeout(PATIENCE):
            while not any(
                one["name"] == "scanner" and one["state"] == "ready"
                for one in (await self.state())["status"]["devices"]
            ):
                await asyncio.sleep(0.02)

    def keep_store(self) -> None:
        """Put a copy of the broker's store aside, for `old_store`."""
        store = self.broker.folder / _STORE
        if store.exists():
            shutil.copy(store, store.with_suffix(".old"))

    def lose_store(self) -> None:
        """The broker's disk is empty; while it is not running."""
        (self.broker.folder / _STORE).unlink(missing_ok=True)

    def old_store(self) -> None:
        """The broker's disk comes back from an old backup; while it is not running."""
        old = self.broker.folder / f"{Path(_STORE).stem}.old"
        if old.exists():
            shutil.copy(old, self.broker.folder / _STORE)

    async def heal(self) -> None:
        for wire in (self.link_wire, self.hospital_wire):
            wire.heal()

    # What must hold

    def check(self, *, in_order: bool = True) -> None:
        """Settled is committed, each exactly once, and the chain holds by a hash function alone."""
        committed, settled = self.committed(), self.settled()
        assert [one.message for one in settled] == committed
        assert [one.seq for one in settled] == list(range(1, len(committed) + 1))
        assert self.refused() == []
        previous = "0" * 64
        for message in committed:
            assert msgspec.json.decode(message)["prevHash"] == previous
            previous = hashlib.sha256(message).hexdigest()
        if in_order:
            orders = [one.order for one in settled]
            assert orders == sorted(orders)


def query(database: Path, sql: str) -> list[Any]:
    """All rows, read beside whoever owns the database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as opened:
        return opened.execute(sql).fetchall()


@asynccontextmanager
async def rig(directory: Path) -> AsyncIterator[Rig]:
    """Everything started, the hospital's charts in the agent's store, and everything settled."""
    async with AsyncExitStack() as stack:
        files = Files(directory=directory)
        clock_simulated.create(files.clock, demo_ward().start)
        keys.create(directory / "hospital.key")
        (directory / "mosquitto").mkdir()
        broker = Guarded(directory / "mosquitto", authority(), fleet=fleet())
        await asyncio.to_thread(broker.start)
        stack.push_async_callback(asyncio.to_thread, broker.stop, signal.SIGKILL)
        cart, hospital = demo_ward().cart, fleet().hospital
        link_wire = await stack.enter_async_context(fault_proxy(broker.port, disguise(cart)))
        hospital_wire = await stack.enter_async_context(fault_proxy(broker.port, disguise(hospital)))
        setting = Setting(
            broker_port=hospital_wire.port,
            cart_port=link_wire.port,
            mqtt="5",
            cart_tls=identity(cart),
            hospital_tls=identity(hospital),
        )
        layout.write(files, setting)
        for file, place in ((files.cart, "resend_after = 3.0\n"), (files.hospital, "backoff_max = 2.0\n")):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(place, IMPATIENT), encoding="utf-8")
        await stack.enter_async_context(drawer_board(files))
        scanner = SimScanner(files.scanner)
        scanner.plug()
        stack.callback(scanner.unplug)
        processes = children(files)
        for child in processes.values():
            stack.push_async_callback(child.stop)
            await child.start()
        made = Rig(
            files=files,
            broker=broker,
            link_wire=link_wire,
            hospital_wire=hospital_wire,
            scanner=scanner,
            processes=processes,
        )
        await made.scanner_ready()
        await made.commit(1)
        await made.whole_again()
        yield made
