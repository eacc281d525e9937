"""Idle memory: RSS as top shows it, and PSS, where pages shared with others count in part."""

import re
from pathlib import Path

from bench.figures import Figure, Target
from bench.service import floor_command, service
from bench.stage import Stage

RSS_LIMIT = 40.0
"""MiB: 0.8 of Moonraker's idle memory, measured earlier; it is not run here."""


async def measure(stage: Stage) -> tuple[Figure, ...]:
    """Agent and link beside the floor."""
    await stage.restart("agent", "link")
    await stage.state()
    figures = []
    with service(floor_command()) as floor:
        for kind in ("Rss", "Pss"):
            least = mebibytes(floor.pid, kind)
            figures += [_figure(stage, name, kind, least) for name in ("agent", "link")]
    return tuple(figures)


def _figure(stage: Stage, name: str, kind: str, least: float) -> Figure:
    limited = name == "agent" and kind == "Rss"
    return Figure(
        what=f"{name}: idle memory, {kind.upper()}",
        measured=mebibytes(stage.processes[name].pid, kind),
        unit="MiB",
        reference=least,
        against="bare asyncio process",
        target=Target(limit=RSS_LIMIT, of="measured") if limited else None,
    )


def mebibytes(pid: int, kind: str) -> float:
    """`Rss` or `Pss` of a process, from /proc/PID/smaps_rollup."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(rf"^{kind}: +(\d+) kB$", rollup, re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024
