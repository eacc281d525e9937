"""A host that dies at any moment leaves no drawer unlocked for longer than a second."""

import random

import pytest

from firmware_bridge.errors import Refused
from tests.firmware.rig import Rig


def work_until(rig: Rig, death_ms: int, seed: int) -> None:
    """A host unlocks, a hand opens and closes, heartbeats go on; at `death_ms` all of it stops."""
    luck = random.Random(seed)
    device, token = rig.device(), 0
    while rig.ms < death_ms:
        action = luck.randrange(4)
        try:
            if action == 0:
                token += 1
                device.unlock(luck.randint(1, 8), token)
            elif action == 1:
                rig.pull(luck.randint(1, 8))
            elif action == 2:
                for drawer in range(1, 9):
                    rig.push(drawer)
            device.heartbeat()
        except Refused:
            pass
        rig.run(min(luck.randint(1, 240), max(1, death_ms - rig.ms)))


def kill_hosts(points: range) -> None:
    luck = random.Random(points.start)
    unlocked_at_death = 0
    for seed in points:
        rig = Rig()
        work_until(rig, luck.randint(10, 3_000), seed)
        unlocked_at_death += rig.energised
        rig.run(1_000)
        assert rig.energised == 0, f"seed {seed}"
        assert rig.longest_pull_ms <= 250, f"seed {seed}"
    assert unlocked_at_death > len(points) / 10, "the test must kill hosts that hold a drawer unlocked"


def test_the_locks_are_off_a_second_after_the_host_died_at_2000_points() -> None:
    kill_hosts(range(2_000))


@pytest.mark.soak
@pytest.mark.parametrize("start", range(2_000, 102_000, 10_000))
def test_the_locks_are_off_a_second_after_the_host_died_at_100000_points(start: int) -> None:
    kill_hosts(range(start, start + 10_000))
