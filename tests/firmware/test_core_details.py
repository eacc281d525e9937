"""Exact limits and exact log entries: what mutation testing found no other test to notice."""

import struct
import zlib

import pytest

from firmware_bridge import codec
from firmware_bridge.errors import Refused
from firmware_bridge.protocol.generated import (
    HOST_SILENCE_MS,
    SEAL_SIZE,
    VERSION_MAX,
    Event,
    EventKind,
    HelloReply,
    HelloRequest,
)
from firmware_bridge.seal import siphash
from tests.firmware.rig import CUT, HOLD, OFF, PULL, WHOLE, Rig


def only(rig: Rig, kind: EventKind) -> Event:
    (event,) = [event for event in rig.device().new_events() if event.kind == kind]
    return event


def test_a_start_is_logged_for_the_whole_board_at_its_first_moment() -> None:
    started = only(Rig(), EventKind.STARTED)
    assert (started.drawer, started.at_ms) == (0, 0)


@pytest.mark.parametrize("kind", [EventKind.OPENED, EventKind.CLOSED])
def test_an_allowed_opening_has_no_detail(kind: EventKind) -> None:
    rig = Rig()
    rig.device().unlock(3, 1)
    rig.pull(3)
    rig.run(5)
    rig.push(3)
    rig.run(5)
    assert (only(rig, kind).drawer, only(rig, kind).detail) == (3, 0)


def test_a_mended_wire_has_no_detail() -> None:
    rig = Rig()
    rig.damage(3, CUT)
    rig.run(50)
    rig.damage(3, WHOLE)
    rig.run(50)
    assert only(rig, EventKind.WIRE_MENDED).detail == 0


def test_the_unlock_window_ends_to_the_millisecond() -> None:
    rig = Rig(window_ms=500)
    rig.device().unlock(3, 1)
    rig.run(499)
    assert rig.drive(3) != OFF
    rig.run(1)
    assert rig.drive(3) == OFF
    assert only(rig, EventKind.NEVER_OPENED).detail == 0


def test_open_too_long_is_said_to_the_millisecond() -> None:
    rig = Rig(open_limit_ms=500)
    rig.force(3)
    rig.run(600)
    assert only(rig, EventKind.OPEN_TOO_LONG).detail == 500


def test_the_last_lock_and_the_lamp_are_off_after_a_software_reset() -> None:
    rig = Rig(drawers=16)
    device = rig.device()
    device.select(16)
    assert rig.lamp == 16
    device.unlock(16, 1)
    rig.restart(3)
    assert (rig.drive(16), rig.lamp) == (OFF, 0)


def test_the_holding_current_heats_no_coil() -> None:
    rig = Rig(window_ms=120_000)
    rig.run(10_000)  # the coils are cool
    device = rig.device()
    device.unlock(3, 1)
    for _ in range(100):
        rig.run(250)
        device.heartbeat()
    assert rig.drive(3) == HOLD
    device.lock(3)
    device.unlock(3, 2)
    assert rig.drive(3) == PULL


def test_the_state_version_rises_with_everything_that_a_host_must_see() -> None:
    """It must never come back to a value that a host knows with another state of the drawers."""
    rig = Rig()
    rig.run(10_000)  # the coils are cool
    device = rig.device()
    versions = [device.status().state_version]

    def risen() -> bool:
        versions.append(device.status().state_version)
        return versions[-1] > versions[-2]

    device.unlock(3, 1)
    assert risen()
    rig.pull(3)
    rig.run(5)
    assert risen()
    rig.push(3)
    rig.run(5)
    assert risen()
    device.unlock(3, 2)
    assert risen()
    device.lock(3)
    assert risen()


def test_a_lock_with_current_of_its_own_changes_the_state_version() -> None:
    rig = Rig()
    device = rig.device()
    device.unlock(3, 1)
    before = device.status().state_version
    rig.stick(0b10_0000)
    rig.run(2)
    assert device.status().state_version == before + 2
    assert only(rig, EventKind.OUTPUT_FAULT).drawer == 0


@pytest.mark.parametrize("drawer", [1, 8])
def test_the_first_and_the_last_drawers_sensors_are_waited_for(drawer: int) -> None:
    rig = Rig(drawers=8)
    device = rig.device()
    rig.force(drawer)
    rig.run(1)
    with pytest.raises(Refused, match="not_settled"):
        device.unlock(3, 1)


@pytest.mark.parametrize("drawer", [1, 4, 16])
def test_a_drawer_open_before_and_after_a_restart_is_no_news(drawer: int) -> None:
    rig = Rig(drawers=16)
    rig.force(drawer)
    rig.run(5)
    rig.restart()
    device = rig.device()
    assert device.status().open == 1 << (drawer - 1)
    assert len([event for event in device.new_events() if event.kind == EventKind.FORCED_OPEN]) == 1


@pytest.mark.parametrize("drawer", [1, 4, 16])
def test_a_drawer_that_was_shut_while_the_power_was_off_is_told_so(drawer: int) -> None:
    rig = Rig(drawers=16)
    rig.force(drawer)
    rig.run(5)
    rig.push(drawer)
    rig.restart()
    assert only(rig, EventKind.CLOSED).drawer == drawer
    assert rig.device().status().open == 0


def test_the_battery_is_read() -> None:
    rig = Rig()
    rig.volts(battery_mv=12_345)
    rig.run(1)
    assert rig.device().status().battery_mv == 12_345


@pytest.mark.parametrize("key", [b"", bytes(range(16))])
def test_a_sessions_nonce_comes_of_all_that_differs(key: bytes) -> None:
    """The host's own, what the hardware gives, the start, the session: none of them alone is enough."""
    rig = Rig()
    if key:
        rig.device().set_key(key)
    host_nonce, start, entropy = 0x1234_5678, 1, 1
    for session in (2, 3) if key else (1, 2):
        rig.run(HOST_SILENCE_MS)
        hello = HelloRequest(host_nonce=host_nonce, version=VERSION_MAX)
        rig.write(codec.encode(codec.Frame(HelloRequest.ID, session, hello.pack())))
        (reply,) = codec.Receiver().feed(rig.read())
        seed = struct.pack("<4I", host_nonce, entropy, start, session)
        wanted = siphash(key, seed) & 0xFFFF_FFFF if key else zlib.crc32(seed)
        body = reply.body[:-SEAL_SIZE] if key else reply.body
        assert HelloReply.unpack(body[1:]).session_nonce == wanted
