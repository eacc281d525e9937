"""The power goes in the middle of any write or erase of an update: a signed program can always be started."""

from contextlib import suppress

import pytest

from firmware_bridge.errors import BridgeError
from firmware_bridge.update import update
from tests.firmware.rig import Rig
from tests.firmware.test_update import board, image

OLD, NEW = 5, 6
NEW_IMAGE = image(NEW, size=3_900)  # two sectors, which is the smallest that has an order of erases


def cut(operation: int, chance: int) -> Rig:
    """A board whose power went in this operation of an update."""
    rig = board(OLD)
    rig.cut_power_at(operation, chance)
    with suppress(BridgeError):
        update(rig.device, NEW_IMAGE)
    return rig


def operations() -> range:
    rig = board(OLD)
    first = rig.flash_operations + 1
    update(rig.device, NEW_IMAGE)
    return range(first, rig.flash_operations + 1)


@pytest.mark.parametrize("chance", [1, 77])
def test_a_signed_program_starts_after_a_cut_at_every_single_operation(chance: int) -> None:
    ran = set()
    for operation in operations():
        rig = cut(operation, operation * chance)
        assert rig.dead, "the power did not go"
        rig.restart()
        slot, version, _ = rig.running
        assert (slot, version) in ((0, OLD), (1, NEW))
        ran.add(version)
        rig.restart()
        assert not rig.running[2], "a trial lasted over a restart"
    assert ran == {OLD, NEW}


def test_a_second_cut_in_the_next_start_leaves_a_program_too() -> None:
    for operation in operations():
        rig = cut(operation, operation)
        rig.cut_power_at(rig.flash_operations + 1, operation)
        rig.restart()
        rig.cut_power_at(0, 0)
        rig.restart()
        assert rig.running[:2] in ((0, OLD), (1, NEW))


def test_an_update_works_after_any_cut() -> None:
    for operation in list(operations())[::7]:
        rig = cut(operation, operation)
        rig.cut_power_at(0, 0)
        rig.restart()
        rig.restart()
        update(rig.device, image(NEW + 1, size=500))
        assert rig.running[1:] == (NEW + 1, False)


@pytest.mark.soak
@pytest.mark.parametrize("chance", range(100, 220))  # an update is 85 operations
def test_a_signed_program_starts_after_10000_cuts(chance: int) -> None:
    test_a_signed_program_starts_after_a_cut_at_every_single_operation(chance)
