"""The agent and the terminal of one test, both ended with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import Terminal
from ui_tui.settings import UiSettings

Open = Callable[..., Terminal]


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[FakeAgent]:
    """An agent with nobody logged in."""
    fake = FakeAgent(tmp_path / "agent.sock")
    yield fake
    fake.close()


@pytest.fixture
def open_terminal(agent: FakeAgent) -> Iterator[Open]:
    """Opens the touchscreen; settings and size may be given."""
    opened: list[Terminal] = []

    def opening(columns: int = 80, rows: int = 22, **settings: Any) -> Terminal:
        terminal = Terminal(UiSettings(socket=agent.path, **settings), columns, rows)
        opened.append(terminal)
        return terminal

    yield opening
    for terminal in opened:
        terminal.close()
