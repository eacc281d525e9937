"""The `cart` command as a person runs it: a process, its words, its exit status."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cart_agent.demo import files
from cart_agent.demo.place import demo_ward
from drivers import clock_simulated
from tests.agent.hospital_desk import PUBLIC

PATIENCE = 60.0


def cart(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "cart_agent", *words]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd="/"
    )


def write_files(directory: Path) -> files.Files:
    """A simulated cart's configuration; its scanner and drawers are not there."""
    made = files.Files(directory=directory)
    files.write(made, files.Setting(broker_port=1, cart_port=1, mqtt="5"))
    (directory / "hospital.pem").write_bytes(PUBLIC)
    clock_simulated.create(made.clock, demo_ward().start)
    return made


class Service:
    """A running `cart NAME run`, and what it tells its service manager."""

    def __init__(self, name: str, config: Path, notified: socket.socket) -> None:
        self._notified = notified
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cart_agent", name, "run", "--config", str(config)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NOTIFY_SOCKET": str(notified.getsockname())},
        )

    def says(self, message: str) -> None:
        """Wait until it tells its manager so. Raises TimeoutError."""
        while self._notified.recv(4096).decode() != message:
            pass

    def overhear(self) -> None:
        """Take what it has told its manager since: one who does not listen holds it up after ten messages."""
        while select.select([self._notified], [], [], 0)[0]:
            self._notified.recv(4096)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit status and what it wrote to its log."""
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, log


@contextmanager
def running_agent(directory: Path, more: str = "") -> Iterator[tuple[files.Files, Service]]:
    """An agent that has said READY; `more` is added to its configuration."""
    made = write_files(directory)
    with made.cart.open("a") as config:
        config.write(more)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(directory / "notify"))
        notified.settimeout(PATIENCE)
        service = Service("agent", made.cart, notified)
        try:
            service.says("READY=1")
            yield made, service
        finally:
            if service.process.poll() is None:
                service.process.kill()
                service.process.communicate()
