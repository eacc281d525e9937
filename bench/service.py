"""Starts a program as a service manager does, and takes the time until it says that it is ready."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from bench.stage import Stage

PATIENCE = 60.0


class Service(Struct, frozen=True, kw_only=True):
    """A running service. `seconds` is how long it took to get ready."""

    pid: int
    seconds: float


def agent_command(stage: Stage) -> tuple[str, ...]:
    """The agent as its unit starts it."""
    return (sys.executable, "-m", "cart_agent", "agent", "run", "--config", str(stage.files.cart))


def floor_command() -> tuple[str, ...]:
    """See `floor.py`."""
    return (sys.executable, str(Path(__file__).with_name("floor.py")))


@contextmanager
def service(command: Sequence[str]) -> Iterator[Service]:
    """The program, ready; ended when left. Raises TimeoutError when it does not get ready."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(f"{folder}/notify")
        told.settimeout(PATIENCE)
        began = time.perf_counter()
        process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "KILL", *command),
            env=dict(os.environ) | {"NOTIFY_SOCKET": f"{folder}/notify"},
            stderr=subprocess.DEVNULL,
        )
        try:
            assert told.recv(256) == b"READY=1"
            yield Service(pid=process.pid, seconds=time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
