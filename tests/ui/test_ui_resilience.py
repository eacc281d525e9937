"""The agent may die, hang or change its mind, and the screen may be killed: the nurse is told."""

import os
import signal

from msgspec.structs import replace

from cart_agent.api.requests import ChooseDose
from cart_agent.api.views import RoundView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import GENTAMICIN, METFORMIN, SHOWN, STATUS, THUY, dose, line, session
from ui_tui.client import GRACE, PATIENCE, PING_EVERY
from ui_tui.doselist import is_over


def test_a_dead_agent_is_said_and_the_same_screen_comes_back(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait("ĐÚNG THUỐC", "y lệnh mới nhất")

    agent.stop()
    terminal.wait("MẤT KẾT NỐI VỚI XE")
    terminal.wait_without("ĐÃ CHO UỐNG", "y lệnh mới nhất")

    agent.start()
    terminal.wait("ĐÚNG THUỐC", "ĐÃ CHO UỐNG", "y lệnh mới nhất")


def test_a_hung_agent_is_said_and_takes_no_taps(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait("ĐÃ CHO UỐNG")

    agent.hang(True)
    terminal.wait("XE KHÔNG TRẢ LỜI")
    terminal.wait_without("ĐÃ CHO UỐNG")

    agent.hang(False)
    terminal.wait("ĐÃ CHO UỐNG")
    assert agent.taps == []


def test_silence_is_said_within_a_second() -> None:
    """By what it waits for: a crowded test machine takes its time."""
    assert PING_EVERY + PATIENCE + GRACE < 1.0


def test_an_agent_that_accepts_but_never_welcomes_counts_as_dead(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.hang(True)
    terminal = open_terminal()
    terminal.wait("MẤT KẾT NỐI VỚI XE")

    agent.hang(False)
    terminal.wait("QUÉT THẺ CỦA BẠN")


def test_a_killed_screen_comes_back_to_the_same_open_dose(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["fetch"])
    first = open_terminal()
    first.wait("NGĂN 3 ĐANG MỞ")
    os.kill(first.process.pid, signal.SIGKILL)

    open_terminal().wait("NGĂN 3 ĐANG MỞ", "NGUYỄN THỊ THỦY", "metFORMIN")


def test_a_terminated_screen_ends_with_success(agent: FakeAgent, open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.wait("QUÉT THẺ CỦA BẠN")

    terminal.process.send_signal(signal.SIGTERM)
    terminal.until(lambda: terminal.process.poll() is not None)

    assert terminal.process.returncode == 0


def test_only_two_lone_ctrl_c_end_the_screen(agent: FakeAgent, open_terminal: Open) -> None:
    terminal = open_terminal()
    terminal.wait("QUÉT THẺ CỦA BẠN")

    terminal.type(b"\x03")
    terminal.wait("Ctrl+C lần nữa")
    assert terminal.process.poll() is None
    while terminal.process.poll() is None:  # a busy machine may bring two keys too far apart
        terminal.type(b"\x03")
        terminal.rest()

    assert terminal.process.returncode == 0


def test_a_changed_dose_list_stays_put_says_what_changed_and_waits(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.show(SHOWN["patient"])
    terminal = open_terminal()
    terminal.wait("gentamicin", "metFORMIN")
    furosemide = dose("d9", "Furosemid")

    newer = replace(THUY, doses=(furosemide, METFORMIN))
    agent.show(replace(SHOWN["patient"], patient=newer))
    terminal.wait("Y lệnh thay đổi", "mới Furosemid", "ngừng Gentamicin")
    terminal.rest()
    _, row = terminal.place("metFORMIN")
    terminal.tap("metFORMIN")
    terminal.settle()
    assert agent.taps == []

    terminal.tap("chạm xem")
    terminal.wait("furosemid 500 mg")
    terminal.tap("metFORMIN")
    terminal.until(lambda: bool(agent.taps))
    assert isinstance(agent.taps[0], ChooseDose)
    terminal.wait_without(GENTAMICIN.generic.lower())
    assert row > 0


def test_a_status_that_changes_moves_nothing_and_needs_no_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["patient"])
    terminal = open_terminal()
    terminal.wait("ĐẾN GIỜ  metFORMIN")

    late = replace(THUY, doses=tuple(d if is_over(d) else replace(d, status="overdue") for d in THUY.doses))
    agent.show(replace(SHOWN["patient"], patient=late))

    terminal.wait("TRỄ  metFORMIN")
    terminal.wait_without("chạm xem")


def test_a_dose_given_elsewhere_stays_in_its_place_and_is_said(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["patient"])
    terminal = open_terminal()
    terminal.wait("ĐẾN GIỜ  metFORMIN", "insulin glargin", "Đăng xuất")
    place = terminal.place("insulin glargin")

    given = tuple(replace(d, status="given") if d.key == METFORMIN.key else d for d in THUY.doses)
    agent.show(replace(SHOWN["patient"], patient=replace(THUY, doses=given)))
    terminal.wait("Y lệnh thay đổi: đã cho Metformin")
    below = (place[0], place[1] + 1)  # the line that says so is above it, and no more
    terminal.until(lambda: terminal.place("insulin glargin") == below)

    terminal.tap("chạm xem")
    terminal.wait("ĐÃ XONG", "08:00  ✓ đã cho  metFORMIN")
    assert terminal.place("ĐÃ XONG")[1] > terminal.place("paracetamol")[1]


def test_after_a_refusal_yesterdays_dose_does_not_pass_for_todays(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.show(SHOWN["since yesterday"])
    terminal = open_terminal()
    terminal.wait("08:00  ✕ không cho  metFORMIN", "hôm qua 08:00  ✓ đã cho  metFORMIN")
    terminal.wait("▲ TRỄ · HÔM QUA  metFORMIN", "hôm qua 20:00 · ngăn 3")
    rows = [terminal.place(text)[1] for text in ("insulin", "TRỄ · HÔM QUA", "paracetamol", "ĐÃ XONG")]
    assert rows == sorted(rows)

    for said in ("✕ không cho", "hôm qua 08:00", "ĐÃ XONG"):
        terminal.tap(said)
    terminal.tap("▼ 1/2")
    terminal.wait("hôm qua 08:00  ✓ đã cho  amLODIPin")
    terminal.wait_without("insulin", "ĐẾN GIỜ")
    terminal.tap("hôm qua 08:00")
    terminal.settle()
    assert agent.taps == []


def test_a_round_whose_order_changes_waits_for_a_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["round"])
    terminal = open_terminal()
    terminal.wait("A-12", "A-03")
    top = terminal.place("A-12")

    agent.show(round_=RoundView(patients=(line(1), line(0)), given=1, total=2))
    terminal.wait("chạm xem")
    terminal.rest()
    assert terminal.place("A-12") == top
    terminal.tap("chạm xem")
    terminal.wait_without("chạm xem")

    assert terminal.place("A-03")[1] < terminal.place("A-12")[1]


def test_the_strip_says_what_is_wrong(agent: FakeAgent, open_terminal: Open) -> None:
    terminal = open_terminal(columns=100)
    terminal.wait("MÔ PHỎNG", "08:0", "2 chờ gửi")

    agent.show(
        status=replace(
            STATUS, link="disconnected", manifest_age_minutes=None, clock_synced=False, simulated=False
        )
    )

    terminal.wait("MẤT KẾT NỐI HIS", "y lệnh CHƯA RÕ", "ĐỒNG HỒ CHƯA CHỈNH")
    terminal.wait_without("MÔ PHỎNG")


def test_a_session_state_from_a_newer_agent_shows_nothing_to_tap(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.show(session("something-new"))

    open_terminal().wait("XIN CHỜ")
