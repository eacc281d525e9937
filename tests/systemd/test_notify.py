import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cart_agent import notify

CONFIG = """\
[cart]
id = "cart-1"
site = "demo"
wards = ["a"]
zone = "UTC"
[hospital]
host = "127.0.0.1"
[drawers]
driver = "drawer_controller"
port = "/dev/cart/drawers"
drawers = [1]
[socket]
path = "{directory}/agent.sock"
"""


@pytest.mark.parametrize(
    ("say", "message"),
    [(notify.ready, b"READY=1"), (notify.alive, b"WATCHDOG=1"), (notify.stopping, b"STOPPING=1")],
)
@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[[], None], message: bytes, abstract: bool
) -> None:
    path = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", f"@{path}" if abstract else path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(10)
        manager.bind(f"\0{path}" if abstract else path)

        say()

        assert manager.recv(100) == message


@pytest.mark.parametrize("name", ["", "/nowhere/notify", "@nobody-listens-here", "nonsense"])
def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", name)

    notify.ready()


@pytest.mark.parametrize(
    ("period", "process", "expected"),
    [
        ("10000000", "", 5.0),
        ("10000000", "mine", 5.0),
        ("10000000", "1", None),
        ("", "", None),
        ("rubbish", "", None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_it_asks(
    monkeypatch: pytest.MonkeyPatch, period: str, process: str, expected: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", period)
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    if process:
        monkeypatch.setenv("WATCHDOG_PID", process.replace("mine", str(os.getpid())))

    assert notify.watchdog_seconds() == expected


def test_the_link_says_ready_and_feeds_its_watchdog_also_without_an_agent(tmp_path: Path) -> None:
    config = tmp_path / "cart.toml"
    config.write_text(CONFIG.format(directory=tmp_path), encoding="utf-8")
    path = str(tmp_path / "notify")
    command = [sys.executable, "-m", "cart_agent", "link", "run", "--config", str(config)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(60)
        manager.bind(path)
        environment = {**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "200000"}
        link = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            said = [manager.recv(100) for _ in range(4)]
        finally:
            link.terminate()
            link.wait(60)

    assert said == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]


def test_a_manager_that_does_not_read_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        for _ in range(2000):
            notify.alive()
