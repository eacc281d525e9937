"""Settings: checked, kept over power loss, and in force at once."""

import pytest
from msgspec import structs

from firmware_bridge.device import Device
from firmware_bridge.errors import Refused
from firmware_bridge.protocol.generated import EventKind, SettingsReply
from tests.firmware.rig import HOLD, PULL, Rig

WANTED = SettingsReply(
    drawers=4, end_of_line=0, debounce_ms=10, pull_in_ms=100, unlock_window_ms=5_000, open_limit_ms=30_000
)


def configured() -> tuple[Rig, Device]:
    rig = Rig()
    device = rig.device()
    device.configure(WANTED)
    return rig, device


def test_settings_are_in_force_at_once_and_after_a_loss_of_power() -> None:
    rig, device = configured()
    assert device.settings() == WANTED
    rig.restart()
    hello = rig.device().hello
    assert (hello.drawers, hello.unlock_window_ms, hello.open_limit_ms) == (4, 5_000, 30_000)
    assert rig.device().settings() == WANTED


def test_settings_are_logged() -> None:
    _, device = configured()
    assert [event.kind for event in device.new_events()][-1] == EventKind.CONFIGURED


def test_the_pull_takes_as_long_as_configured() -> None:
    rig, device = configured()
    device.unlock(3, 1)
    rig.run(99)
    assert rig.drive(3) == PULL
    rig.run(1)
    assert rig.drive(3) == HOLD


def test_a_drawer_that_was_configured_away_is_not_unlocked() -> None:
    _, device = configured()
    with pytest.raises(Refused, match="no_such_drawer"):
        device.unlock(5, 1)


def test_a_sensor_is_debounced_as_long_as_configured() -> None:
    rig, device = configured()
    rig.force(2)
    rig.run(10)
    assert device.status().open == 0
    rig.run(1)
    assert device.status().open == 0b10


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("drawers", 1, 16),
        ("end_of_line", 0, 1),
        ("debounce_ms", 2, 50),
        ("pull_in_ms", 20, 250),
        ("unlock_window_ms", 1_000, 120_000),
        ("open_limit_ms", 1_000, 3_600_000),
    ],
)
def test_a_value_out_of_range_changes_nothing(field: str, least: int, most: int) -> None:
    device = Rig().device()
    for value in (least, most):
        device.configure(structs.replace(WANTED, **{field: value}))
    before = device.settings()
    for value in {max(least - 1, 0), most + 1} - {least}:
        with pytest.raises(Refused, match="bad_value"):
            device.configure(structs.replace(WANTED, **{field: value}))
    assert device.settings() == before


def test_nothing_is_configured_while_a_drawer_is_unlocked_or_open() -> None:
    rig = Rig()
    device = rig.device()
    device.unlock(3, 1)
    with pytest.raises(Refused, match="busy"):
        device.configure(WANTED)
    rig.pull(3)
    rig.run(5)
    with pytest.raises(Refused, match="drawer_open"):
        device.configure(WANTED)


def test_settings_outlive_many_rounds_through_the_flash() -> None:
    rig, device = configured()
    for _ in range(700):
        rig.force(1)
        rig.run(12)
        rig.push(1)
        rig.run(12)
        list(device.new_events())
        device.acknowledge()
    rig.restart()
    assert rig.device().settings() == WANTED
