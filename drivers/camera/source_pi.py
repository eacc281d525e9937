"""Frames from the Raspberry Pi's camera, through picamera2 (the system's package python3-picamera2).

picamera2 and libcamera come from Raspberry Pi OS and are compiled for its Python and its numpy: a virtual
environment does not see them, and beside a newer numpy they do not load (raspberrypi/picamera2, issues 1088
and 1211). So they run in a process of their own, by the system's Python, and the frames come through a pipe.
"""

import subprocess
from collections.abc import Generator, Iterator
from io import BufferedReader
from pathlib import Path
from typing import cast

import numpy as np

from drivers.camera.pi_frames import UNAVAILABLE
from drivers.camera.view import Pixels

SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("pi_frames.py")


def frames(number: int, width: int, height: int, fps: float, python: str = SYSTEM_PYTHON) -> Iterator[Pixels]:
    """The brightness plane of each frame. Raises OSError when library or camera are not there, or no more."""
    what = (str(number), str(width), str(height), str(fps))
    # It dies with the thread that reads it; -P: the modules beside the script are not for it.
    command = ("setpriv", "--pdeathsig", "KILL", python, "-P", str(SCRIPT), *what)
    with subprocess.Popen(  # noqa: S603 - numbers and our own script
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        try:
            rest = yield from _planes(cast("BufferedReader", process.stdout), width, height)
            status = process.wait()
        finally:
            process.kill()
    reason = rest.decode(errors="replace") if status == UNAVAILABLE else f"its process ended ({status})"
    raise OSError(f"no camera of the Pi: {reason}")


def _planes(pipe: BufferedReader, width: int, height: int) -> Generator[Pixels, None, bytes]:
    """Frames until the pipe ends, then what stands there behind the last whole one."""
    while True:
        plane = np.empty((height, width), np.uint8)
        taken = pipe.readinto(plane.data)
        if taken < plane.size:
            return plane.tobytes()[:taken]
        yield plane
