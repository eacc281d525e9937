"""What a broker remembers when it is killed; a restart command that does not do that is told apart."""

import sys
from pathlib import Path

import msgspec
import pytest

from cart_agent.doctor import checks_store
from tests.broker.conftest import Start
from tests.broker.doctor_help import case_of, codes, mend
from tests.support.guarded import Guarded, Hospital

pytestmark = pytest.mark.slow


def _killer(broker: Guarded, tmp_path: Path, *, again: bool = True) -> tuple[str, ...]:
    """A command that kills the broker and starts it again, as systemd would."""
    script = tmp_path / "restart.py"
    script.write_text(
        "import os, signal, socket, subprocess, sys, time\n"
        f"os.kill({broker.pid}, signal.SIGKILL)\n"
        # A killed process goes in its own time, and until then the port is its.
        f"while not socket.socket().connect_ex(('127.0.0.1', {broker.port})): time.sleep(0.01)\n"
        f"{again} and subprocess.Popen(['mosquitto', '-c', '{broker.folder}/mosquitto.conf', '-d'],"
        " env={**os.environ, 'PATH': os.environ['PATH'] + ':/usr/sbin'})\n"
    )
    return sys.executable, str(script)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        ({}, ["PERSISTENT"]),
        ({"persistence": "persistence false"}, ["SESSION_LOST", "RETAINED_LOST"]),
        ({"autosave_on_changes": "", "autosave_interval": ""}, ["SESSION_LOST", "RETAINED_LOST"]),
        ({"autosave_interval": "autosave_interval 1000"}, ["SESSION_LOST", "RETAINED_LOST"]),
    ],
    ids=["profile", "no store", "saved every half an hour", "saved after 1000 changes"],
)
def test_a_broker_that_forgets_when_it_is_killed_is_found(
    start: Start, hospital: Hospital, tmp_path: Path, spoil: dict[str, str], expected: list[str]
) -> None:
    broker = start(spoil=spoil)
    inspector = hospital.identity("inspector")
    case = case_of(broker, hospital, inspector=inspector, restart=_killer(broker, tmp_path))
    try:
        assert codes(checks_store.persistence(case)) == expected
        broker.kill_all()
        if expected != ["PERSISTENT"]:
            mend(broker, expected[0])
            mended = msgspec.structs.replace(case, restart=_killer(broker, tmp_path))
            assert codes(checks_store.persistence(mended)) == ["PERSISTENT"]
    finally:
        broker.kill_all()


def test_a_restart_command_that_does_not_do_it_is_said(
    broker: Guarded, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_store, "_ENDED", 0.2)  # nobody ends it, however long one waits
    case = case_of(broker, hospital)
    for command, code in (
        ((sys.executable, "-c", "raise SystemExit(3)"), "RESTART_FAILED"),
        (("/nowhere/restart",), "RESTART_FAILED"),
        ((sys.executable, "-c", ""), "RESTART_NOTHING"),
    ):
        (found,) = checks_store.persistence(msgspec.structs.replace(case, restart=command))
        assert found.code == code
        assert found.given.get("status", "3") in {
            "3",
            "[Errno 2] No such file or directory: '/nowhere/restart'",
        }


def test_a_broker_that_does_not_come_back_is_said(
    broker: Guarded, hospital: Hospital, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_store, "_BACK", 0.3)  # nobody starts it, however long one waits
    case = case_of(broker, hospital, restart=_killer(broker, tmp_path, again=False))

    assert codes(checks_store.persistence(case)) == ["NOT_BACK"]
