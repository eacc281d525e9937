"""The firmware compiled once for a run of the tests."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from firmware_bridge.sim.build import build_library, build_simulator


@cache
def _target() -> Path:
    target = Path(tempfile.mkdtemp(prefix="drawer-firmware-"))
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    return target


@cache
def simulator() -> Path:
    """The board as a program."""
    return build_simulator(_target())


@cache
def library() -> Path:
    """The core as a library; `make mutate-firmware` gives one with a change in it."""
    given = os.environ.get("DRAWER_RIG")
    return Path(given) if given else build_library(_target())
