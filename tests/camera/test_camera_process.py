"""`cart camera run` beside a real agent: killed, hung or out of memory, and the round goes on.

Starting it again is the service manager's part (systemd/cart-camera.service); here the test does it.
"""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cart_agent.demo.files import Files
from drivers.scanner_camera import BROKEN
from tests.camera.camera_process import SECTION, device, events, eventually, running_camera, show
from tests.commands.command_help import PATIENCE, cart, running_agent, write_files
from tests.drivers.pty_scanner import PtyScanner

Rig = tuple[Files, Path, PtyScanner]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A running agent with a serial scanner, and the folder that its camera looks at."""
    folder = tmp_path / "seen"
    folder.mkdir()
    cable = PtyScanner(tmp_path)
    with ExitStack() as stack:
        stack.callback(cable.unplug)
        files, _ = stack.enter_context(running_agent(tmp_path, SECTION.format(folder=folder)))
        yield files, folder, cable


def scans(files: Files, name: str) -> int:
    """Codes that came from this scanner: none is known to a cart without a hospital, so each is recorded."""
    return sum("unreadable-code" in event and f'"valueString":"{name}"' in event for event in events(files))


def others_work(files: Files, cable: PtyScanner) -> None:
    eventually(lambda: device(files, "scanner") == "ready", "the serial scanner is read")
    before = scans(files, "scanner")
    cable.send(b"]C0NOBODY-KNOWS\r")
    eventually(lambda: scans(files, "scanner") == before + 1, "the serial scanner works")


def test_a_killed_camera_is_missed_and_the_round_goes_on_until_it_is_back(rig: Rig) -> None:
    files, folder, cable = rig
    with running_camera(files) as camera:
        eventually(lambda: device(files, "camera") == "ready", "the camera is ready")
        show(folder, "dm_small", 1)
        eventually(lambda: scans(files, "camera") == 1, "its scan was handed in")
        camera.send_signal(signal.SIGKILL)
        eventually(lambda: device(files, "camera") == "faulty", "its death was noticed")
    others_work(files, cable)

    with running_camera(files):
        eventually(lambda: device(files, "camera") == "ready", "it is back")
        show(folder, "dm_small", 2)
        eventually(lambda: scans(files, "camera") >= 2, "it reads again")


def test_a_camera_that_hangs_ends_itself_so_that_it_can_be_started_again(rig: Rig) -> None:
    """A pipe without a writer: opening it as a picture never returns."""
    files, folder, cable = rig
    os.mkfifo(folder / "stuck.png")
    with running_camera(files) as camera:
        _, log = camera.communicate(timeout=PATIENCE)

    assert camera.returncode == 1
    assert "Timeout" in log
    others_work(files, cable)


def test_a_camera_without_memory_ends_so_that_it_can_be_started_again(rig: Rig) -> None:
    files, folder, cable = rig
    with running_camera(files) as camera:
        eventually(lambda: device(files, "camera") == "ready", "the camera is ready")
        used = int(Path(f"/proc/{camera.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        resource.prlimit(camera.pid, resource.RLIMIT_AS, (used + 2**24, used + 2**24))
        noise = np.random.default_rng(1).integers(0, 255, (5000, 9000), np.uint8)
        Image.fromarray(noise).save(folder / "part", "bmp")
        (folder / "part").rename(folder / "large.bmp")
        _, log = camera.communicate(timeout=PATIENCE)

    assert camera.returncode == BROKEN, log
    others_work(files, cable)


def test_a_cart_without_a_camera_says_so(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    done = cart("camera", "run", "--config", str(files.cart))

    assert done.returncode == 1
    assert "there is no section [camera]" in done.stderr


def test_the_camera_is_no_scanner_of_the_agent(tmp_path: Path) -> None:
    """Its decoders read untrusted pictures and take more memory than the whole agent."""
    files = write_files(tmp_path)
    text = files.cart.read_text(encoding="utf-8").replace('"scanner_serial"', '"scanner_camera"')
    files.cart.write_text(text, encoding="utf-8")
    done = cart("check-config", str(files.cart))

    assert done.returncode == 1
    assert "scanner_camera belongs into [camera]" in done.stderr


def test_pictures_instead_of_a_camera_are_for_simulations_only(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    text = files.cart.read_text(encoding="utf-8").replace("simulate = true", "simulate = false")
    files.cart.write_text(text + SECTION.format(folder=tmp_path), encoding="utf-8")
    done = cart("check-config", str(files.cart))

    assert "camera.folder: pictures in a folder stand for a camera" in done.stderr
