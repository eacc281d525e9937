"""The simulated drawer board as a process of its own."""

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Self

from msgspec import Struct

from firmware_bridge.errors import SimulatorFailed

ANSWER_WITHIN_S = 10.0


class SimulatorSettings(Struct, frozen=True, kw_only=True):
    """How to run `drawer-sim`."""

    program: Path
    link: Path
    """The terminal's lasting name; give this to the driver as its port."""
    control: Path
    """Unix socket for the hands at the cart."""
    flash: Path | None = None
    """Keeps the event log over runs."""
    drawers: int = 8
    unlock_window_ms: int = 20_000
    open_limit_ms: int = 60_000
    update_key: bytes = b""
    """Public key of the loader, 32 bytes; empty: the board has none."""

    @property
    def command(self) -> list[str]:
        """The command line, without the parent to die with."""
        flash = [] if self.flash is None else ["--flash", str(self.flash)]
        enrolled = ["--update-key", self.update_key.hex()] if self.update_key else []
        return [
            str(self.program),
            *("--link", str(self.link)),
            *("--control", str(self.control)),
            *("--drawers", str(self.drawers)),
            *("--window-ms", str(self.unlock_window_ms)),
            *("--open-limit-ms", str(self.open_limit_ms)),
            *flash,
            *enrolled,
        ]


class Simulator:
    """A running board. Ends with this process, however that ends."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the board; on return its terminal is there. Raises SimulatorFailed.

        In a session of its own: a Ctrl-C in the terminal is this process's business, which stops the board.
        """
        command = [*self.settings.command, "--parent", str(os.getpid())]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        if not self._process.stdout.readline().startswith("ready "):
            _, words = self._process.communicate()
            self._process = None
            raise SimulatorFailed(words.strip() or "the simulated board ended at once")

    @property
    def running(self) -> bool:
        """Whether the board's process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the running board. Raises SimulatorFailed when it does not run."""
        if self._process is None:
            raise SimulatorFailed("the simulated board is not running")
        return self._process.pid

    def order(self, line: str) -> str:
        """Tell the hands one order such as `open 3`; its answer, `ok` or `locked`. Raises SimulatorFailed."""
        return order(self.settings.control, line)

    def state(self) -> dict[str, object]:
        """Locks, drawers and lamp as the cabinet has them."""
        return dict(json.loads(self.order("state")))

    def stop(self) -> None:
        """End the board. May be called twice."""
        self._end(kill=False)

    def kill(self) -> None:
        """End the board without warning, as a power cut does."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        process.communicate()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def order(control: Path, line: str) -> str:
    """Send one order to a running board's control socket. Raises SimulatorFailed when it is not obeyed."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(ANSWER_WITHIN_S)
            peer.connect(str(control))
            peer.sendall(line.encode() + b"\n")
            answer = peer.makefile("r", encoding="utf-8").readline().strip()
    except OSError as error:
        raise SimulatorFailed(f"the simulated board does not take orders: {error}") from error
    if not answer or answer.startswith("error"):
        raise SimulatorFailed(f"{line!r}: {answer or 'no answer'}")
    return answer
