"""A whole cart to measure: real processes, a real mosquitto, a large ward, a tap on the drawers."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from msgspec import Struct

from bench.tap import Tap
from bench.ward import write_ward
from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.demo import files as layout
from cart_agent.demo.broker import mosquitto_broker
from cart_agent.demo.files import Files, Setting
from cart_agent.demo.hands import Hands, drawer_board
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.demo.processes import Child, children
from cart_agent.demo.scanner import SimScanner
from cart_agent.hospital import keys
from drivers import clock_simulated

PREFIX = "cart-bench-"
LOAD_SECONDS = 60.0


class Stage(Struct, frozen=True, kw_only=True):
    """What the measurements act on. `charts` is how many the hospital has."""

    files: Files
    port: int
    """Where the broker listens."""
    charts: int
    scanner: SimScanner
    hands: Hands
    tap: Tap
    processes: dict[str, Child]

    async def restart(self, *names: str) -> None:
        """Stop these processes and start them again."""
        for name in names:
            await self.processes[name].stop()
            await self.processes[name].start()

    async def state(self) -> dict[str, object]:
        """What the agent answers to `cart state`."""
        client, _ = await AgentClient.connect(self.files.agent_socket, "admin")
        try:
            data: dict[str, object] = (await client.request(GetState)).data
            return data
        finally:
            await client.close()


@asynccontextmanager
async def stage(copies: int) -> AsyncIterator[Stage]:
    """Hospital, agent and link with the ward in the agent's store. Nothing is left behind."""
    async with AsyncExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix=PREFIX))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        files = Files(directory=directory)
        clock_simulated.create(files.clock, demo_ward().start)
        keys.create(directory / "hospital.key")
        broker = await stack.enter_async_context(mosquitto_broker(directory))
        layout.write(files, Setting(broker_port=broker.port, cart_port=broker.port, mqtt="5"))
        charts = write_ward(directory / "ward", copies)
        _put(files.hospital, str(WARD_DIRECTORY), str(directory / "ward"))
        hands = await stack.enter_async_context(drawer_board(files))
        await hands.order("auto off")
        tap = stack.enter_context(Tap(files.drawers, directory / "tapped"))
        _put(files.cart, f'"{files.drawers}"', f'"{tap.port}"')
        scanner = SimScanner(files.scanner)
        scanner.plug()
        stack.callback(scanner.unplug)
        processes = children(files)
        for child in processes.values():
            stack.push_async_callback(child.stop)
            await child.start()
        made = Stage(
            files=files,
            port=broker.port,
            charts=charts,
            scanner=scanner,
            hands=hands,
            tap=tap,
            processes=processes,
        )
        await until(lambda: _held(files) >= charts)
        yield made


def _put(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _held(files: Files) -> int:
    return ask_store(files, "SELECT count(*) FROM document WHERE current = 1 AND topic LIKE '%/chart/%'")


def ask_store(files: Files, sql: str) -> int:
    """One number from the agent's database, read beside the agent: it is not disturbed by the question."""
    store = files.directory / "cart.db"
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        return int(database.execute(sql).fetchone()[0])


async def until(holds: Callable[[], bool], within: float = LOAD_SECONDS, every: float = 0.02) -> None:
    """Look until it holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not holds():
            await asyncio.sleep(every)
