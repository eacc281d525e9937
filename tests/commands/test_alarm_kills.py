"""The agent dies on the way from a board's alarm to its record: the alarm is neither lost nor doubled."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.commands.command_help import PATIENCE, cart, running_agent, write_files
from tests.commands.doomed_agent import POINTS
from tests.firmware.programs import simulator


@pytest.mark.parametrize("point", POINTS)
def test_an_alarm_is_recorded_once_wherever_the_agent_was_killed(point: str, tmp_path: Path) -> None:
    config = write_files(tmp_path).cart
    settings = SimulatorSettings(
        program=simulator(), link=tmp_path / "drawers", control=tmp_path / "hands", flash=tmp_path / "flash"
    )
    with Simulator(settings) as board:
        board.order("force 2")
        command = [sys.executable, "-m", "tests.commands.doomed_agent", point, str(config)]
        dying = subprocess.run(command, check=False, timeout=PATIENCE, capture_output=True)
        assert dying.returncode == -signal.SIGKILL

        assert alarms_after_a_start(tmp_path) == 1
        (tmp_path / "notify").unlink()
        assert alarms_after_a_start(tmp_path) == 1


def alarms_after_a_start(folder: Path) -> int:
    """How many forced drawers are on record once an agent has read the board's log."""
    with running_agent(folder) as (files, _):
        config = ("--config", str(files.cart))
        state = json.loads(cart("state", "--json", *config).stdout)
        while not is_ready(state):
            state = json.loads(cart("state", "--json", *config).stdout)
        assert "clear-fault" in state["session"]["actions"] or state["session"]["state"] == "off"
        events = [json.loads(line) for line in cart("events", "--json", *config).stdout.splitlines()]
    return sum(event["kind"] == "tamper" for event in events)


def is_ready(state: dict[str, object]) -> bool:
    """The driver tells what is in the log before it says that it is ready."""
    return '"name": "drawers", "state": "ready"' in json.dumps(state["status"])
