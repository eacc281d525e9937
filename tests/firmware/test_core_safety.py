"""What the controller guarantees alone, each on the real core in virtual time."""

from collections.abc import Callable

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import Event, EventKind, Refusal, RelockReason, ResetCause
from tests.firmware.rig import HOLD, OFF, PULL, Rig


def unlocked(rig: Rig, drawer: int = 3, token: int = 7) -> Device:
    device = rig.device()
    device.unlock(drawer, token)
    return device


def keep_alive(rig: Rig, device: Device, ms: int) -> None:
    for _ in range(ms // 250):
        rig.run(250)
        device.heartbeat()


def kinds(device: Device) -> list[EventKind]:
    return [EventKind(event.kind) for event in device.new_events()]


def last(device: Device, kind: EventKind) -> Event:
    return [event for event in device.new_events() if event.kind == kind][-1]


@pytest.mark.parametrize("cause", [ResetCause.POWER_ON, ResetCause.WATCHDOG, ResetCause.SOFTWARE])
@pytest.mark.parametrize("drawer", [1, 8])
def test_outputs_are_off_after_a_reset(drawer: int, cause: ResetCause) -> None:
    rig = Rig(drawers=8)
    unlocked(rig, drawer)
    assert rig.energised == 1
    rig.restart(cause)
    assert rig.energised == 0
    assert rig.lamp == 0


def test_the_full_coil_current_ends_after_250_ms_and_the_lock_stays_released() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.run(249)
    assert rig.drive(3) == PULL
    rig.run(1)
    assert rig.drive(3) == HOLD
    device.heartbeat()
    assert device.status().unlocked == 0b100
    assert rig.longest_pull_ms == 250


def test_one_drawer_at_a_time() -> None:
    rig = Rig()
    device = unlocked(rig)
    with pytest.raises(Refused) as refused:
        device.unlock(4, 8)
    assert refused.value.refusal == Refusal.BUSY
    assert rig.energised == 1


def test_no_drawer_is_unlocked_while_one_is_open() -> None:
    rig = Rig()
    device = unlocked(rig)
    assert rig.pull(3)
    rig.run(5)
    with pytest.raises(Refused) as refused:
        device.unlock(4, 8)
    assert refused.value.refusal == Refusal.DRAWER_OPEN
    assert rig.energised == 0


def test_a_drawer_that_the_board_does_not_have_is_refused() -> None:
    rig = Rig(drawers=4)
    device = rig.device()
    for drawer in (0, 5, 255):
        with pytest.raises(Refused) as refused:
            device.unlock(drawer, 100 + drawer)
        assert refused.value.refusal == Refusal.NO_SUCH_DRAWER
    assert rig.unlocks == 0


def test_a_drawer_relocks_two_milliseconds_after_it_opens() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.pull(3)
    rig.run(2)
    assert rig.drive(3) == PULL
    rig.run(1)
    assert rig.drive(3) == OFF
    assert device.status().open == 0b100
    relocked = last(device, EventKind.RELOCKED)
    assert (relocked.drawer, relocked.detail) == (3, RelockReason.OPENED)


def test_a_bouncing_sensor_opens_nothing() -> None:
    rig = Rig()
    device = rig.device()
    for _ in range(20):
        rig.force(5)
        rig.run(1)
        rig.push(5)
        rig.run(1)
    assert device.status().open == 0
    assert kinds(device) == [EventKind.STARTED]


def test_while_a_sensor_changes_nothing_is_unlocked() -> None:
    rig = Rig()
    device = rig.device()
    rig.force(5)
    rig.run(1)
    with pytest.raises(Refused) as refused:
        device.unlock(3, 7)
    assert refused.value.refusal == Refusal.NOT_SETTLED


def test_a_silent_host_loses_its_unlock_within_a_second() -> None:
    rig = Rig()
    unlocked(rig)
    rig.run(999)
    assert rig.drive(3) == HOLD
    rig.run(1)
    assert rig.drive(3) == OFF
    relocked, lost = list(rig.device().new_events())[-2:]
    assert (relocked.kind, relocked.drawer, relocked.detail) == (
        EventKind.RELOCKED,
        3,
        RelockReason.HOST_LOST,
    )
    assert (lost.kind, lost.drawer, lost.detail) == (EventKind.HOST_LOST, 0, 0)


def test_heartbeats_keep_a_drawer_unlocked() -> None:
    rig = Rig()
    device = unlocked(rig)
    keep_alive(rig, device, 5_000)
    assert rig.drive(3) == HOLD


def test_a_new_session_relocks() -> None:
    rig = Rig()
    unlocked(rig)
    device = rig.device()
    assert rig.energised == 0
    assert last(device, EventKind.RELOCKED).detail == RelockReason.NEW_SESSION


def test_lock_withdraws_the_unlock_of_its_drawer_only() -> None:
    rig = Rig()
    device = unlocked(rig)
    device.lock(4)
    assert rig.drive(3) == PULL
    device.lock(3)
    assert rig.drive(3) == OFF


def test_a_drawer_opened_without_an_unlock_is_logged_as_forced() -> None:
    rig = Rig()
    device = rig.device()
    rig.force(6)
    rig.run(5)
    forced = last(device, EventKind.FORCED_OPEN)
    assert (forced.drawer, forced.detail) == (6, 0)


def test_another_drawer_opening_relocks_and_names_the_unlocked_one() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.force(6)
    rig.run(5)
    assert rig.energised == 0
    forced = last(device, EventKind.FORCED_OPEN)
    assert (forced.drawer, forced.detail) == (6, 3)


def test_an_unlock_that_nobody_uses_ends_and_is_logged() -> None:
    rig = Rig(window_ms=20_000)
    device = unlocked(rig)
    keep_alive(rig, device, 19_750)
    assert rig.drive(3) == HOLD
    keep_alive(rig, device, 500)
    assert rig.drive(3) == OFF
    assert kinds(device)[-2:] == [EventKind.RELOCKED, EventKind.NEVER_OPENED]


def test_a_drawer_open_too_long_is_logged_once() -> None:
    rig = Rig(open_limit_ms=3_000)
    device = unlocked(rig)
    rig.pull(3)
    keep_alive(rig, device, 10_000)
    assert kinds(device).count(EventKind.OPEN_TOO_LONG) == 1


def test_a_drawer_that_is_opened_again_is_open_too_long_again() -> None:
    rig = Rig(open_limit_ms=3_000)
    device = rig.device()
    for token in (1, 2):
        device.unlock(3, token)
        rig.pull(3)
        keep_alive(rig, device, 4_000)
        rig.push(3)
        rig.run(5)
    assert kinds(device).count(EventKind.OPEN_TOO_LONG) == 2


def test_a_repeated_frame_is_no_sign_of_life() -> None:
    """A cable that echoes must not keep a drawer unlocked for a host that is gone."""
    rig = Rig()
    sent: list[bytes] = []
    write = rig.write
    rig.write = lambda data, /: sent.append(data) or write(data)  # type: ignore[func-returns-value,method-assign]
    unlocked(rig)
    for _ in range(11):
        rig.run(100)
        write(sent[-1])
    assert rig.energised == 0


def test_an_open_drawer_has_its_whole_time() -> None:
    rig = Rig(open_limit_ms=3_000)
    device = rig.device()
    keep_alive(rig, device, 10_000)
    device.unlock(3, 7)
    rig.pull(3)
    keep_alive(rig, device, 2_750)
    assert EventKind.OPEN_TOO_LONG not in kinds(device)
    keep_alive(rig, device, 500)
    assert kinds(device) == [EventKind.OPEN_TOO_LONG]


@pytest.mark.parametrize("drawers", [1, 16])
def test_the_last_drawer_is_like_the_others(drawers: int) -> None:
    rig = Rig(drawers=drawers, open_limit_ms=1_000)
    device = unlocked(rig, drawer=drawers)
    assert rig.drive(drawers) == PULL
    rig.pull(drawers)
    keep_alive(rig, device, 1_500)
    assert device.status().open == 1 << (drawers - 1)
    assert last(device, EventKind.OPEN_TOO_LONG).drawer == drawers


def test_a_drawer_opened_while_the_power_was_off_is_forced() -> None:
    rig = Rig()
    rig.force(2)
    rig.restart()
    assert last(rig.device(), EventKind.FORCED_OPEN).drawer == 2


@pytest.mark.parametrize("drawer", [1, 3, 8])
def test_a_drawer_that_stays_open_over_a_reset_is_not_forced(drawer: int) -> None:
    rig = Rig()
    unlocked(rig, drawer)
    rig.pull(drawer)
    rig.run(5)
    rig.restart()
    device = rig.device()
    assert device.status().open == 1 << (drawer - 1)
    assert EventKind.FORCED_OPEN not in kinds(device)


def test_the_lamp_goes_out_with_the_host() -> None:
    rig = Rig()
    rig.device().select(4)
    assert rig.lamp == 4
    rig.run(1_000)
    assert rig.lamp == 0


def test_a_drawer_that_the_board_no_longer_has_does_not_keep_the_others_shut() -> None:
    before, after = Rig(drawers=8), Rig(drawers=4)
    before.force(5)
    before.run(5)
    after.flash[:] = before.flash[:]
    after.restart()
    assert unlocked(after, drawer=4).status().open == 0


def test_status_tells_what_is_unlocked_and_selected() -> None:
    rig = Rig()
    device = rig.device()
    assert (device.status().unlocked, device.status().selected) == (0, 0)
    device.select(5)
    device.unlock(5, 7)
    assert (device.status().unlocked, device.status().selected) == (0b1_0000, 5)
    device.lock(5)
    assert device.status().unlocked == 0


def test_every_unlock_and_relock_makes_a_state_of_its_own() -> None:
    """A host that missed one of them must look again before it unlocks."""
    rig = Rig()
    device = rig.device()
    versions = [device.status().state_version]
    for token in (1, 2):
        device.unlock(3, token)
        versions.append(device.status().state_version)
        device.lock(3)
        versions.append(device.status().state_version)
    assert len(set(versions)) == len(versions)


def test_commands_for_a_drawer_that_is_not_there_are_refused() -> None:
    rig = Rig(drawers=4)
    device = rig.device()
    for command in (device.lock, device.select, device.self_test):
        with pytest.raises(Refused, match="no_such_drawer"):
            command(5)
    assert rig.lamp == 0


def test_commands_of_a_session_that_is_over_are_refused() -> None:
    rig = Rig()
    link = Link(rig, clock=rig.clock)  # of both sessions: the board ignores a sequence older than the last
    old = Device(link)
    list(old.new_events())
    Device(link)
    commands: list[Callable[[], None]] = [lambda: old.select(3), lambda: old.unlock(3, 7), old.acknowledge]
    for command in commands:
        with pytest.raises(LinkLost, match="session is over"):
            command()
    assert (rig.lamp, rig.unlocks) == (0, 0)
