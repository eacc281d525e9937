"""`cart demo` as a stranger uses it: the touchscreen in a terminal, and nothing left behind."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cart_agent.demo.cart import PREFIX, sweep
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.slow

F1, F2, F10 = b"\x1bOP", b"\x1bOQ", b"\x1b[21~"
LOGIN = "QUÉT THẺ"


@pytest.fixture
def demo() -> Iterator[Terminal]:
    terminal = Terminal(["demo"])
    yield terminal
    terminal.close()
    sweep()


def directory(demo: Terminal) -> Path:
    return next(Path(tempfile.gettempdir()).glob(f"{PREFIX}{demo.process.pid}-*"))


def running(place: Path) -> list[str]:
    """Command lines that name the demonstration's directory."""
    found = []
    for process in psutil.process_iter():
        try:
            command = " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
        if str(place) in command:
            found.append(command)
    return found


def wait_gone(place: Path) -> None:
    deadline = time.monotonic() + 30
    while running(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running(place) == []


@pytest.mark.timeout(300)
def test_a_stranger_logs_in_and_leaves_and_nothing_stays(demo: Terminal) -> None:
    demo.wait_for(LOGIN)
    place = directory(demo)
    demo.press(F10)
    demo.wait_for("Nguyễn Lan", "246810")
    demo.press(F1)
    demo.wait_for("PIN")
    for count, digit in enumerate(b"246810", 1):
        demo.press(bytes([digit]))
        demo.wait_for(" ".join("●" * count))
    demo.press(F2)
    demo.wait_for("QUÉT VÒNG TAY", "NGUYỄN THỊ VÍ DỤ")
    demo.press(b"\x03")
    demo.wait_for("Ctrl+C")
    demo.type(b"\x03")

    assert demo.wait_end() == 0
    assert "The hospital settled" in demo.seen
    wait_gone(place)
    assert not place.exists()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["agent", "link", "hospital", "drawers"])
def test_a_crash_of_any_process_ends_the_demo_and_says_which(demo: Terminal, name: str) -> None:
    demo.wait_for(LOGIN)
    place = directory(demo)
    wanted = "drawer-sim" if name == "drawers" else f"cart_agent {name} run"
    victims = [one for one in psutil.process_iter() if _is(one, wanted, place)]
    assert len(victims) == 1
    victims[0].kill()

    assert demo.wait_end() == 1
    assert f"The {name} process ended" in demo.seen
    wait_gone(place)
    assert not place.exists()


def _is(process: psutil.Process, wanted: str, place: Path) -> bool:
    try:
        command = " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    return wanted in command and str(place) in command


@pytest.mark.timeout(300)
def test_a_signal_while_it_starts_leaves_nothing(demo: Terminal) -> None:
    deadline = time.monotonic() + 60
    while not list(Path(tempfile.gettempdir()).glob(f"{PREFIX}{demo.process.pid}-*")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    place = directory(demo)
    demo.process.send_signal(signal.SIGTERM)

    demo.wait_end()
    wait_gone(place)
    assert not place.exists()


@pytest.mark.timeout(300)
def test_a_demo_that_was_killed_takes_its_processes_along_and_the_next_one_cleans_up(demo: Terminal) -> None:
    demo.wait_for(LOGIN)
    place = directory(demo)
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.wait_end()

    wait_gone(place)
    sweep()
    assert not place.exists()


def test_without_a_terminal_the_demo_says_what_to_do_instead(capfd: pytest.CaptureFixture[str]) -> None:
    from cart_agent.cli import main  # noqa: PLC0415 - the command as it is installed

    assert main(["demo"]) == 1
    assert "cart demo --headless morning_round" in capfd.readouterr().err
