"""The controller's driver with a board that has a key, and with a cabinet that has one."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from drivers import drawer_controller
from drivers.interfaces import AlarmKind, DeviceChanged, DeviceState, DrawerAlarm, DrawerReport, DrawerState
from firmware_bridge.device import Device
from firmware_bridge.link import Link
from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.drivers.drawers_contract import Cart
from tests.drivers.reports import Reports
from tests.drivers.simulated_hands import SimulatedHands
from tests.firmware.programs import simulator

KEY = "000102030405060708090a0b0c0d0e0f"


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Simulator]:
    settings = SimulatorSettings(program=simulator(), link=tmp_path / "board", control=tmp_path / "hands")
    with Simulator(settings) as running:
        with serial.Serial(str(settings.link)) as port:
            Device(Link(port)).set_key(bytes.fromhex(KEY))
        yield running


@contextlib.contextmanager
def cart(board: Simulator, key_file: Path | None) -> Iterator[Cart]:
    settings = drawer_controller.Settings(
        name="drawers",
        port=str(board.settings.link),
        drawers=(1, 2, 3),
        reconnect_s=0.05,
        key_file=str(key_file or ""),
    )
    drawers, reports = drawer_controller.open(settings), Reports[DrawerReport]()
    drawers.start(reports)
    try:
        yield Cart(drawers, SimulatedHands(board), reports)
    finally:
        drawers.close()


def test_with_the_key_the_drawers_work(board: Simulator, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(KEY + "\n")
    with cart(board, key_file) as ready:
        ready.wait_for_link(DeviceState.READY)
        ready.drawers.unlock(3, 7)
        ready.wait_for(DrawerState.UNLOCKED, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "was given none"),
        (b"", "32 hexadecimal"),
        (b"00112233", "32 hexadecimal"),
        (b"\xff" * 32, "32 hexa"),
    ],
)
def test_without_the_key_the_drawers_are_unknown_and_it_is_said_why(
    board: Simulator, tmp_path: Path, content: bytes | None, words: str
) -> None:
    key_file = None if content is None else tmp_path / "key"
    if key_file is not None:
        key_file.write_bytes(content or b"")
    with cart(board, key_file) as waiting:
        waiting.wait_for_link(DeviceState.FAULTY)
        detail = waiting.reports.of(DeviceChanged)[-1].detail
        assert words in detail
        assert "00112233" not in detail
        assert waiting.drawers.states[3] == DrawerState.UNKNOWN


def test_what_the_emergency_key_opened_while_the_cart_was_down_is_told(tmp_path: Path) -> None:
    settings = SimulatorSettings(
        program=simulator(), link=tmp_path / "board", control=tmp_path / "hands", flash=tmp_path / "flash"
    )
    with Simulator(settings) as board:
        for order in ("key on", "force 2"):
            board.order(order)
        wait_until_logged(board)
        board.order("power-cycle")
        with cart(board, None) as back:
            back.reports.wait(lambda: len(back.reports.of(DrawerAlarm)) > 2)
            turned, opened, still_turned = back.reports.of(DrawerAlarm)
    assert (turned.kind, turned.drawer) == (AlarmKind.KEY_TURNED, 0)
    assert (opened.kind, opened.drawer) == (AlarmKind.OPENED_BY_KEY, 2)
    assert "emergency key" in opened.detail
    assert (still_turned.kind, still_turned.drawer) == (AlarmKind.KEY_TURNED, 0)
    assert "start 2" in still_turned.detail


def wait_until_logged(board: Simulator) -> None:
    """The board has seen the drawer: its own session says so."""
    with serial.Serial(str(board.settings.link)) as port:
        device = Device(Link(port))
        while not device.status().open:
            device.heartbeat()
