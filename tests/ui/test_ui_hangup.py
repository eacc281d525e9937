"""A screen whose terminal goes away must end: it would burn the processor for nobody."""

import signal
from pathlib import Path

from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import DEADLINE, Terminal
from ui_tui.settings import UiSettings


def test_the_screen_ends_when_its_terminal_does(tmp_path: Path) -> None:
    agent = FakeAgent(tmp_path / "agent")
    terminal = Terminal(UiSettings(socket=agent.path))
    try:
        terminal.until(lambda: "QUÉT THẺ" in terminal.text, "the first screen")

        terminal.hang_up()

        terminal.process.wait(DEADLINE)
    finally:
        terminal.close()
        agent.close()


def test_the_screen_ends_when_told_also_where_nobody_reads_its_terminal(tmp_path: Path) -> None:
    agent = FakeAgent(tmp_path / "agent")
    terminal = Terminal(UiSettings(socket=agent.path))
    try:
        terminal.until(lambda: "QUÉT THẺ" in terminal.text, "the first screen")
        terminal.choke()

        terminal.process.send_signal(signal.SIGTERM)

        terminal.process.wait(DEADLINE)
    finally:
        terminal.close()
        agent.close()
