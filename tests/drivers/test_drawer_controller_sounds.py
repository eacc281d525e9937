"""What the controller's own buzzer says: real firmware on a pseudo-terminal, told by the real driver."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import cast

import pytest

from drivers.interfaces import DeviceState, DrawerAlarm, DrawerState
from tests.drivers.reports import DEADLINE_S
from tests.drivers.test_drawer_controller_faults import Bench

ALARM, STOP = {2700, 2000}, {220}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(tmp_path, stack)


@pytest.mark.parametrize(("hand", "tones"), [("force 5", ALARM), ("tamper on", ALARM), ("key on", STOP)])
def test_what_the_board_reports_is_heard_at_the_cart(bench: Bench, hand: str, tones: set[int]) -> None:
    bench.board.start()
    cart = bench.start()
    cart.wait_for_link(DeviceState.READY)
    assert heard(bench) == set()
    bench.board.order(hand)
    cart.reports.wait(lambda: bool(cart.reports.of(DrawerAlarm)))
    wait_until_heard(bench, tones)


@pytest.mark.parametrize("beep", [True, False])
def test_an_unlocked_drawer_beeps_once_and_a_withdrawn_one_does_not(bench: Bench, beep: bool) -> None:
    bench.board.start()
    cart = bench.start(beep=beep)
    cart.wait_for_link(DeviceState.READY)
    cart.drawers.unlock(3, 7)
    cart.wait_for(DrawerState.UNLOCKED, 3)
    cart.drawers.lock(3)
    cart.wait_for(DrawerState.LOCKED, 3)
    cart.drawers.close()

    assert bench.board.state()["heard"] == ([1568, 0, 0, 0] if beep else [0] * 4)


def heard(bench: Bench) -> set[int]:
    newest = cast("list[int]", bench.board.state()["heard"])
    return set(newest) - {0}


def wait_until_heard(bench: Bench, tones: set[int]) -> None:
    until = monotonic() + DEADLINE_S
    while not heard(bench):
        assert monotonic() < until
    assert heard(bench) <= tones
