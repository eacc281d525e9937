"""A drawer alarm is acknowledged to the unit only when it is on the disk, and recorded once."""

import sqlite3

import pytest

from cart_agent.store import DiskFull
from drivers.interfaces import AlarmKind
from tests.agent.cart_help import Cart


def test_an_alarm_is_confirmed_to_the_unit_once_it_is_recorded(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7, "board-1-12-90")

    assert cart.drawers.confirmed == ["board-1-12-90"]
    assert len(cart.events("tamper")) == 1


def test_an_alarm_told_again_after_a_crash_is_recorded_once_and_stays_latched(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7, "board-1-12-90")
    cart.crash()
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7, "board-1-12-90")

    assert cart.drawers.confirmed == ["board-1-12-90"]
    assert len(cart.events("tamper")) == 1
    assert cart.agent.session.fault is not None


def test_the_record_and_the_latched_fault_reach_the_disk_together(
    cart: Cart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes right after the alarm's own commit, before anything else is written."""
    monkeypatch.setattr(cart.agent, "keep", lambda: None)
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7, "board-1-12-90")
    cart.crash()

    assert cart.agent.session.fault is not None


def test_an_alarm_that_cannot_be_written_is_not_confirmed_until_it_is(
    cart: Cart, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DiskFull("no space") from sqlite3.OperationalError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(cart.agent.store, "append", refuse)
        cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7, "board-1-12-90")
        assert cart.drawers.confirmed == []
        cart.passes(1)
        assert cart.drawers.confirmed == []

    cart.passes(1)
    assert cart.drawers.confirmed == ["board-1-12-90"]
    assert len(cart.events("tamper")) == 1


def test_an_alarm_of_a_unit_without_a_log_is_recorded_each_time(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)

    assert cart.drawers.confirmed == []
    assert len(cart.events("tamper")) == 2
