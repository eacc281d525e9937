"""The real mosquitto on a free loopback port, with a temporary directory of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.demo import broker

# Debian puts it where only root's PATH looks.
PROGRAM = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
free_port = broker.free_port


def wait_for_port(port: int, process: subprocess.Popen[bytes] | None = None, seconds: float = 30) -> None:
    """Until something listens there. Raises TimeoutError, or RuntimeError when the process ended first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the broker ended with status {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


class Mosquitto:
    """One broker that can be killed, frozen and started again on the same port with the same store."""

    def __init__(self, folder: Path, extra: str = "", *, anonymous: bool = True) -> None:
        self.folder = folder
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        self._process: subprocess.Popen[bytes] | None = None
        self._config.write_text(
            f"user {os.environ.get('USER') or 'root'}\n"
            f"listener {self.port} 127.0.0.1\n"
            f"allow_anonymous {str(anonymous).lower()}\n"
            "persistence true\n"
            f"persistence_location {folder}/\n"
            "autosave_interval 1\n"
            "autosave_on_changes true\n"
            "set_tcp_nodelay true\n"
            "max_queued_messages 100000\n"
            f"log_dest file {folder}/mosquitto.log\n"
            "log_type all\n" + extra
        )

    def start(self) -> None:
        self._process = subprocess.Popen([PROGRAM, "-c", str(self._config)])
        wait_for_port(self.port, self._process)

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it (SIGKILL: without a word) and wait until it is gone. May be called twice."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(number)
        self._process.wait(30)
        self._process = None

    def log(self) -> str:
        return (self.folder / "mosquitto.log").read_text()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that anyone may use."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder)
    broker.start()
    yield broker
    broker.stop()
