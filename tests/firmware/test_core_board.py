"""What may be wrong with the board and its wiring: each fault keeps the drawers shut and is told."""

import pytest

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.protocol.generated import (
    BATTERY_LOW_MV,
    SUPPLY_GOOD_MV,
    SUPPLY_LOW_MV,
    SWITCH_QUIET_MS,
    WATCHDOG_MS,
    WIRE_FAULT_MS,
    Event,
    EventKind,
    Refusal,
    RelockReason,
    ResetCause,
    SelfTestResult,
    Sound,
    StatusFlag,
    Wire,
)
from tests.firmware.rig import CUT, OFF, PULL, SHORT, WHOLE, Rig, core


def unlocked(rig: Rig, drawer: int = 3, token: int = 7) -> Device:
    device = rig.device()
    device.unlock(drawer, token)
    return device


def refusal(device: Device, drawer: int = 3, token: int = 99) -> Refusal:
    with pytest.raises(Refused) as refused:
        device.unlock(drawer, token)
    return refused.value.refusal


def entries(device: Device, *kinds: EventKind) -> list[Event]:
    return [event for event in device.new_events() if event.kind in kinds]


def why_relocked(device: Device) -> int:
    return entries(device, EventKind.RELOCKED)[-1].detail


@pytest.mark.parametrize(
    ("readings", "wire"),
    [
        ((0, 499), Wire.SHORT),
        ((500, 1049), Wire.BETWEEN),
        ((1050, 1306, 1569), Wire.CLOSED),
        ((1570, 2399), Wire.BETWEEN),
        ((2400, 2690, 2949), Wire.OPEN),
        ((2950, 3599), Wire.BETWEEN),
        ((3600, 4095), Wire.CUT),
    ],
)
def test_a_sensor_with_end_of_line_resistors_has_five_states(readings: tuple[int, ...], wire: Wire) -> None:
    assert {core().rig_wire(reading, True) for reading in readings} == {wire}


@pytest.mark.parametrize(("reading", "wire"), [(0, 0), (2046, 0), (2047, 1), (4095, 1)])
def test_a_sensor_without_resistors_is_shut_or_open(reading: int, wire: Wire) -> None:
    assert core().rig_wire(reading, False) == wire


@pytest.mark.parametrize(("damage", "wire"), [(SHORT, Wire.SHORT), (CUT, Wire.CUT)])
def test_a_faulty_wire_is_told_and_keeps_its_drawer_shut(damage: int, wire: Wire) -> None:
    rig = Rig()
    device = rig.device()
    rig.damage(3, damage)
    rig.run(WIRE_FAULT_MS + 1)
    (fault,) = entries(device, EventKind.WIRE_FAULT)
    assert (fault.drawer, fault.detail) == (3, wire)
    assert device.status().fault == 0b100
    assert refusal(device) == Refusal.DRAWER_FAULT
    device.unlock(4, 8)
    assert rig.drive(4) == PULL


def test_a_wire_that_breaks_relocks_its_drawer() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.damage(3, CUT)
    rig.run(WIRE_FAULT_MS + 1)
    assert rig.energised == 0
    assert why_relocked(device) == RelockReason.WIRE_FAULT


def test_a_wire_that_is_bad_for_a_moment_is_no_fault() -> None:
    rig = Rig()
    device = rig.device()
    rig.damage(3, CUT)
    rig.run(WIRE_FAULT_MS - 1)
    rig.damage(3, WHOLE)
    rig.run(WIRE_FAULT_MS + 1)
    assert entries(device, EventKind.WIRE_FAULT) == []
    assert device.status().fault == 0


def test_a_drawer_that_opened_behind_a_faulty_wire_is_forced_when_the_wire_is_mended() -> None:
    rig = Rig()
    device = rig.device()
    rig.damage(3, CUT)
    rig.run(WIRE_FAULT_MS + 1)
    rig.force(3)
    rig.damage(3, WHOLE)
    rig.run(10)
    kinds = [event.kind for event in device.new_events()][1:]
    assert kinds == [EventKind.WIRE_FAULT, EventKind.WIRE_MENDED, EventKind.FORCED_OPEN]
    assert (device.status().fault, device.status().open) == (0, 0b100)


def test_an_opened_housing_relocks_and_keeps_all_drawers_shut() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.housing(tamper=True)
    rig.run(1)
    assert rig.energised == 0
    assert why_relocked(device) == RelockReason.TAMPER
    assert refusal(device) == Refusal.TAMPERED
    assert device.status().flags & StatusFlag.TAMPER
    rig.housing()
    rig.run(SWITCH_QUIET_MS)
    tampered = entries(rig.device(), EventKind.TAMPER)
    assert [(event.drawer, event.detail) for event in tampered] == [(0, 1), (0, 0)]
    assert not rig.device().status().flags & StatusFlag.TAMPER


def test_the_emergency_key_and_what_it_opens_are_logged() -> None:
    rig = Rig()
    device = rig.device()
    rig.housing(key=True)
    rig.force(5)
    rig.run(5)
    assert device.status().flags & StatusFlag.KEY
    rig.push(5)
    rig.housing()
    rig.run(SWITCH_QUIET_MS)
    found = entries(device, EventKind.KEY_TURNED, EventKind.OPENED_BY_KEY, EventKind.FORCED_OPEN)
    assert [(event.kind, event.drawer, event.detail) for event in found] == [
        (EventKind.KEY_TURNED, 0, 1),
        (EventKind.OPENED_BY_KEY, 5, 0),
        (EventKind.KEY_TURNED, 0, 0),
    ]


def test_switches_that_bounce_are_told_once() -> None:
    rig = Rig()
    device = rig.device()
    bouncing = [True, False, True, False, False, True]
    for away in (*bouncing, *(not one for one in bouncing)):
        rig.housing(tamper=away, key=away)
        rig.run(SWITCH_QUIET_MS // 4)
    rig.housing(tamper=True, key=True)
    rig.run(1)
    rig.housing()
    rig.run(SWITCH_QUIET_MS - 1)
    flags = StatusFlag.TAMPER | StatusFlag.KEY
    assert device.status().flags & flags == flags
    rig.run(1)
    assert device.status().flags & flags == 0
    found = entries(device, EventKind.TAMPER, EventKind.KEY_TURNED)
    assert [(event.kind, event.detail) for event in found] == [
        (EventKind.TAMPER, 1),
        (EventKind.KEY_TURNED, 1),
        (EventKind.TAMPER, 0),
        (EventKind.KEY_TURNED, 0),
    ]


def test_a_switch_that_goes_away_again_does_so_from_its_last_moment() -> None:
    rig = Rig()
    device = rig.device()
    for _ in range(3):
        rig.housing(key=True)
        rig.run(1)
        rig.housing()
        rig.run(SWITCH_QUIET_MS + 1)
    turned = [event.detail for event in entries(device, EventKind.KEY_TURNED)]
    assert turned == [1, 0, 1, 0, 1, 0]


def test_a_failing_supply_takes_the_current_away_and_logs_then() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.volts(SUPPLY_LOW_MV)
    rig.run(1)
    assert rig.drive(3) == PULL
    rig.volts(SUPPLY_LOW_MV - 1)
    rig.run(1)
    assert rig.energised == 0
    assert why_relocked(device) == RelockReason.SUPPLY_LOW
    assert refusal(device) == Refusal.SUPPLY_LOW
    rig.volts(SUPPLY_GOOD_MV - 1)
    rig.run(1)
    assert device.status().flags & StatusFlag.SUPPLY_LOW
    rig.volts(SUPPLY_GOOD_MV)
    rig.run(1)
    assert device.status().supply_mv == SUPPLY_GOOD_MV
    device.unlock(4, 8)
    assert rig.drive(4) == PULL


def test_a_supply_at_the_edge_is_told_once() -> None:
    rig = Rig()
    device = rig.device()
    for _ in range(10):
        rig.volts(SUPPLY_LOW_MV - 1)
        rig.run(1)
        rig.volts(SUPPLY_GOOD_MV - 1)
        rig.run(1)
    (low,) = entries(device, EventKind.SUPPLY_LOW, EventKind.SUPPLY_GOOD)
    assert (low.drawer, low.detail) == (0, SUPPLY_LOW_MV - 1)


def test_a_low_battery_is_told_and_does_not_lock() -> None:
    rig = Rig()
    device = rig.device()
    rig.volts(battery_mv=BATTERY_LOW_MV - 1)
    rig.run(10)
    (low,) = entries(device, EventKind.BATTERY_LOW)
    assert (low.drawer, low.detail) == (0, BATTERY_LOW_MV - 1)
    assert device.status().flags & StatusFlag.BATTERY_LOW
    device.unlock(3, 7)
    assert rig.drive(3) == PULL


def test_a_board_without_a_battery_misses_none() -> None:
    rig = Rig()
    device = rig.device()
    rig.volts(battery_mv=0)
    rig.run(10)
    assert not device.status().flags & StatusFlag.BATTERY_LOW


def test_a_hang_takes_the_current_away_within_100_ms() -> None:
    rig = Rig()
    unlocked(rig)
    rig.hang()
    rig.run(WATCHDOG_MS - 2)
    assert rig.drive(3) == PULL
    rig.run(100 - WATCHDOG_MS + 2)
    assert rig.energised == 0
    started = entries(rig.device(), EventKind.STARTED)[-1]
    assert started.detail == ResetCause.WATCHDOG


def test_a_lock_that_has_current_by_itself_is_told_and_the_board_restarts_once() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.stick(0b1_0000)
    rig.run(2)
    assert rig.drive(3) == OFF
    assert why_relocked(device) == RelockReason.OUTPUT_FAULT
    rig.run(10 * WATCHDOG_MS)
    assert rig.watchdogs == 1
    device = rig.device()
    assert [event.detail for event in entries(device, EventKind.OUTPUT_FAULT)] == [0b1_0000, 0b1_0000]
    assert refusal(device) == Refusal.DRAWER_FAULT
    assert device.status().fault == 0b1_0000
    assert device.status().flags & StatusFlag.OUTPUT_FAULT


@pytest.mark.parametrize("drawer", [1, 2, 16])
def test_any_lock_that_has_current_by_itself_is_told(drawer: int) -> None:
    rig = Rig(drawers=16)
    rig.stick(1 << (drawer - 1))
    rig.run(2)
    status = rig.device().status()
    assert status.fault == 1 << (drawer - 1)
    assert status.flags == StatusFlag.OUTPUT_FAULT


def test_one_odd_reading_of_an_output_is_no_fault() -> None:
    rig = Rig()
    device = rig.device()
    for _ in range(5):
        rig.stick(0b1)
        rig.run(1)
        rig.stick(0)
        rig.run(1)
    assert entries(device, EventKind.OUTPUT_FAULT) == []


def test_the_outputs_of_an_unlock_are_no_fault() -> None:
    rig = Rig()
    device = unlocked(rig)
    rig.run(20)
    assert device.status().fault == 0


@pytest.mark.parametrize(
    ("reading", "result"),
    [
        (300, SelfTestResult.GOOD),
        (40, SelfTestResult.GOOD),
        (39, SelfTestResult.COIL_SHORT),
        (3000, SelfTestResult.GOOD),
        (3001, SelfTestResult.COIL_CUT),
    ],
)
def test_a_self_test_measures_the_coil_and_moves_nothing(reading: int, result: SelfTestResult) -> None:
    rig = Rig()
    device = rig.device()
    rig.coil(3, reading)
    reply = device.self_test(3)
    assert (reply.result, reply.coil, reply.sensor) == (result, reading, 1306)
    assert rig.unlocks == 0
    (entry,) = entries(device, EventKind.SELF_TESTED)
    assert (entry.drawer, entry.detail) == (3, result)


def test_a_self_test_measures_the_wire() -> None:
    rig = Rig()
    rig.damage(3, SHORT)
    rig.run(1)
    assert rig.device().self_test(3).result == SelfTestResult.WIRE


@pytest.mark.parametrize("drawer", [0, 9])
def test_a_drawer_that_is_not_there_is_not_tested(drawer: int) -> None:
    with pytest.raises(Refused, match="no_such_drawer"):
        Rig().device().self_test(drawer)


def test_nothing_is_tested_while_a_lock_has_current() -> None:
    with pytest.raises(Refused, match="busy"):
        unlocked(Rig()).self_test(4)


def melody(rig: Rig, sound: Sound, ms: int) -> list[int]:
    rig.device().buzz(sound)
    heard = [rig.hertz]
    for _ in range(ms):
        rig.run(1)
        if rig.hertz != heard[-1]:
            heard.append(rig.hertz)
    return heard


@pytest.mark.parametrize(
    ("sound", "heard"),
    [
        (Sound.GOOD, [1568, 0]),
        (Sound.STOP, [220, 0, 220, 0]),
        (Sound.ALARM, [2700, 2000] * 20 + [0]),
    ],
)
def test_a_sound_ends_by_itself(sound: Sound, heard: list[int]) -> None:
    assert melody(Rig(), sound, 11_000) == heard


def test_a_sound_can_be_ended() -> None:
    rig = Rig()
    device = rig.device()
    device.buzz(Sound.ALARM)
    device.buzz(Sound.OFF)
    assert rig.hertz == 0


def test_a_sound_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="bad_value"):
        Rig().device().buzz(4)  # type: ignore[arg-type]  # what a later host may send


def test_a_coil_has_its_thermal_budget() -> None:
    """1 s of full current at once from cold; after that one pull for each 2.5 s of cooling."""
    rig = Rig(window_ms=1_000)
    rig.run(10_000)
    device = rig.device()
    for token in range(1, 5):
        device.unlock(3, token)
        rig.run(250)
        device.lock(3)
    assert refusal(device) == Refusal.COIL_HOT
    device.unlock(4, 50)
    device.lock(4)
    for _ in range(11):
        rig.run(250)
        device.heartbeat()
    device.unlock(3, 60)


@pytest.mark.parametrize("drawer", [1, 3, 16])
def test_a_restart_does_not_cool_the_coils(drawer: int) -> None:
    rig = Rig(drawers=16, window_ms=1_000)
    device = unlocked(rig, drawer)
    rig.run(250)
    rig.restart()
    device = rig.device()
    device.unlock(drawer, 8)
    rig.run(250)
    device.lock(drawer)
    assert refusal(device, drawer) == Refusal.COIL_HOT


def test_commands_that_write_need_this_sessions_nonce() -> None:
    rig = Rig()
    old, _new = rig.device(), rig.device()
    for write in (
        lambda: old.self_test(1),
        lambda: old.buzz(Sound.GOOD),
        lambda: old.configure(old.settings()),
    ):
        with pytest.raises(LinkLost):
            write()
