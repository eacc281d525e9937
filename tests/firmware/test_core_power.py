"""The power goes in the middle of any write or erase: no entry that the host could know of is lost."""

import random
from contextlib import suppress

import pytest
from msgspec import structs

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.protocol.generated import Event, SettingsReply
from tests.firmware.rig import Rig

OLD = SettingsReply(
    drawers=8, end_of_line=1, debounce_ms=2, pull_in_ms=250, unlock_window_ms=20_000, open_limit_ms=60_000
)


class History:
    """What the host saw and acknowledged, over all cuts."""

    def __init__(self) -> None:
        self.seen: dict[int, Event] = {}
        self.acknowledged = 0
        self.settings = {OLD}

    def read(self, device: Device) -> None:
        for event in device.new_events():
            assert self.seen.setdefault(event.counter, event) == event, "an entry the host saw has changed"
        assert device.lost == 0

    def check(self, rig: Rig) -> None:
        """After the power came back."""
        device = rig.device()
        found = [event.counter for event in device.new_events()]
        assert device.settings() in self.settings
        assert found == sorted(found), "reordered"
        first = found[0] if found else self.acknowledged + 1
        assert first <= self.acknowledged + 1, "an entry is gone"
        assert found == list(range(first, first + len(found))), "a gap"
        missing = set(range(self.acknowledged + 1, max(self.seen, default=0) + 1)) - set(found)
        assert not missing, "an entry the host saw is gone"
        device.seen = 0
        self.read(device)
        self.settings = {device.settings()}


def live(rig: Rig, history: History, luck: random.Random, steps: int) -> None:
    """Drawers open and close; the host reads, acknowledges and configures now and then."""
    device = rig.device()
    for _ in range(steps):
        drawer = luck.randint(1, 8)
        rig.force(drawer)
        rig.run(3)
        rig.push(drawer)
        rig.run(luck.choice((3, 3, 60)))
        if luck.random() < 0.5:
            history.read(device)
        if luck.random() < 0.3:
            history.acknowledged = max(history.acknowledged, device.seen)  # also if no answer comes
            device.acknowledge()
        if luck.random() < 0.1:
            wanted = structs.replace(OLD, unlock_window_ms=luck.randint(1_000, 9_000))
            history.settings.add(wanted)
            with suppress(Refused):
                device.configure(wanted)
                history.settings = {wanted}


def cut_powers(cuts: int, seed: int) -> None:
    """So many cuts on one board, one after the other."""
    rig, history, luck = Rig(), History(), random.Random(seed)
    done = 0
    while done < cuts:
        rig.cut_power_at(rig.flash_operations + luck.randint(1, 12), luck.randrange(1 << 32))
        with suppress(LinkLost):
            live(rig, history, luck, steps=3)
        done += rig.dead
        rig.cut_power_at(0, 0)
        rig.restart()
        rig.run(60)
        history.check(rig)


@pytest.mark.parametrize("seed", range(4))
def test_the_log_outlives_a_power_cut_at_any_write_or_erase(seed: int) -> None:
    cut_powers(cuts=250, seed=seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
def test_the_log_outlives_100000_power_cuts(seed: int) -> None:
    cut_powers(cuts=1_000, seed=seed)


def operations_of_one_life(cut_at: int, chance: int) -> tuple[Rig, History]:
    rig, history = Rig(), History()
    rig.cut_power_at(cut_at, chance)
    with suppress(LinkLost):
        live(rig, history, random.Random(5), steps=60)
    return rig, history


def test_every_single_operation_of_a_life_may_be_the_last() -> None:
    """Long enough to fill a sector and erase the next."""
    whole, _ = operations_of_one_life(0, 0)
    assert whole.flash_operations > 128
    for operation in range(Rig().flash_operations + 1, whole.flash_operations + 1):
        rig, history = operations_of_one_life(operation, operation * 7919)
        assert rig.dead
        rig.restart()
        rig.run(60)
        history.check(rig)
