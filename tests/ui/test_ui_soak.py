"""10,000 doses on one screen: memory and the work for a dose stay what they were; a tap counts at the end."""

import sys
from collections.abc import Callable

import msgspec
import pytest

from bench.glass import Glass
from bench.idle import usage
from bench.memory import mebibytes
from bench.screen import dose
from cart_agent.api.requests import Give
from tests.ui.fake_agent import FakeAgent
from ui_tui.settings import UiSettings

DOSES, BLOCK = 10_000, 1_000
GROWTH = 8.0
"""MiB between the end of the first block and the last: heaps breathe, a widget kept per dose would be 100."""
SLOWER = 1.5
"""Times the processor time that the same block took at first."""
LARGEST = 120.0
"""MiB: the goal."""


@pytest.mark.soak
def test_memory_and_latency_stay_flat_over_10_000_doses(agent: FakeAgent) -> None:
    command = msgspec.json.encode(UiSettings(socket=agent.path), enc_hook=str).decode()
    memory, work = [], []

    with Glass((sys.executable, "-m", "tests.ui.child", command)) as glass:
        for number in range(DOSES):
            if number % BLOCK == 0:
                before = usage(glass.pid).cpu
            dose(glass, agent, number)
            if number % BLOCK == BLOCK - 1:
                memory.append(mebibytes(glass.pid, "Rss"))
                work.append(usage(glass.pid).cpu - before)
                print(f"{number + 1} doses: {memory[-1]:.1f} MiB, {work[-1]:.1f} s", flush=True)
        glass.rests()
        tap_until(glass, lambda: bool(agent.taps))

    assert isinstance(agent.taps[0], Give)
    assert memory[-1] - memory[0] < GROWTH
    assert memory[-1] < LARGEST
    assert min(work[-3:]) < SLOWER * min(work[:3])


def tap_until(glass: Glass, holds: Callable[[], bool]) -> None:
    """Tap the commit button, as often as a nurse would before she calls somebody."""
    for _attempt in range(20):
        glass.touch(b"\x1b[<0;60;20M\x1b[<0;60;20m")
        if holds():
            return
    raise AssertionError("no tap counts any more")
