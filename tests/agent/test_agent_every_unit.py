"""A drawer end to end over every bought lock board: the agent, the real driver, the board's own bytes."""

import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from cart_agent.api import requests as ask
from drivers.interfaces import DeviceState, DrawerReport, DrawerState
from tests.agent.cart_help import Cart
from tests.drivers import boards
from tests.drivers.board_hands import BoardHands
from tests.drivers.reports import DEADLINE_S


class BoardCart(Cart):
    """The agent's cart with a lock board for its drawers. Reports are handled when `until` waits for them."""

    def __init__(self, folder: Path, board: boards.Board, stack: ExitStack) -> None:
        self.unit = boards.start(board, folder, stack)
        self.reports: queue.SimpleQueue[DrawerReport] = queue.SimpleQueue()
        self.intents_before_pulse: list[int] = []
        super().__init__(folder)
        driver: Any = self.unit.drawers
        driver._deliver = self.reports.put
        real_unlock = driver.unlock

        def unlock(drawer: int, token: int) -> None:
            self.intents_before_pulse.append(self.committed())
            real_unlock(drawer, token)

        driver.unlock = unlock
        self.agent.drawers = driver

    @property
    def hands(self) -> BoardHands:
        assert isinstance(self.unit.hands, BoardHands)
        return self.unit.hands

    def committed(self) -> int:
        """Intents to open a drawer, as another process would find them on the disk."""
        with closing(sqlite3.connect(self.files.directory / "cart.db")) as disk:
            (count,) = disk.execute("SELECT count(*) FROM event WHERE kind = 'drawer'").fetchone()
        return int(count)

    def until(self, wanted: Callable[[], bool]) -> None:
        """Handle what the driver reports until `wanted` holds."""
        while not wanted():
            self.service.device(self.reports.get(timeout=DEADLINE_S))


@pytest.fixture(params=boards.BOARDS)
def cart(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BoardCart]:
    with ExitStack() as stack:
        made = BoardCart(tmp_path, boards.BOARDS[request.param], stack)
        stack.callback(made.close)
        yield made


def test_a_drawer_opens_and_its_intent_was_on_the_disk_before_the_pulse(cart: BoardCart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    assert cart.intents_before_pulse == [1]
    cart.until(lambda: cart.view.state == "fetch")
    assert cart.hands.state()["pulses"] == 1
    assert cart.hands.pull(1)
    cart.until(lambda: 1 in cart.agent.session.open_drawers)
    cart.hands.push(1)
    cart.until(lambda: 1 not in cart.agent.session.open_drawers)


def test_leaving_the_patient_withdraws_the_unlock(cart: BoardCart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.until(lambda: cart.view.state == "fetch")
    cart.hands.end_pulse()
    assert cart.tap(ask.Logout).ok
    cart.until(lambda: cart.unit.drawers.states[1] is DrawerState.LOCKED)
    assert not cart.hands.pull(1)


def test_a_drawer_forced_on_any_board_latches_a_fault(cart: BoardCart) -> None:
    cart.log_in()
    cart.hands.force(2)
    cart.until(lambda: cart.agent.session.fault is not None)
    cart.scan("band:p1")
    assert cart.hands.state()["pulses"] == 0


def test_a_board_that_is_unplugged_opens_nothing_and_latches_a_fault(cart: BoardCart) -> None:
    cart.log_in()
    cart.hands.unplug()
    cart.until(lambda: cart.status.devices != () and cart.status.devices[0].state == DeviceState.FAULTY)
    cart.scan("band:p1")
    cart.until(lambda: cart.agent.session.fault is not None)
    assert cart.hands.state()["pulses"] == 0


def test_swapped_locks_are_an_alarm_on_record(cart: BoardCart) -> None:
    cart.hands.swap_locks(1, 5)
    cart.log_in()
    cart.scan("band:p1")
    cart.until(lambda: cart.view.state == "fetch")
    assert cart.hands.pull(5)
    cart.until(lambda: cart.agent.session.fault is not None)
    fault = cart.agent.session.fault
    assert fault is not None
    assert (fault.kind, fault.drawer) == ("wrong-drawer", 5)
