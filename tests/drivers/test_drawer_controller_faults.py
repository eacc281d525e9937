"""The controller's driver when board, cable or host fail: what is not known is said to be unknown."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from drivers import drawer_controller
from drivers.interfaces import (
    AlarmKind,
    DeviceChanged,
    DeviceState,
    DrawerAlarm,
    DrawerReport,
    DrawerState,
)
from firmware_bridge import codec
from firmware_bridge.protocol.generated import REPLY_BIT, HelloReply, HelloRequest, UnlockRequest
from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.drivers.cable import Cable, Treatment, whole
from tests.drivers.drawers_contract import Cart
from tests.drivers.reports import Reports
from tests.drivers.simulated_hands import SimulatedHands
from tests.firmware.programs import simulator


class Bench:
    """A board and as many drivers as a test starts; all end with the test."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.settings = SimulatorSettings(
            program=simulator(), link=folder / "board", control=folder / "hands", flash=folder / "flash"
        )
        self.board = Simulator(self.settings)
        self.stack = stack
        stack.callback(self.board.stop)

    def cable(self) -> Cable:
        return self.stack.enter_context(Cable(str(self.settings.link)))

    def start(self, port: str = "", numbers: int = 8, settle_s: float = 30.0, *, beep: bool = True) -> Cart:
        settings = drawer_controller.Settings(
            name="drawers",
            port=port or str(self.settings.link),
            drawers=tuple(range(1, numbers + 1)),
            reconnect_s=0.05,
            settle_unlock_s=settle_s,
            beep=beep,
        )
        drawers = drawer_controller.open(settings)
        reports: Reports[DrawerReport] = Reports()
        self.stack.callback(drawers.close)
        drawers.start(reports)
        return Cart(drawers, SimulatedHands(self.board), reports)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(tmp_path, stack)


def lose_unlock_answers(frame: codec.Frame) -> codec.Frame | None:
    return None if frame.kind == UnlockRequest.ID | REPLY_BIT else frame


def next_version(frame: codec.Frame) -> codec.Frame:
    if frame.kind != HelloRequest.ID | REPLY_BIT:
        return frame
    newer = structs.replace(HelloReply.unpack(frame.body[1:]), version_min=2, version_max=3)
    return codec.Frame(frame.kind, frame.sequence, frame.body[:1] + newer.pack())


def changed_table(frame: codec.Frame) -> codec.Frame:
    if frame.kind != HelloRequest.ID | REPLY_BIT:
        return frame
    other = structs.replace(HelloReply.unpack(frame.body[1:]), table_hash=0)
    return codec.Frame(frame.kind, frame.sequence, frame.body[:1] + other.pack())


def test_a_missing_board_is_faulty_and_comes_when_it_is_plugged_in(bench: Bench) -> None:
    cart = bench.start()
    cart.wait_for_link(DeviceState.FAULTY)
    refused = cart.unlock(3, 11)
    assert (refused.ok, refused.reason) == (False, "link-down")
    bench.board.start()
    cart.wait_for_link(DeviceState.READY)
    cart.wait_for(DrawerState.LOCKED)


def test_a_fault_that_goes_on_is_said_once(bench: Bench) -> None:
    cart = bench.start()
    cart.wait_for_link(DeviceState.FAULTY)
    for token in range(3):
        cart.unlock(1, token)
    assert len(cart.reports.of(DeviceChanged)) == 2


def test_a_port_that_cannot_be_is_faulty(bench: Bench) -> None:
    cart = bench.start(port="nonsense://port")
    cart.wait_for_link(DeviceState.FAULTY)
    assert cart.reports.of(DeviceChanged)[-1].detail


def test_a_board_that_hangs_is_faulty_until_it_answers(bench: Bench) -> None:
    bench.board.start()
    cart = bench.start()
    cart.wait_for_link(DeviceState.READY)
    os.kill(bench.board.pid, signal.SIGSTOP)
    cart.wait_for_link(DeviceState.FAULTY)
    cart.wait_for(DrawerState.UNKNOWN)
    os.kill(bench.board.pid, signal.SIGCONT)
    cart.wait_for_link(DeviceState.READY, times=2)
    cart.wait_for(DrawerState.LOCKED)


def test_a_board_that_the_watchdog_restarts_is_unknown_and_then_ready(bench: Bench) -> None:
    bench.board.start()
    cart = bench.start()
    cart.wait_for_link(DeviceState.READY)
    bench.board.order("watchdog")
    cart.wait_for_link(DeviceState.READY, times=2)
    assert "restarted" in cart.reports.of(DeviceChanged)[-2].detail
    cart.wait_for(DrawerState.LOCKED)


def test_a_board_killed_after_an_unlock_is_unknown_and_comes_back_locked(bench: Bench) -> None:
    bench.board.start()
    cart = bench.start()
    cart.wait_for_link(DeviceState.READY)
    assert cart.unlock(3, 11).ok
    bench.board.kill()
    cart.wait_for(DrawerState.UNKNOWN)
    bench.board.start()
    cart.wait_for_link(DeviceState.READY, times=2)
    cart.wait_for(DrawerState.LOCKED)
    assert len(cart.results(11)) == 1


def test_a_drawer_forced_while_the_agent_was_down_is_an_alarm_at_its_start(bench: Bench) -> None:
    bench.board.start()
    first = bench.start()
    first.wait_for_link(DeviceState.READY)
    first.drawers.close()
    first.hands.force(6)
    second = bench.start()
    second.wait_for_alarm(AlarmKind.FORCED_OPEN, 6)
    second.wait_for(DrawerState.OPEN, 6)


def test_an_alarm_is_reported_once(bench: Bench) -> None:
    bench.board.start()
    first = bench.start()
    first.wait_for_link(DeviceState.READY)
    first.hands.force(5)
    first.wait_for_alarm(AlarmKind.FORCED_OPEN, 5)
    (alarm,) = first.reports.of(DrawerAlarm)
    first.drawers.confirm(alarm.entry)
    first.drawers.close()
    bench.board.kill()
    bench.board.start()
    second = bench.start()
    second.wait_for_link(DeviceState.READY)
    assert second.alarms() == []


def test_an_alarm_that_nobody_committed_is_told_to_the_next_agent(bench: Bench) -> None:
    bench.board.start()
    first = bench.start()
    first.wait_for_link(DeviceState.READY)
    first.hands.force(5)
    first.wait_for_alarm(AlarmKind.FORCED_OPEN, 5)
    first.drawers.close()
    bench.board.kill()
    bench.board.start()
    second = bench.start()
    second.wait_for_alarm(AlarmKind.FORCED_OPEN, 5)
    assert second.reports.of(DrawerAlarm) == first.reports.of(DrawerAlarm)


def test_an_alarm_confirmed_without_a_link_is_told_once(bench: Bench) -> None:
    bench.board.start()
    first = bench.start()
    first.wait_for_link(DeviceState.READY)
    first.hands.force(5)
    first.wait_for_alarm(AlarmKind.FORCED_OPEN, 5)
    first.hands.unplug()
    first.wait_for_link(DeviceState.FAULTY)
    first.drawers.confirm(first.reports.of(DrawerAlarm)[0].entry)
    first.hands.replug()
    first.wait_for_link(DeviceState.READY, times=2)
    first.drawers.close()
    second = bench.start()
    second.wait_for_link(DeviceState.READY)
    assert first.alarms() == [(AlarmKind.FORCED_OPEN, 5)]
    assert second.alarms() == []


def test_an_unlock_whose_answer_is_lost_is_settled_from_the_boards_log(bench: Bench) -> None:
    bench.board.start()
    cable = bench.cable()
    cart = bench.start(cable.url)
    cart.wait_for_link(DeviceState.READY)
    cable.treatment = lose_unlock_answers
    result = cart.unlock(3, 11)
    assert (result.ok, result.reason) == (False, "relocked")
    assert bench.board.state()["unlocks"] == 1
    cart.wait_for_link(DeviceState.READY, times=2)
    assert len(cart.results(11)) == 1


def test_an_unlock_cut_off_for_good_is_answered_in_time(bench: Bench) -> None:
    bench.board.start()
    cable = bench.cable()
    cart = bench.start(cable.url, settle_s=0.2)
    cart.wait_for_link(DeviceState.READY)
    cable.treatment = lambda _frame: None
    result = cart.unlock(3, 11)
    assert (result.ok, result.reason) == (False, "link-lost")
    cable.treatment = whole
    cart.wait_for_link(DeviceState.READY, times=2)
    assert len(cart.results(11)) == 1
    assert bench.board.state()["unlocks"] == 0


@pytest.mark.parametrize("treatment", [next_version, changed_table])
def test_a_board_of_another_protocol_is_read_and_never_told_to_unlock(
    bench: Bench, treatment: Treatment
) -> None:
    bench.board.start()
    cable = bench.cable()
    cable.treatment = treatment
    cart = bench.start(cable.url)
    cart.wait_for_link(DeviceState.READ_ONLY)
    cart.wait_for(DrawerState.LOCKED)
    refused = cart.unlock(3, 11)
    assert (refused.ok, refused.reason) == (False, "read-only")
    assert bench.board.state()["unlocks"] == 0


def test_a_board_with_fewer_drawers_leaves_the_others_unknown(bench: Bench) -> None:
    bench.board.start()
    cart = bench.start(numbers=10)
    cart.wait_for_link(DeviceState.READY)
    assert cart.drawers.states[8] == DrawerState.LOCKED
    assert cart.drawers.states[9] == DrawerState.UNKNOWN
    assert "[9, 10]" in cart.reports.of(DeviceChanged)[-1].detail
    assert cart.unlock(9, 11).reason == "no-such-drawer"


def test_numbers_that_the_protocol_cannot_say_do_not_cost_the_link(bench: Bench) -> None:
    bench.board.start()
    cart = bench.start()
    cart.wait_for_link(DeviceState.READY)
    cart.drawers.lock(300)
    cart.drawers.select(300)
    assert cart.unlock(3, 1 << 32).reason == "bad-token"
    assert cart.unlock(300, 11).reason == "no-such-drawer"
    assert cart.unlock(3, 12).ok
    assert DeviceState.FAULTY not in [change.state for change in cart.reports.of(DeviceChanged)]


def test_closing_answers_what_is_still_asked(bench: Bench) -> None:
    cart = bench.start()
    cart.wait_for_link(DeviceState.FAULTY)
    for token in range(50):
        cart.drawers.unlock(3, token)
    cart.drawers.close()
    assert [len(cart.results(token)) for token in range(50)] == [1] * 50


@pytest.mark.parametrize("drawers", [[], [0], [17], [1, 1]])
def test_settings_that_name_impossible_drawers_are_refused(drawers: list[int]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "d", "port": "p", "drawers": drawers}, drawer_controller.Settings)
