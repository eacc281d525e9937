"""A keyboard scanner that is pulled out while it is read: umockdev answers the grab, a pseudo-terminal stands
behind the event device, and the kernel hangs it up."""

import base64
import os
import signal
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from drivers.scan_keys import EVENT
from tests.drivers.keyboard import typed
from tests.drivers.test_scanner_evdev import device

PATIENCE = 60.0


class Keyboard:
    """The event device that the driver's process sees."""

    def __init__(self, node: Path) -> None:
        self._node = node
        self._files: tuple[int, ...] = ()

    def plug(self) -> None:
        near, far = os.openpty()
        tty.setraw(far)
        self._files = near, far
        self._node.symlink_to(os.ttyname(far))

    def unplug(self) -> None:
        """The node goes, then whoever reads it is hung up."""
        self._node.unlink()
        for file in self._files:
            os.close(file)
        self._files = ()

    def type(self, text: bytes) -> None:
        for key in typed(text):
            os.write(self._files[0], EVENT.pack(0, 0, key.type, key.code, key.value))


class Driver:
    """The driver's process and what it reports."""

    def __init__(self, run: "subprocess.Popen[bytes]") -> None:
        self._run = run

    def says(self, state: str) -> str:
        """Wait for this state; the detail."""
        return str(self._next("state", state)["detail"])

    def scans(self) -> tuple[str, bytes]:
        """Wait for a code."""
        scan = self._next("type", "Scan")
        return scan["symbology"], base64.b64decode(scan["raw"])

    def _next(self, key: str, value: str) -> dict[str, Any]:
        assert self._run.stdout is not None
        for line in self._run.stdout:
            report: dict[str, Any] = msgspec.json.decode(line)
            if report.get(key) == value:
                return report
            assert report["type"] == "DeviceChanged", report
        raise AssertionError(f"the driver's process ended without {value}")


@contextmanager
def driver(folder: Path) -> Iterator[tuple[Keyboard, Driver]]:
    """Started with no scanner plugged in."""
    (folder / "devices").write_text(device(3))
    given = msgspec.json.encode({"name": "wedge", "port": "/dev/input/event3", "idle_ms": 0}).decode()
    child = str(Path(__file__).with_name("print_scans.py"))
    waits = ["sh", "-c", 'read go; exec "$@"', "sh", sys.executable, child, given, "1000"]
    command = ["umockdev-run", "-d", str(folder / "devices"), "--", *waits]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    run = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, start_new_session=True)
    assert run.stdin is not None
    assert run.stdout is not None
    try:
        node = _made(folder)
        node.unlink()
        run.stdin.write(b"go\n")
        run.stdin.flush()
        yield Keyboard(node), Driver(run)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        run.stdin.close()
        run.stdout.close()


def _made(folder: Path) -> Path:
    """The node in umockdev's own /dev."""
    until = time.monotonic() + PATIENCE
    while not (found := list(folder.glob("umockdev.*/dev/input/event3"))):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found[0]


def test_a_keyboard_scanner_is_waited_for_lost_and_found_again(tmp_path: Path) -> None:
    with driver(tmp_path) as (keyboard, driven):
        driven.says("faulty")
        keyboard.plug()
        driven.says("ready")
        keyboard.type(b"]C0BN0001\r]C0BN")
        assert driven.scans() == ("]C0", b"BN0001")

        keyboard.unplug()
        driven.says("faulty")
        keyboard.plug()
        driven.says("ready")

        keyboard.type(b"]C0BN0002\r")
        assert driven.scans() == ("]C0", b"BN0002")
