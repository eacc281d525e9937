"""What the agent costs while nobody touches the cart."""

import asyncio
import os
import time
from pathlib import Path

from msgspec import Struct

from bench.figures import Figure, Target
from bench.stage import Stage
from firmware_bridge.protocol.generated import HEARTBEAT_MS

SETTLE = 3.0
"""Seconds for the connection to the hospital to come to rest."""
IDLE_CPU, IDLE_WAKEUPS = 0.017, 0.5
"""% and 1/s: Home Assistant, the quietest of the comparable agents, measured earlier; it is not run here."""
TICKS = os.sysconf("SC_CLK_TCK")


class Usage(Struct, frozen=True, kw_only=True):
    """Since the process started."""

    cpu: float
    """Seconds, by user and system together."""
    wakeups: int
    """How often one of its threads slept and was woken."""


async def measure(stage: Stage, seconds: float) -> tuple[Figure, ...]:
    """The link is connected and the drawers answer; nobody is logged in."""
    pid = stage.processes["agent"].pid
    await asyncio.sleep(SETTLE)
    before, began = usage(pid), time.perf_counter()
    await asyncio.sleep(seconds)
    after, lasted = usage(pid), time.perf_counter() - began
    heartbeats = 1000 / HEARTBEAT_MS
    return (
        Figure(
            what=f"agent: idle CPU over {lasted:.0f} s",
            measured=100 * (after.cpu - before.cpu) / lasted,
            unit="%",
            target=Target(limit=IDLE_CPU, of="measured"),
        ),
        Figure(
            what="agent: idle wake-ups of all threads",
            measured=(after.wakeups - before.wakeups) / lasted,
            unit="/s",
            reference=heartbeats,
            against="heartbeats that the drawer board is owed",
            target=Target(limit=IDLE_WAKEUPS, of="measured"),
        ),
    )


def usage(pid: int) -> Usage:
    """From /proc: the process's times and every thread's voluntary context switches."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    cpu = (int(fields[11]) + int(fields[12])) / TICKS
    statuses = (file.read_text(encoding="utf-8") for file in Path(f"/proc/{pid}/task").glob("*/status"))
    switches = [line.split()[1] for text in statuses for line in text.splitlines() if _is_voluntary(line)]
    return Usage(cpu=cpu, wakeups=sum(map(int, switches)))


def _is_voluntary(line: str) -> bool:
    return line.startswith("voluntary_ctxt_switches:")
