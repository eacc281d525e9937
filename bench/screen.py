"""The nurse's screen beside a bare Textual app, both on a terminal and fed by one scripted agent."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bench.figures import Figure, Target
from bench.glass import Glass
from bench.idle import usage
from bench.memory import mebibytes
from bench.stage import Stage
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import SCANNED, SHOWN
from ui_tui.settings import UiSettings

FIRST_PAINT, SCAN, TAP, IDLE, MEMORY = 1.0, 100.0, 50.0, 0.5, 120.0
"""s, ms (p95), ms, %, MiB: the goals of the screen."""
REST = 0.4
"""Seconds after a change of the picture in which a touch does not count."""
BARE = "bare Textual app"
LOGIN, OPENED = "QUÉT THẺ CỦA BẠN", "ĐANG MỞ"
DOWN, UP, AWAY = b"\x1b[<0;40;20M", b"\x1b[<0;40;20m", b"\x1b[<32;40;5M\x1b[<0;40;5m"
"""A finger on the button at the foot, off it, and sliding off before it is lifted: no tap of the cart's."""


class Program(Struct, frozen=True, kw_only=True):
    """What is started, how a finger is felt there, and what it says of an open drawer."""

    command: tuple[str, ...]
    touch: bytes
    opened: str = OPENED


class Lived(Struct, kw_only=True):
    """What one program was like. Seconds, % and MiB."""

    paints: list[float] = []
    scans: list[float] = []
    touches: list[float] = []
    idle: float = 0.0
    memory: float = 0.0


async def measure(stage: Stage, trials: int, seconds: float, doses: int) -> tuple[Figure, ...]:
    """Starts, then one long life of each program."""
    command = (sys.executable, "-m", "cart_agent", "ui", "run", "--config", str(stage.files.cart))
    return await asyncio.to_thread(_measure, command, trials, seconds, doses)


def _measure(started: tuple[str, ...], trials: int, seconds: float, doses: int) -> tuple[Figure, ...]:
    with tempfile.TemporaryDirectory() as folder:
        agent = FakeAgent(Path(folder) / "agent")
        ours, bare = Lived(), Lived()
        settings = msgspec.json.encode(UiSettings(socket=agent.path), enc_hook=str).decode()
        screen = (sys.executable, "-m", "tests.ui.child", settings)
        least = (sys.executable, str(Path(__file__).with_name("bare.py")), str(agent.path))
        try:
            _paint(started, LOGIN)
            _paint(least, "GIVEN")  # their modules are compiled by this
            for _ in range(max(1, trials // 20)):
                ours.paints.append(_paint(started, LOGIN))
                bare.paints.append(_paint(least, "GIVEN"))
            _live(Program(command=screen, touch=DOWN), agent, ours, trials, seconds, doses)
            _live(
                Program(command=least, touch=DOWN + UP, opened="fetch"), agent, bare, trials, seconds, doses
            )
        finally:
            agent.close()
    return _figures(ours, bare, doses)


def _paint(command: tuple[str, ...], mark: str) -> float:
    with Glass(command) as glass:
        return glass.shows(mark) - glass.started


def _live(
    program: Program,
    agent: FakeAgent,
    lived: Lived,
    trials: int,
    seconds: float,
    doses: int,
) -> None:
    agent.show(SHOWN["verdict"])
    with Glass(program.command) as glass:
        glass.shows(SCANNED.lot)
        glass.rests()
        time.sleep(REST)
        lived.touches = [glass.feels(program.touch, AWAY) for _ in range(trials)]
        lived.scans = [_scan(glass, agent, number) for number in range(trials)]
        lived.idle = _idle(glass, seconds)
        for number in range(doses):
            dose(glass, agent, number, program.opened)
        lived.memory = mebibytes(glass.pid, "Rss")


def dose(glass: Glass, agent: FakeAgent, number: int, opened: str = OPENED) -> None:
    """An open drawer, then a scan; each is awaited on the terminal, so that no picture is left out."""
    lot = f"L{number:06}"
    verdict = replace(SHOWN["verdict"], scanned=replace(SCANNED, lot=lot))
    for view, mark in ((SHOWN["fetch"], opened), (verdict, lot)):
        glass.forget()
        agent.show(view)
        glass.shows(mark)


def _scan(glass: Glass, agent: FakeAgent, number: int) -> float:
    """Seconds from the agent's word to the last byte of the verdict that follows an open drawer."""
    lot = f"T{number:06}"
    agent.show(SHOWN["fetch"])
    verdict = replace(SHOWN["verdict"], scanned=replace(SCANNED, lot=lot))
    return glass.after(lambda: agent.show(verdict), lot)


def _idle(glass: Glass, seconds: float) -> float:
    glass.rests()
    before, began = usage(glass.pid), time.perf_counter()
    time.sleep(seconds)
    return 100 * (usage(glass.pid).cpu - before.cpu) / (time.perf_counter() - began)


def _figures(ours: Lived, bare: Lived, doses: int) -> tuple[Figure, ...]:
    starts, trials = len(ours.paints), len(ours.scans)
    rows = (
        (f"first paint, median of {starts}", median(ours.paints), median(bare.paints), "s", FIRST_PAINT),
        (f"scan to terminal, p50 of {trials}", _ms(ours.scans, 50), _ms(bare.scans, 50), "ms", None),
        (f"scan to terminal, p95 of {trials}", _ms(ours.scans, 95), _ms(bare.scans, 95), "ms", SCAN),
        (f"touch to its repaint, p95 of {trials}", _ms(ours.touches, 95), _ms(bare.touches, 95), "ms", TAP),
        ("idle CPU", ours.idle, bare.idle, "%", IDLE),
        (f"memory after {doses:,} doses, RSS", ours.memory, bare.memory, "MiB", MEMORY),
    )
    return tuple(
        Figure(
            what=f"screen: {what}",
            measured=measured,
            unit=unit,
            reference=least,
            against=BARE,
            target=None if limit is None else Target(limit=limit, of="measured"),
        )
        for what, measured, least, unit, limit in rows
    )


def _ms(seconds: list[float], percent: int) -> float:
    return 1000 * quantiles(seconds, n=100, method="inclusive")[percent - 1]
