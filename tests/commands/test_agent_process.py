"""`cart agent run` as a service, and the commands that ask it."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cart_agent.demo.files import Files
from tests.commands.command_help import cart, running_agent, write_files


def test_it_tells_its_manager_ready_and_stopping_and_ends_with_status_0(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, agent):
        agent.says("WATCHDOG=1")
        status, log = agent.end()

        assert status == 0
        agent.says("STOPPING=1")
        assert "Traceback" not in log
        assert not files.agent_socket.exists()


def test_it_runs_without_its_devices_and_says_which_are_missing(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        said = cart("state", "--config", str(files.cart)).stdout

    assert "cart-01, ward noi-a, SIMULATED" in said
    assert "scanner: " in said
    assert "1 unknown" in said


def test_state_and_events_are_json_where_asked(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        state = json.loads(cart("state", "--json", "--config", str(files.cart)).stdout)
        events = cart("events", "--json", "--config", str(files.cart)).stdout.splitlines()
        later = cart("events", "--after", "1000", "--config", str(files.cart)).stdout

    assert state["session"]["state"] == "off"
    assert [json.loads(line)["seq"] for line in events] == list(range(1, len(events) + 1))
    assert later == ""


def test_a_reader_that_leaves_early_is_no_traceback(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        command = [sys.executable, "-m", "cart_agent", "state", "--json", "--config", str(files.cart)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
            assert asking.stdout is not None
            asking.stdout.close()
            assert asking.stderr is not None
            said = asking.stderr.read()

    assert "Traceback" not in said
    assert "Exception" not in said


def test_a_second_agent_is_refused_before_it_touches_anything(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        second = cart("agent", "run", "--config", str(files.cart))

        assert second.returncode == 1
        assert "another agent listens" in second.stderr
        assert "Traceback" not in second.stderr
        assert cart("state", "--config", str(files.cart)).returncode == 0


def test_after_kill_9_it_starts_again_over_the_same_records(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, agent):
        agent.end(signal.SIGKILL)
        assert files.agent_socket.exists()
    (tmp_path / "notify").unlink()

    with running_agent(tmp_path) as (files, _):
        assert cart("state", "--config", str(files.cart)).returncode == 0


def spoil_store(files: Files) -> None:
    (files.directory / "cart.db").write_bytes(b"this is no database" * 500)


def give_store_to_another_cart(files: Files) -> None:
    from cart_agent.store import Store  # noqa: PLC0415 - only here

    Store.open(files.directory / "cart.db", "cart-99").close()


def lose_key(files: Files) -> None:
    (files.directory / "hospital.pem").unlink()


def lose_clock(files: Files) -> None:
    files.clock.unlink()


@pytest.mark.parametrize("spoil", [spoil_store, give_store_to_another_cart, lose_key, lose_clock])
def test_what_it_can_not_start_with_is_said_in_a_line(tmp_path: Path, spoil: object) -> None:
    files = write_files(tmp_path)
    assert callable(spoil)
    spoil(files)
    done = cart("agent", "run", "--config", str(files.cart))

    assert done.returncode == 1
    assert "cart agent: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not files.agent_socket.exists()


def test_the_store_is_as_durable_as_promised(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (_, agent):
        agent.end()
    with closing(sqlite3.connect(tmp_path / "cart.db")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_register_of_a_cart_that_gave_nothing_has_its_headings_alone(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        table = cart("register", "--config", str(files.cart)).stdout.splitlines()
        entries = cart("register", "--json", "--config", str(files.cart)).stdout

    assert len(table) == 1
    assert table[0].startswith("Ngày giờ")
    assert entries == ""
