"""The screens that are looked at most, as text: whoever changes one sees in the review what became of it.

PICTURES=write python -m pytest tests/ui/test_ui_pictures.py   writes them anew; look at them then.
"""

import os
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import Terminal
from tests.ui.views import SHOWN

FOLDER = Path(__file__).with_name("pictures")
PICTURES = (
    ("since yesterday", 80, 22, "vi", "hôm qua 08:00"),
    ("round", 80, 22, "vi", "QUÉT VÒNG TAY"),
    ("since yesterday", 80, 22, "en", "yesterday 20:00"),
    ("stop", 80, 22, "en", "STOP - DO NOT GIVE"),
    ("since yesterday", 60, 15, "vi", "hôm qua 20:00"),
    ("verdict", 60, 15, "vi", "ĐÚNG THUỐC"),
    ("since yesterday", 60, 15, "en", "yesterday 20:00"),
    ("round", 60, 15, "en", "SCAN THE PATIENT'S"),
)
"""View, columns, rows, language, and what is on the glass when the picture is there."""


@pytest.mark.parametrize(
    "pictures",
    [list(some) for _, some in groupby(PICTURES, key=lambda one: one[1:4])],
    ids=lambda some: "{1}x{2}-{3}".format(*some[0]),
)
def test_the_glass_looks_as_it_was_last_looked_at(
    pictures: list[tuple[str, int, int, str, str]], agent: FakeAgent, open_terminal: Open
) -> None:
    _, columns, rows, language, _ = pictures[0]
    terminal = open_terminal(columns, rows, language=language)
    for view, *_, mark in pictures:
        agent.show(SHOWN[view])
        terminal.wait(mark)
        file = FOLDER / f"{view.replace(' ', '-')}-{columns}x{rows}-{language}.txt"
        if os.environ.get("PICTURES") == "write":
            terminal.settle(2.0)
            file.write_text(drawn(terminal.text), encoding="utf-8")
        expected = file.read_text(encoding="utf-8")
        terminal.until(partial(shows, terminal, expected), f"{file.name}\n{expected}")


def shows(terminal: Terminal, expected: str) -> bool:
    return drawn(terminal.text) == expected


def drawn(text: str) -> str:
    """Rows without the empty cells at their ends."""
    return "\n".join(row.rstrip() for row in text.split("\n")) + "\n"
