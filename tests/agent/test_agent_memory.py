"""A disk that can not be written: nothing opens, nothing is claimed, nothing that waits is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cart_agent.api import requests as ask
from cart_agent.core.session.places import State
from tests.agent.cart_help import Cart


def pragma(cart: Cart, setting: str) -> int:
    """One SQLite setting of the agent's own connection."""
    run: Callable[[str], Any] = cart.agent.store._database.execute_sql
    row = run(f"PRAGMA {setting}").fetchone()
    return int(row[0]) if row else 0


def fill(cart: Cart) -> None:
    """The disk is full: SQLite may not add another page, and those it has are used up."""
    pragma(cart, f"max_page_count = {pragma(cart, 'page_count')}")
    for scans in range(100):
        cart.scan_raw(b"rubbish \x00")
        if cart.status.disk_full:
            assert scans < 99
            return
    raise AssertionError("the disk was never full")


def empty(cart: Cart) -> None:
    pragma(cart, "max_page_count = 1000000")


@contextmanager
def unwritable(cart: Cart) -> Iterator[None]:
    """Every write fails, as on a disk that the kernel has remounted read-only."""
    pragma(cart, "query_only = ON")
    yield
    pragma(cart, "query_only = OFF")


def test_a_full_disk_opens_no_drawer_and_the_nurse_is_told(cart: Cart) -> None:
    cart.log_in()
    fill(cart)
    cart.scan("band:p1")

    assert cart.view.state == "release"
    assert "memory is full" in cart.notice
    assert cart.drawers.asked == []
    assert cart.status.disk_full
    assert cart.service.snapshot().state.payload.count(b'"alert"') == 1

    cart.passes(1)  # the agent goes on
    empty(cart)
    cart.passes(1)
    assert not cart.status.disk_full
    assert cart.tap(ask.Reopen).ok
    assert len(cart.drawers.asked) == 1


def test_a_record_that_does_not_fit_is_not_claimed_and_is_made_later(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    with unwritable(cart):
        assert cart.tap(ask.Give).ok
        assert (cart.view.state, cart.view.notice_good) == ("verify", False)
        assert "NOT RECORDED" in cart.notice
        assert cart.events("administration") == []

    assert cart.tap(ask.Give).ok
    assert len(cart.events("administration")) == 1


def test_facts_wait_in_memory_until_the_disk_has_room(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    with unwritable(cart):
        cart.tap(ask.Cancel)
        cart.tap(ask.Logout)
        cart.scan_raw(b"rubbish \x00")
        cart.passes(1)
        assert cart.status.open_items == ()

    cart.passes(1)
    assert len(cart.status.open_items) == 1
    assert cart.facts("drawer") == ["release", "no-outcome"]
    assert cart.facts("login") == ["login", "logout"]
    assert cart.agent.store.verify_chain().seq == len(cart.events())


def test_a_pin_is_not_checked_when_its_failure_could_not_be_counted(cart: Cart) -> None:
    with unwritable(cart):
        cart.log_in()

    assert cart.view.state == "pin"
    assert "could not be checked" in cart.notice


def test_a_document_that_does_not_fit_is_not_acknowledged(cart: Cart) -> None:
    change = cart.hospital.change_order("E26-0001", "o101")
    with unwritable(cart):
        reply = cart.hears(change)

    assert (reply.ok, reply.code) == (False, "disk-full")
    assert cart.hears(change).ok


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("breaks", "play", "state"),
    [
        ("ask", lambda cart: cart.scan("band:p1"), State.RELEASE),
        ("next_key", lambda cart: cart.scan("band:p1"), State.STOPPED),
        ("refusal", lambda cart: cart.scan("band:unknown"), State.STOPPED),
    ],
)
def test_a_software_error_in_a_question_stops_the_dose_instead_of_the_round(
    cart: Cart, monkeypatch: pytest.MonkeyPatch, breaks: str, play: Callable[[Cart], object], state: State
) -> None:
    cart.log_in()
    monkeypatch.setattr(cart.agent.knowledge, breaks, broken)
    play(cart)

    assert (cart.view.state, cart.codes) == (state, ["CHART_UNREADABLE"])
    assert cart.drawers.asked == []
    monkeypatch.undo()
    assert cart.tap(ask.Cancel).ok


def test_a_record_is_recorded_also_when_the_next_dose_can_not_be_found(
    cart: Cart, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    monkeypatch.setattr(cart.agent.knowledge, "next_key", broken)
    cart.tap(ask.Give)

    assert cart.view.state == "closing"
    assert len(cart.events("administration")) == 1


def test_a_drawer_unit_that_fails_at_once_is_a_fault(cart: Cart, monkeypatch: pytest.MonkeyPatch) -> None:
    cart.log_in()
    monkeypatch.setattr(cart.drawers, "unlock", broken)
    cart.scan("band:p1")

    assert cart.view.state == "release"
    assert "clear-fault" in cart.view.actions
