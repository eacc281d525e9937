"""The simulated board as a process: how it is built, started, told what to do, and how it ends."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from msgspec import structs

from firmware_bridge.errors import BuildFailed, SimulatorFailed
from firmware_bridge.sim import build
from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.firmware.programs import simulator

DEADLINE_S = 30.0


@pytest.fixture
def settings(tmp_path: Path) -> SimulatorSettings:
    return SimulatorSettings(program=simulator(), link=tmp_path / "board", control=tmp_path / "hands")


@pytest.fixture
def board(settings: SimulatorSettings) -> Iterator[Simulator]:
    with Simulator(settings) as running:
        yield running


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def drawers(board: Simulator) -> list[dict[str, object]]:
    found = board.state()["drawers"]
    assert isinstance(found, list)
    return found


def test_its_terminal_is_there_when_start_returns_and_gone_after_stop(settings: SimulatorSettings) -> None:
    board = Simulator(settings)
    board.start()
    assert settings.link.is_char_device()
    board.stop()
    board.stop()
    assert not settings.link.is_symlink()
    assert not settings.control.exists()


def test_the_hands_are_told_whether_the_drawer_came(board: Simulator) -> None:
    assert board.order("open 3") == "locked"
    assert board.order("force 3") == "ok"
    assert drawers(board)[2] == {"drawer": 3, "lock": "off", "open": True}
    board.order("close 3")
    assert drawers(board)[2]["open"] is False


@pytest.mark.parametrize(
    "order", ["", "open", "open 0", "open 9", "open x", "open 3 4", "dance", "auto on 5"]
)
def test_an_order_that_makes_no_sense_is_an_error(board: Simulator, order: str) -> None:
    with pytest.raises(SimulatorFailed):
        board.order(order)
    assert drawers(board)


def test_a_line_without_end_does_not_stop_the_board(board: Simulator) -> None:
    with pytest.raises(SimulatorFailed):
        board.order("x" * 5000)
    assert board.order("open 3") == "locked"


def test_the_log_survives_the_process(settings: SimulatorSettings, tmp_path: Path) -> None:
    kept = structs.replace(settings, flash=tmp_path / "flash")
    for start in (1, 2, 3):
        with Simulator(kept) as board:
            assert board.state()["boot"] == start
            board.kill()


def test_orders_to_a_board_that_does_not_run_fail(settings: SimulatorSettings) -> None:
    with pytest.raises(SimulatorFailed, match="does not take orders"):
        Simulator(settings).order("state")


def test_a_board_that_cannot_start_says_why(settings: SimulatorSettings) -> None:
    with pytest.raises(SimulatorFailed, match="No such file or directory"):
        Simulator(structs.replace(settings, flash=Path("/nonexistent/flash"))).start()


PARENT = """
import sys, time
from pathlib import Path
from firmware_bridge.sim.native import Simulator, SimulatorSettings

program, link, control = map(Path, sys.argv[1:])
board = Simulator(SimulatorSettings(program=program, link=link, control=control))
board.start()
print(board.pid, flush=True)
time.sleep(600)
"""


def test_it_ends_when_its_parent_is_killed(settings: SimulatorSettings) -> None:
    paths = [str(path) for path in (settings.program, settings.link, settings.control)]
    with subprocess.Popen([sys.executable, "-c", PARENT, *paths], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()
    wait(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)


def test_a_program_is_compiled_once(tmp_path: Path) -> None:
    first = build.build_library(tmp_path)
    before = first.stat().st_mtime_ns
    assert build.build_library(tmp_path) == first
    assert first.stat().st_mtime_ns == before


def test_without_a_compiler_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildFailed, match="apt install gcc"):
        build.build_simulator(tmp_path / "target")


@pytest.mark.parametrize("compile_it", [build.build_simulator, build.build_library])
def test_the_firmware_compiles_without_a_warning(
    tmp_path: Path, compile_it: Callable[[Path, str], Path]
) -> None:
    """Here and not for everyone: a later compiler's new warning must not keep a cart from its demo."""
    assert compile_it(tmp_path, "-Werror").exists()


def test_a_compiler_that_refuses_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="no-such-option"):
        build.build_library(tmp_path, "--no-such-option")


def test_the_core_needs_no_library(tmp_path: Path) -> None:
    """Only what a compiler may call by itself, and a port without libc has to bring, is left undefined."""
    compiler = shutil.which("cc")
    assert compiler is not None
    sources = [str(source) for source in sorted(build.CORE.glob("*.c"))]
    flags = [*build.FLAGS, "-Os", "-ffreestanding", "-nostdlib", "-r", "-o", str(tmp_path / "core.o")]
    subprocess.run([compiler, *flags, *sources], check=True)
    undefined = subprocess.run(
        ["nm", "-u", str(tmp_path / "core.o")], check=True, capture_output=True, text=True
    )
    assert set(undefined.stdout.split()) - {"U"} <= {"memcpy", "memset", "memmove", "_GLOBAL_OFFSET_TABLE_"}


def test_the_module_becomes_the_board(settings: SimulatorSettings, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "firmware_bridge.sim", "--build", str(tmp_path / "build")]
    process = subprocess.Popen(
        [*command, "--link", str(settings.link), "--parent", str(os.getpid())],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready /dev/pts/")
    process.terminate()
    process.communicate()
    assert process.returncode == 0
