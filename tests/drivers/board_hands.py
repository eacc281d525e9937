"""The hands at a simulated lock board, which is a process of its own."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.drivers.reports import DEADLINE_S


class BoardHands:
    """Satisfies `tests.drivers.hands.Hands`. Its pulses last until `end_pulse`: no clock decides a test."""

    def __init__(self, board: str, folder: Path, *options: str) -> None:
        self._control = folder / "hands"
        cable = () if "--tcp" in options else ("--pty", str(folder / "board"))
        command = [sys.executable, "-m", "drivers.simulated", board, *cable, "--control", str(self._control)]
        self._process = subprocess.Popen(
            [*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(DEADLINE_S)
        self._socket.connect(str(self._control))
        self._lines = self._socket.makefile("rw")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._socket.close()
        self._process.communicate("", timeout=DEADLINE_S)

    def order(self, line: str) -> str:
        """What the simulator answers."""
        self._lines.write(line + "\n")
        self._lines.flush()
        return self._lines.readline().strip()

    def state(self) -> Any:
        """Pulses given, and frames that no driver should send."""
        return json.loads(self.order("state"))

    def pull(self, drawer: int) -> bool:
        return self.order(f"pull {drawer}") == "ok"

    def force(self, drawer: int) -> None:
        self.order(f"force {drawer}")

    def push(self, drawer: int) -> None:
        self.order(f"push {drawer}")

    def swap_locks(self, first: int, second: int) -> None:
        self.order(f"swap {first} {second}")

    def end_pulse(self) -> None:
        self.order("end-pulses")

    def unplug(self) -> None:
        self.order("unplug")

    def replug(self) -> None:
        self.order("replug")

    def power_cycle(self) -> None:
        self.order("power-cycle")
