"""`python -m bench`: measure, print one table, and write it as JSON where asked."""

import argparse
import asyncio
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bench import board, bridge, camera, chart, decision, drain, fleet, idle, memory, screen, start, unlock
from bench.figures import Figure, table
from bench.stage import PREFIX, Stage, stage

Measure = Callable[[Stage, argparse.Namespace], Awaitable[tuple[Figure, ...]]]

MEASURES: dict[str, Measure] = {
    "start": lambda on, how: start.measure(on, how.starts),
    "memory": lambda on, _: memory.measure(on),
    "idle": lambda on, how: idle.measure(on, how.seconds),
    "unlock": lambda on, how: unlock.measure(on, how.trials),
    "bridge": lambda _, how: bridge.measure(how.seconds),
    "board": lambda _, how: board.measure(how.trials),
    "decision": lambda _, how: decision.measure(how.orders),
    "chart": lambda on, how: chart.measure(on, how.trials),
    "camera": lambda _, how: camera.measure(how.labels),
    "screen": lambda on, how: screen.measure(on, how.trials, how.seconds, how.doses),
    "drain": lambda on, how: drain.measure(on, how.events),
    "fleet": lambda _, how: fleet.measure(how.carts, how.shift),
}
"""In the order of the table."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Always 0: what a figure means is for people to judge."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # clean up as after Ctrl-C
    sys.setswitchinterval(0.0001)  # the tap on the drawers' cable must not wait for the scripted nurse
    with tempfile.TemporaryDirectory(prefix=PREFIX) as cache:
        _as_installed(cache)
        figures = asyncio.run(_measure(options))
    print(f"\n{table(figures)}\n\n{machine()}")
    if options.json:
        report = {"machine": machine(), "figures": [figure.plain() for figure in figures]}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def _as_installed(cache: str) -> None:
    """Programs find their modules compiled, as on a cart (tools/install.sh); a first start compiles them."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = cache


async def _measure(options: argparse.Namespace) -> list[Figure]:
    figures: list[Figure] = []
    _say(f"starting hospital, drawers, agent and link with {options.copies + 1} times the demo ward")
    async with stage(options.copies) as made:
        for name in options.only or MEASURES:
            began = time.perf_counter()
            _say(f"measuring {name}")
            found = await MEASURES[name](made, options)
            for figure in found:
                _say("  " + ", ".join(filter(None, figure.cells())))
            _say(f"  took {time.perf_counter() - began:.1f} s")
            figures += found
    return figures


def _say(text: str) -> None:
    print(f"bench: {text}", flush=True)


def machine() -> str:
    """In general words, with the load of the last five minutes: it decides how much to trust the figures."""
    load = f"load average {os.getloadavg()[1]:.1f}"
    python = f"Python {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {load}, {python}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=tuple(MEASURES), help="only these measurements")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument(
        "--copies", type=int, default=4, help="copies of the demo ward's 8 charts (default 4)"
    )
    parser.add_argument("--starts", type=int, default=9, help="starts of the agent (default 9)")
    parser.add_argument(
        "--seconds", type=float, default=30, help="length of the idle measurement (default 30)"
    )
    parser.add_argument("--trials", type=int, default=200, help="drawers to unlock (default 200)")
    parser.add_argument("--orders", type=int, default=100_000, help="orders in the store (default 100000)")
    parser.add_argument("--events", type=int, default=10_000, help="events to settle (default 10000)")
    parser.add_argument("--doses", type=int, default=10_000, help="doses on the screen (default 10000)")
    parser.add_argument("--labels", type=int, default=10, help="labels of each kind (default 10)")
    parser.add_argument("--carts", type=int, default=2000, help="carts of the fleet (default 2000)")
    parser.add_argument("--shift", type=float, default=30, help="seconds that the fleet works (default 30)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
