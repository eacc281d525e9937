"""The Pi's camera: its library in a process of its own. One that draws its frames stands for picamera2."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest

from drivers.camera import source_pi
from drivers.camera.view import Pixels

LIBRARY = '''
import numpy as np


class Picamera2:
    """Rows of 64 bytes more than the picture is wide, as the image processor leaves them; three frames."""

    def __init__(self, number):
        if number > 0:
            raise IndexError("list index out of range")
        self.taken = 0

    def create_video_configuration(self, main, controls):
        assert main["format"] == "YUV420" and controls == {"FrameRate": 15.0}
        return main["size"]

    def configure(self, size):
        self.width, self.height = size

    def start(self):
        print("libraries talk on the error output", file=__import__("sys").stderr)

    def capture_array(self, name):
        assert name == "main"
        self.taken += 1
        if self.taken > 3:
            raise RuntimeError("camera frontend has timed out")
        planes = np.full((self.height * 3 // 2, self.width + 64), 255, np.uint8)
        planes[: self.height, : self.width] = np.arange(self.width) % 251 + self.taken
        return planes
'''
SIZE = 640, 360


def camera(number: int = 0) -> Iterator[Pixels]:
    return source_pi.frames(number, *SIZE, 15.0, python=sys.executable)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the system's Python finds picamera2."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    file = tmp_path / "picamera2.py"
    file.write_text(LIBRARY)
    return file


@pytest.mark.usefixtures("library")
def test_each_frame_is_the_brightness_of_the_picture_without_the_ends_of_its_rows() -> None:
    frames = camera()
    for taken in (1, 2, 3):
        expected = np.broadcast_to(np.arange(640) % 251 + taken, (360, 640))
        np.testing.assert_array_equal(next(frames), expected)
    with pytest.raises(OSError, match="no camera of the Pi: RuntimeError: camera frontend has timed out"):
        next(frames)


@pytest.mark.usefixtures("library")
def test_a_camera_that_is_not_plugged_in_is_said() -> None:
    with pytest.raises(OSError, match="no camera of the Pi: IndexError"):
        next(camera(1))


def test_a_library_that_is_not_installed_is_said_with_the_next_step(library: Path) -> None:
    library.unlink()
    with pytest.raises(OSError, match="apt-get install python3-picamera2"):
        next(camera())


@pytest.mark.usefixtures("library")
def test_a_process_that_is_killed_is_a_camera_that_failed() -> None:
    frames = camera()
    next(frames)
    [child] = psutil.Process().children()
    os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(OSError, match="its process ended"):
        list(frames)


@pytest.mark.usefixtures("library")
def test_who_needs_no_more_frames_leaves_no_process_behind() -> None:
    with closing(camera()) as frames:  # type: ignore[type-var]  # a generator
        next(frames)
    assert not psutil.Process().children()
