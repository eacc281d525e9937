"""The screen is killed at every picture of a round, and in the middle of a tap."""

import os
import signal

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import Terminal
from tests.ui.views import SHOWN


def below_the_strip(terminal: Terminal) -> list[str]:
    return [line.rstrip() for line in terminal.screen.display[3:]]


@pytest.mark.parametrize(
    "name", ["pin", "round", "patient", "unlocking", "fetch", "verdict", "stop", "closing"]
)
def test_a_killed_screen_comes_back_to_the_same_picture(
    agent: FakeAgent, open_terminal: Open, name: str
) -> None:
    agent.show(SHOWN[name])
    first = open_terminal()
    first.wait("XE-01")
    first.until(lambda: len("".join(below_the_strip(first))) > 100)
    first.rest(1.0)
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()

    second = open_terminal()
    second.until(lambda: below_the_strip(second) == below_the_strip(first), "the same picture")


def test_a_tap_that_was_sent_before_the_kill_is_taken_once(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    first = open_terminal()
    first.wait("ĐÃ CHO UỐNG")
    first.rest()
    agent.hang(True)
    column, row = first.place("ĐÃ CHO UỐNG")
    first.touch(column + 2, row)
    first.wait("XE KHÔNG TRẢ LỜI")
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    agent.hang(False)

    second = open_terminal()
    second.wait("ĐÃ CHO UỐNG")
    second.rest()
    assert len(agent.taps) == 1
