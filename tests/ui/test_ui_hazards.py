"""What a touchscreen and a scanner do to a terminal app, byte for byte: seven known hazards."""

import re
import unicodedata

from msgspec.structs import replace
from rich.cells import cell_len

from cart_agent.api.requests import Cancel, ChooseDose, Give, Logout
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import GENTAMICIN, METFORMIN, SHOWN, THUY, dose, session, with_dose

GIVE = "ĐÃ CHO UỐNG 1 viên"
ESCAPES = re.compile(r"\x1b(\[[0-9;:<=>?]*[ -/]*[@-~]|[PX^_\]].*?(\x1b\\|\x07)|.)", re.S)
SEEN = {
    "round": "QUÉT VÒNG TAY",
    "patient": "GIỜ NGHIÊM NGẶT",
    "verdict": GIVE,
    "stop": "DỪNG LẠI",
    "need-witness": "NGƯỜI THỨ HAI",
    "fault": "ĐÃ HẾT SỰ CỐ",
}
"""What shows that a picture is there."""


def test_1_vietnamese_accents_reach_the_terminal_whole(agent: FakeAgent, open_terminal: Open) -> None:
    loose = replace(THUY, name="NGUYE\u0302\u0303N THI\u0323 THU\u0309Y")
    agent.show(session("patient", patient=loose))
    terminal = open_terminal()
    written: list[bytes] = []
    terminal.copy = written.append

    terminal.wait("NGUYỄN THỊ THỦY", "uống")
    # pyte would put loose accents on their letters: the bytes tell
    text = b"".join(written).decode(errors="replace")
    assert "NGUYỄN THỊ THỦY" in text
    assert not any(unicodedata.combining(letter) for letter in text)


def test_2_a_scan_with_enter_presses_nothing(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait(GIVE)
    terminal.settle()

    for scan in (
        b"0108936000000017\x1d10L24A7\r",
        b"\r",
        b"\t",
        b" ",
        b"8936000000017\r\n",
        b"\x1bOR1\r",
        b"12\x1bOR",
    ):
        terminal.type(scan)
        terminal.settle()

    assert agent.taps == []
    assert GIVE in terminal.text


def test_3_control_characters_inside_a_scan_do_not_end_the_app(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["round"])
    terminal = open_terminal()
    terminal.wait("QUÉT VÒNG TAY")

    for scan in (b"89\x1123\r", b"89\x0323\r", b"\x03\x03\r", b"\x1b[200~89\x1b[201~", b"\x1a\x04\x11\r"):
        terminal.type(scan)
        terminal.settle()
    terminal.tap("Khác …")
    terminal.tap("Đăng xuất")
    terminal.until(lambda: bool(agent.taps))

    assert terminal.process.poll() is None
    assert isinstance(agent.taps[0], Logout)


def test_4_the_second_of_two_taps_does_not_fall_through(agent: FakeAgent, open_terminal: Open) -> None:
    agent.answer = lambda _tap: with_dose("verify", "give", "not-given", drug=GENTAMICIN)
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()

    column, row = terminal.tap(GIVE)
    terminal.touch(column, row)
    terminal.wait("ĐÃ TIÊM 80 mg")
    terminal.touch(column, row)
    terminal.settle(0.2)
    terminal.touch(column, row)
    terminal.settle()

    assert [type(tap) for tap in agent.taps] == [Give]


def test_4_the_place_of_the_commit_button_stays_dead_for_longer(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.answer = lambda tap: SHOWN["closing"] if isinstance(tap, Give) else None
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()

    column, row = terminal.tap(GIVE)
    terminal.wait("ĐÓNG NGĂN 3", "Đăng xuất")
    terminal.settle(0.6)
    terminal.touch(column, row)
    terminal.settle()
    assert [type(tap) for tap in agent.taps] == [Give]

    terminal.settle(1.5)
    terminal.touch(column, row)
    terminal.until(lambda: len(agent.taps) == 2)
    assert isinstance(agent.taps[1], Logout)


def test_5_a_drag_is_not_a_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait(GIVE)
    terminal.settle()
    column, row = terminal.place(GIVE)

    terminal.touch(column, row - 8, end=(column, row))
    terminal.touch(column, row, end=(column + 6, row))
    terminal.settle()
    assert agent.taps == []

    terminal.touch(column, row, end=(column + 1, row + 1))
    terminal.until(lambda: len(agent.taps) == 1)


def test_5_a_palm_that_rests_voids_the_finger_and_itself(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait(GIVE)
    terminal.rest()
    column, row = terminal.place(GIVE)

    for palm, finger in (
        ((2, 8), (column, row)),
        ((column, row), (column + 9, row)),
        ((column, row), (2, 8)),
    ):
        for place, down in ((palm, True), (finger, True), (finger, False), (palm, False)):
            terminal.finger(*place, down=down)
        terminal.settle()
    terminal.finger(2, 8, down=True)  # it rests while a finger taps three times
    for _tap in range(3):
        terminal.touch(column, row)
    terminal.finger(2, 8, down=False)
    terminal.settle()
    assert agent.taps == []

    terminal.touch(column, row)
    terminal.until(lambda: len(agent.taps) == 1)


def test_5_two_fingers_as_another_button_are_no_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait(GIVE)
    terminal.rest()
    column, row = terminal.place(GIVE)

    for button in (1, 2):
        terminal.finger(column, row, down=True, button=button)
        terminal.finger(column, row, down=False, button=button)
    terminal.settle()
    assert agent.taps == []

    terminal.touch(column, row)
    terminal.until(lambda: len(agent.taps) == 1)


def test_6_text_from_the_hospital_is_never_markup(agent: FakeAgent, open_terminal: Open) -> None:
    odd = dose("d1", "[/b]Thuốc [bold red]mẫu", brand="[@click=app.quit]x[/]")
    agent.show(session("patient", "choose-dose", patient=replace(THUY, name="[i]TÊN[/", doses=(odd,))))
    terminal = open_terminal()

    terminal.wait("[i]TÊN[/", "[/b]thuốc [bold red]mẫu")
    terminal.tap("[bold red]")
    terminal.until(lambda: len(agent.taps) == 1)

    assert isinstance(agent.taps[0], ChooseDose)


def test_7_every_sign_on_the_glass_takes_one_cell(agent: FakeAgent, open_terminal: Open) -> None:
    terminal = open_terminal(columns=60, rows=15)
    written: list[bytes] = []
    terminal.copy = written.append
    for name in ("round", "patient", "verdict", "stop", "need-witness", "fault"):
        agent.show(SHOWN[name])
        terminal.wait(SEEN[name])
        assert all(len(row) == 60 for row in terminal.screen.display)

    text = ESCAPES.sub("", b"".join(written).decode(errors="replace"))
    assert {sign for sign in text if sign.isprintable() and cell_len(sign) != 1} == set()
    assert "⚠" in text


def test_no_tap_is_taken_twice_while_the_answer_is_awaited(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["patient"])
    terminal = open_terminal()
    terminal.wait("metFORMIN")
    terminal.settle()
    column, row = terminal.place("metFORMIN")

    terminal.type(b"".join(b"\x1b[<0;%d;%d%s" % (column, row + 1, end) for end in (b"M", b"m") * 5))
    terminal.until(lambda: bool(agent.taps))
    terminal.settle()

    assert [type(tap) for tap in agent.taps] == [ChooseDose]
    assert agent.refused == []


def test_a_tap_carries_the_revision_that_was_on_the_glass(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["stop"])
    terminal = open_terminal()

    terminal.tap("Để lại sau")
    terminal.until(lambda: bool(agent.taps))

    assert agent.taps == [Cancel(id=agent.taps[0].id, revision=agent.session.revision)]
    assert METFORMIN.key == "d1"
