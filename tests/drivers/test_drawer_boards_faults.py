"""Lock boards on a bad line: what is not known is unknown, and nothing but what was asked for ever moves."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from drivers.drawer_board import BoardLock
from drivers.interfaces import AlarmKind, DeviceChanged, DeviceState, DrawerReport, DrawerState
from tests.drivers.board_hands import BoardHands
from tests.drivers.boards import BOARDS, start
from tests.drivers.drawers_contract import Cart
from tests.drivers.reports import Reports
from tests.support.mosquitto import free_port

every_board = pytest.mark.parametrize("board", BOARDS)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def hands_of(cart: Cart) -> BoardHands:
    assert isinstance(cart.hands, BoardHands)
    return cart.hands


@every_board
@pytest.mark.parametrize("fault", ["mute", "garbage", "cut"])
def test_an_unlock_without_a_good_answer_counts_as_failed_and_all_is_unknown(
    board: str, fault: str, tmp_path: Path, stack: ExitStack
) -> None:
    cart = start(BOARDS[board], tmp_path, stack, answer_ms=50)
    hands_of(cart).order(f"fault {fault}")
    assert not cart.unlock(3, 11).ok
    cart.wait_for_link(DeviceState.FAULTY)
    cart.wait_for(DrawerState.UNKNOWN)
    hands_of(cart).order("fault none")
    cart.wait_for_link(DeviceState.READY, times=2)
    cart.wait_for(DrawerState.LOCKED)


@every_board
@pytest.mark.parametrize("fault", ["split", "double"])
def test_answers_in_pieces_or_twice_change_nothing(
    board: str, fault: str, tmp_path: Path, stack: ExitStack
) -> None:
    cart = start(BOARDS[board], tmp_path, stack)
    hands_of(cart).order(f"fault {fault}")
    assert cart.unlock(3, 11).ok
    assert cart.hands.pull(3)
    cart.wait_for(DrawerState.OPEN, 3)
    cart.hands.push(3)
    cart.wait_for(DrawerState.LOCKED)
    assert cart.alarms() == []


@pytest.mark.parametrize("board", ["cu16", "cu12", "xor8a"])
def test_an_answer_is_found_in_the_noise(board: str, tmp_path: Path, stack: ExitStack) -> None:
    cart = start(BOARDS[board], tmp_path, stack)
    hands_of(cart).order("fault noise")
    assert cart.unlock(3, 11).ok
    assert cart.hands.pull(3)
    cart.wait_for(DrawerState.OPEN, 3)
    assert DeviceState.FAULTY not in [change.state for change in cart.reports.of(DeviceChanged)]


@pytest.mark.parametrize("board", ["cu16", "cu12", "xor8a"])
def test_a_question_that_comes_back_is_no_answer(board: str, tmp_path: Path, stack: ExitStack) -> None:
    cart = start(BOARDS[board], tmp_path, stack)
    hands_of(cart).order("echo")
    assert cart.unlock(3, 11).ok
    hands_of(cart).order("fault mute")
    cart.wait_for(DrawerState.UNKNOWN)


@every_board
def test_a_board_whose_open_bit_is_the_other_one_is_calibrated_by_configuration(
    board: str, tmp_path: Path, stack: ExitStack
) -> None:
    cart = start(BOARDS[board], tmp_path, stack, "--open-bit", "0", open_bit=0)
    cart.wait_for(DrawerState.LOCKED)
    cart.hands.force(5)
    cart.wait_for_alarm(AlarmKind.FORCED_OPEN, 5)


@every_board
def test_a_wrong_polarity_shows_open_drawers_and_unlocks_none(
    board: str, tmp_path: Path, stack: ExitStack
) -> None:
    cart = start(BOARDS[board], tmp_path, stack, open_bit=0)
    cart.wait_for(DrawerState.OPEN)
    assert cart.unlock(3, 11).reason == "drawer-open"
    assert hands_of(cart).state()["pulses"] == 0


@every_board
def test_only_the_documented_commands_are_ever_sent(board: str, tmp_path: Path, stack: ExitStack) -> None:
    cart = start(BOARDS[board], tmp_path, stack)
    assert cart.unlock(3, 11).ok
    cart.drawers.select(4)
    cart.drawers.lock(3)
    cart.drawers.select(None)
    cart.drawers.close()
    assert hands_of(cart).state() == {"pulses": 1, "strange": []}


@every_board
def test_a_sensor_that_sticks_open_stops_every_unlock(board: str, tmp_path: Path, stack: ExitStack) -> None:
    cart = start(BOARDS[board], tmp_path, stack)
    hands_of(cart).order("stuck 6")
    cart.wait_for_alarm(AlarmKind.FORCED_OPEN, 6)
    assert not cart.unlock(3, 11).ok
    assert hands_of(cart).state()["pulses"] == 0


@every_board
def test_a_board_at_a_tcp_port_works_as_well(board: str, tmp_path: Path, stack: ExitStack) -> None:
    number = free_port()
    url = f"socket://127.0.0.1:{number}"
    cart = start(BOARDS[board], tmp_path, stack, "--tcp", str(number), port=url)
    assert cart.unlock(3, 11).ok
    assert cart.hands.pull(3)
    cart.wait_for(DrawerState.OPEN, 3)


@every_board
def test_a_board_of_another_address_is_faulty(board: str, tmp_path: Path, stack: ExitStack) -> None:
    kind = BOARDS[board]
    hands = stack.enter_context(BoardHands(kind.simulator, tmp_path, "--address", "2"))
    keys = {"name": "d", "port": str(tmp_path / "board"), "drawers": kind.wiring(), "open_bit": 1}
    drawers = kind.open(kind.settings(**keys, **kind.keys, answer_ms=20))
    reports: Reports[DrawerReport] = Reports()
    cart = Cart(drawers, hands, reports)
    stack.callback(drawers.close)
    drawers.start(reports)
    cart.wait_for_link(DeviceState.FAULTY)
    assert not cart.unlock(3, 11).ok
    assert hands.state()["pulses"] == 0


@every_board
@pytest.mark.parametrize(
    "wrong",
    [
        {"drawers": []},
        {"drawers": [{"number": 1, "board": 1, "lock": 1}, {"number": 1, "board": 1, "lock": 2}]},
        {"drawers": [{"number": 1, "board": 1, "lock": 1}, {"number": 2, "board": 1, "lock": 1}]},
        {"open_bit": 2},
        {"drawers": [{"number": 1, "board": 300, "lock": 1}]},
        {"pulse_ms": 60_000},
        {"unknown": 1},
    ],
)
def test_settings_that_cannot_be_are_refused(board: str, wrong: dict[str, object]) -> None:
    kind = BOARDS[board]
    known = {"name": "d", "port": "p", "open_bit": 1, "drawers": msgspec.to_builtins(kind.wiring())}
    keys = {name: value for name, value in kind.keys.items() if name != "pulse_ms"}
    msgspec.convert({**known, **keys}, kind.settings)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**known, **keys, **wrong}, kind.settings)


@pytest.mark.parametrize(
    ("board", "lock", "address"), [("cu16", 16, 1), ("cu12", 12, 1), ("xor8a", 0, 1), ("modbus-coil", 0, 0)]
)
def test_a_broadcast_address_or_lock_is_refused(board: str, lock: int, address: int) -> None:
    kind = BOARDS[board]
    keys = {"name": "d", "port": "p", "open_bit": 1, **kind.keys}
    with pytest.raises(ValueError, match="drawer 1"):
        kind.settings(drawers=(BoardLock(number=1, board=address, lock=lock),), **keys)
