"""Exact limits and exact log entries: what mutation testing found no other test to notice."""

import pytest

from firmware_bridge.protocol.generated import Event, EventKind
from tests.firmware.rig import CUT, OFF, WHOLE, Rig


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
