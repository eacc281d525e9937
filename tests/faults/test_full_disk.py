"""A disk without a free byte: what happens is still recorded, and no new dose is begun."""

import os
import subprocess
import sys
from pathlib import Path

from cart_agent.store import Reserve

ROOT = Path(__file__).parents[2]
UNSHARE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--user", "--map-root-user")
SIZE = 2**20


def test_a_full_disk_loses_no_record_and_opens_no_drawer(tmp_path: Path) -> None:
    command = (*UNSHARE, sys.executable, "-m", "tests.faults.full_disk", str(tmp_path))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "held"), done.stderr


def test_the_reserve_is_real_room_and_is_given_back_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", SIZE)

    assert reserve.take()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= SIZE
    assert reserve.give_back()
    assert not reserve.give_back()
    assert not (tmp_path / "reserve").exists()


def test_a_reserve_that_does_not_fit_is_not_held(tmp_path: Path) -> None:
    assert not Reserve(tmp_path / "reserve", 2**60).take()
    assert not Reserve(tmp_path / "nowhere" / "reserve", SIZE).take()


def test_a_reserve_left_by_a_dead_agent_is_taken_over(tmp_path: Path) -> None:
    Reserve(tmp_path / "reserve", SIZE).take()

    assert Reserve(tmp_path / "reserve", SIZE).take()
