"""Own words typed on the glass, through the real terminal."""

from itertools import pairwise

import pytest

from cart_agent.api.requests import LeaveNote
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import PATIENT
from tests.ui.terminal import Terminal
from ui_tui.screens.text import LETTERS, SIGNS

SIZES = ((80, 22), (60, 15))


def test_letters_and_signs_fill_the_same_keys() -> None:
    assert len(LETTERS) == len(SIGNS) == 30
    assert set("abcdefghijklmnopqrstuvwxyz") <= set(LETTERS)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a_note_in_own_words_reaches_the_agent_with_its_accents(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    agent.show(PATIENT)
    terminal = open_terminal(columns, rows)
    terminal.tap("Khác …")
    terminal.wait("Muốn làm gì?")
    choose(terminal, "Ghi chú")
    terminal.wait_without("Muốn làm gì?")
    choose(terminal, "Tự viết")
    terminal.wait("Viết ghi chú", "└──┘")
    terminal.settle()
    rows_of_keys = [centre(terminal.text, key)[1] for key in "QAZ"]
    assert all(below - above >= 3 for above, below in pairwise(rows_of_keys))

    for key, typed in zip("Uongs", ("U", "Uo", "Uon", "Uong", "Uóng"), strict=True):
        terminal.touch(*centre(terminal.text, key))
        terminal.wait(f"{typed}▏")
        terminal.rest()  # after the first one all keys are small letters
    terminal.tap("OK")
    terminal.until(lambda: bool(agent.taps))

    (tap,) = agent.taps
    assert isinstance(tap, LeaveNote)
    assert (tap.note, tap.text) == ("", "Uóng")


def choose(terminal: Terminal, text: str) -> None:
    """Turn the pages until a choice is there, then tap it."""
    terminal.settle()
    while text not in terminal.text:
        terminal.until(lambda: text in terminal.text or "▼" in terminal.text, text)
        if text in terminal.text:
            break
        before = terminal.text
        terminal.tap("▼")
        terminal.until(lambda before=before: terminal.text != before)  # type: ignore[misc]  # mypy knows no default here
    terminal.tap(text)


def centre(glass: str, key: str) -> tuple[int, int]:
    """Where a key stands: its letter alone among spaces."""
    for row, line in enumerate(glass.split("\n")):
        if row > 5 and (column := line.find(f" {key} ")) >= 0:
            return column + 1, row
    raise AssertionError(f"{key} is not there:\n{glass}")


def test_letters_of_a_real_keyboard_are_those_letters(agent: FakeAgent, open_terminal: Open) -> None:
    """Elsewhere a letter works the target that it stands on."""
    agent.show(PATIENT)
    terminal = open_terminal()
    terminal.tap("Khác …")
    terminal.wait("Muốn làm gì?")
    choose(terminal, "Ghi chú")
    terminal.wait_without("Muốn làm gì?")
    choose(terminal, "Tự viết")
    terminal.wait("Viết ghi chú", "└──┘")
    terminal.settle()
    for key, typed in zip(b"bungjk\x7f", ("B", "Bu", "Bun", "Bung", "Bụng", "Bụngk", "Bụng"), strict=True):
        terminal.type(bytes([key]))
        terminal.wait(f"{typed}▏")
