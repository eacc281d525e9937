"""What the firmware promises, on every way to run it: native, QEMU's Cortex-M3, and the product's RP2040."""

from collections.abc import Iterator

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.protocol.generated import (
    PULL_IN_MAX_MS,
    Event,
    EventKind,
    Refusal,
    RelockReason,
    ResetCause,
    SelfTestResult,
    Sound,
    StatusFlag,
)
from tests.firmware.conformance.boards import BOARDS, Board, start, until


@pytest.fixture(params=BOARDS)
def board(request: pytest.FixtureRequest) -> Iterator[Board]:
    with start(request.param) as running:
        yield running


def entries(device: Device, *kinds: EventKind) -> list[Event]:
    return [event for event in device.new_events() if event.kind in kinds]


def refusal(device: Device, drawer: int, token: int) -> Refusal:
    with pytest.raises(Refused) as refused:
        device.unlock(drawer, token)
    return refused.value.refusal


def all_off(board: Board) -> bool:
    return not any(board.energised(drawer) for drawer in range(1, 9))


def test_the_outputs_are_off_after_the_start(board: Board) -> None:
    assert all_off(board)
    assert not board.full_current
    started = entries(board.device(), EventKind.STARTED)
    assert [event.detail for event in started] == [ResetCause.POWER_ON]


@pytest.mark.parametrize("drawer", [1, 3, 8])
def test_an_unlock_moves_its_drawers_pin_and_no_other(board: Board, drawer: int) -> None:
    board.device().unlock(drawer, 7)
    assert [other for other in range(1, 9) if board.energised(other)] == [drawer]


def test_full_current_becomes_holding_current(board: Board) -> None:
    device = board.device()
    device.unlock(3, 7)
    until(board, device, lambda: device.status().uptime_ms > PULL_IN_MAX_MS + 100)
    until(board, device, lambda: not board.full_current)
    assert board.energised(3)


def test_an_opened_drawer_relocks_by_itself(board: Board) -> None:
    device = board.device()
    device.unlock(3, 7)
    board.open(3)
    until(board, device, lambda: device.status().open == 0b100)
    assert all_off(board)
    relocked, opened = entries(device, EventKind.RELOCKED, EventKind.OPENED)
    assert (relocked.drawer, relocked.detail) == (3, RelockReason.OPENED)
    assert opened.at_ms == relocked.at_ms
    assert refusal(device, 4, 8) == Refusal.DRAWER_OPEN
    board.shut(3)
    until(board, device, lambda: device.status().open == 0)
    device.unlock(4, 9)
    assert board.energised(4)


def test_one_drawer_at_a_time(board: Board) -> None:
    device = board.device()
    device.unlock(3, 7)
    assert refusal(device, 4, 8) == Refusal.BUSY
    assert not board.energised(4)


def test_a_drawer_forced_open_relocks_the_other_and_is_logged(board: Board) -> None:
    device = board.device()
    device.unlock(3, 7)
    board.open(6)
    until(board, device, lambda: device.status().open == 0b10_0000)
    assert all_off(board)
    (forced,) = entries(device, EventKind.FORCED_OPEN)
    assert (forced.drawer, forced.detail) == (6, 3)


def test_a_silent_host_loses_its_unlock(board: Board) -> None:
    board.device().unlock(3, 7)
    end = board.clock() + 60
    while board.energised(3):
        assert board.clock() < end
        board.run(50)
    lost = entries(board.device(), EventKind.UNLOCKED, EventKind.RELOCKED, EventKind.HOST_LOST)
    assert [event.kind for event in lost] == [EventKind.UNLOCKED, EventKind.RELOCKED, EventKind.HOST_LOST]
    assert lost[1].at_ms - lost[0].at_ms <= 1_000


def test_an_opened_housing_keeps_all_shut(board: Board) -> None:
    device = board.device()
    device.unlock(3, 7)
    board.housing(tamper=True)
    until(board, device, lambda: bool(device.status().flags & StatusFlag.TAMPER))
    assert all_off(board)
    assert refusal(device, 3, 8) == Refusal.TAMPERED


def test_what_the_emergency_key_opens_is_logged_as_such(board: Board) -> None:
    device = board.device()
    board.housing(key=True)
    until(board, device, lambda: bool(device.status().flags & StatusFlag.KEY))
    board.open(5)
    until(board, device, lambda: device.status().open == 0b1_0000)
    assert [event.drawer for event in entries(device, EventKind.OPENED_BY_KEY)] == [5]


def restarted(board: Board) -> Device:
    """After a hang: the next session that the board answers."""
    end = board.clock() + 60
    while True:
        assert board.clock() < end
        try:
            device = board.device()
        except LinkLost:
            continue
        if device.hello.boot == 2:
            return device


def test_a_hang_takes_the_current_away_and_is_logged(board: Board) -> None:
    board.device().unlock(3, 7)
    board.hang()
    device = restarted(board)
    assert all_off(board)
    assert [event.detail for event in entries(device, EventKind.STARTED)] == [
        ResetCause.POWER_ON,
        ResetCause.WATCHDOG,
    ]


def test_log_settings_and_tokens_outlive_a_restart(board: Board) -> None:
    device = board.device()
    device.configure(type(device.settings())(**{**SETTINGS, "unlock_window_ms": 5_000}))
    device.unlock(3, 7)
    device.lock(3)
    before = list(device.new_events())
    board.hang()
    device = restarted(board)
    assert list(device.new_events())[: len(before)] == before
    assert device.settings().unlock_window_ms == 5_000
    assert refusal(device, 3, 7) == Refusal.USED_TOKEN


SETTINGS = {
    "drawers": 8,
    "end_of_line": 0,
    "debounce_ms": 2,
    "pull_in_ms": 250,
    "unlock_window_ms": 20_000,
    "open_limit_ms": 60_000,
}


def test_acknowledged_entries_do_not_come_again(board: Board) -> None:
    device = board.device()
    assert entries(device, EventKind.STARTED)
    device.acknowledge()
    assert list(board.device().new_events()) == []


def test_a_drawer_tests_itself_and_the_buzzer_plays(board: Board) -> None:
    device = board.device()
    assert device.self_test(3).result == SelfTestResult.GOOD
    device.buzz(Sound.GOOD)
    assert not board.energised(3)


def test_with_a_key_only_its_holder_is_obeyed(board: Board) -> None:
    key = bytes(range(16))
    board.device().set_key(key)
    stranger = board.device(bytes(15) + b"x")
    with pytest.raises(LinkLost):
        stranger.unlock(3, 7)
    device = board.device(key)
    device.unlock(3, 7)
    assert board.energised(3)
