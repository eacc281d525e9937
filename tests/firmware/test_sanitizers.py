"""Tools that read the firmware and watch it run: cppcheck, and GCC's sanitizers."""

import random
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
import serial

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.link import Link
from firmware_bridge.sim.build import FIRMWARE, build_simulator
from firmware_bridge.sim.native import Simulator, SimulatorSettings

pytestmark = pytest.mark.slow

SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g")
CHECKS = ("--enable=warning,style,performance,portability", "--std=c11", "--error-exitcode=1", "--quiet")
NOT_OURS = (
    "-UMONOCYPHER_CPP_NAMESPACE",  # a header's branch for C++
    "--suppress=missingIncludeSystem",
    "--suppress=constParameterCallback",  # a callback has the signature that its caller asks for
    "--suppress=normalCheckLevelMaxBranches",  # a remark about cppcheck's own depth (Debian 13)
)


def test_cppcheck_finds_nothing() -> None:
    program = shutil.which("cppcheck")
    assert program is not None, "apt install cppcheck"
    done = subprocess.run(
        [program, *CHECKS, *NOT_OURS, f"-i{FIRMWARE / 'vendor'}", str(FIRMWARE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_simulator(tmp_path_factory.mktemp("sanitized"), *SANITIZERS)


def rubbish(luck: random.Random, port: serial.Serial) -> None:
    port.write(luck.randbytes(luck.randint(1, 400)).replace(b"\0", b"\1" * luck.randint(0, 2)) + b"\0")


def work(luck: random.Random, board: Simulator, device: Device) -> None:
    drawer = luck.randint(1, 8)
    device.unlock(drawer, luck.getrandbits(32))
    board.order(f"open {drawer}")
    device.self_test(drawer)
    device.configure(device.settings())


def test_rubbish_and_work_do_nothing_undefined(watched: Path, tmp_path: Path) -> None:
    """A sanitizer ends the process at the first fault, and its words say where."""
    luck = random.Random(4)
    settings = SimulatorSettings(
        program=watched, link=tmp_path / "board", control=tmp_path / "hands", flash=tmp_path / "flash"
    )
    with Simulator(settings) as board, serial.Serial(str(settings.link)) as port:
        for step in range(300):
            rubbish(luck, port)
            board.order(luck.choice(("force 3", "close 3", "cut 4", "mend 4", "tamper on", "tamper off")))
            if step % 10 == 0:
                board.order(luck.choice(("power-cycle", "watchdog", "supply 9000", "supply 12000")))
                with suppress(Refused, LinkLost):
                    device = Device(Link(port))
                    list(device.new_events())
                    device.acknowledge()
                    work(luck, board, device)
        assert board.running
        assert board.state()["drawers"]
