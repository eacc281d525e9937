"""How fast a full outbox is settled: store -> agent -> link -> broker -> hospital and all the way back."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.events import fill_outbox
from bench.figures import Figure, Target
from bench.idle import usage
from bench.stage import Stage, ask_store, until
from cart_agent.demo.place import demo_ward
from cart_agent.his.topics import ROOT

HERE = Path(__file__).parent
PYTHON = ("setpriv", "--pdeathsig", "KILL", sys.executable)
WINDOW = 20
"""As the link's own default."""
UNSETTLED = "SELECT sum(events) FROM tally WHERE state IN ('pending', 'sent')"
PENDING = "SELECT events FROM tally WHERE state = 'pending'"
PATIENCE = 600.0


async def measure(stage: Stage, count: int) -> tuple[Figure, ...]:
    """First to the smallest hospital, beside the MQTT library alone; then to the reference hospital."""
    await _stop(stage, "link", "agent", "hospital")
    async with acker(stage.port, demo_ward().site):
        fill_outbox(stage.files, count)
        lasted, raw_cpu = await _raw(stage, count)
        raw = count / lasted
        lasted, cpu = await _drained(stage, count)
        smallest = count / lasted
        await _stop(stage, "link", "agent")
    await stage.processes["hospital"].start()
    fill_outbox(stage.files, count)
    whole = count / (await _drained(stage, count))[0]
    return (
        Figure(
            what=f"settled events, outbox of {count:,}, smallest hospital",
            measured=smallest,
            unit="/s",
            reference=raw,
            against=f"paho alone, QoS 1, window {WINDOW}",
            target=Target(limit=0.5, of="ratio", least=True),
        ),
        Figure(
            what=f"settled events, outbox of {count:,}, reference hospital (commits each batch)",
            measured=whole,
            unit="/s",
            reference=raw,
            against=f"paho alone, QoS 1, window {WINDOW}",
        ),
        Figure(
            what="CPU per settled event, agent and link together",
            measured=1000 * cpu / count,
            unit="ms",
            reference=1000 * raw_cpu / count,
            against="paho alone, publishing",
        ),
    )


async def _stop(stage: Stage, *names: str) -> None:
    for name in names:
        await stage.processes[name].stop()


@asynccontextmanager
async def acker(port: int, site: str) -> AsyncIterator[None]:
    """The smallest hospital, subscribed."""
    process = await asyncio.create_subprocess_exec(
        *(*PYTHON, str(HERE / "acker.py"), str(port), site),
        env=dict(os.environ) | {"PYTHONPATH": str(HERE.parent)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _raw(stage: Stage, count: int) -> tuple[float, float]:
    """Seconds, and those of the processor. Under another cart's name: the hospital's session at the broker
    gets these too.
    """
    topic = f"{ROOT}/{demo_ward().site}/cart/bench/event"
    database = str(stage.files.directory / "cart.db")
    process = await asyncio.create_subprocess_exec(
        *(*PYTHON, str(HERE / "raw.py"), str(stage.port), topic, str(WINDOW), database, str(count)),
        env=dict(os.environ) | {"PYTHONPATH": str(HERE.parent)},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    lasted, cpu = map(float, printed.split())
    return lasted, cpu


async def _drained(stage: Stage, count: int) -> tuple[float, float]:
    """Seconds from the first receipt to the last settlement; the processor's, of agent and link together."""
    files = stage.files
    assert ask_store(files, UNSETTLED) >= count
    await stage.processes["agent"].start()
    await stage.processes["link"].start()
    full = ask_store(files, PENDING)
    await until(lambda: ask_store(files, PENDING) < full, PATIENCE, every=0.005)
    began, cpu = time.perf_counter(), _cpu(stage)
    await until(lambda: ask_store(files, UNSETTLED) == 0, PATIENCE, every=0.02)
    return time.perf_counter() - began, _cpu(stage) - cpu


def _cpu(stage: Stage) -> float:
    return sum(usage(stage.processes[name].pid).cpu for name in ("agent", "link"))
