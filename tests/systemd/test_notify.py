import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cart_agent import notify


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
