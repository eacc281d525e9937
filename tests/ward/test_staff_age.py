"""How long ago the hospital confirmed who works here, and what follows for logging in."""

from typing import Any

import msgspec
import pytest

from cart_agent.his.messages import ClockState, Instant
from cart_agent.ward import PinAnswer, WardBook
from tests.support.events import instant
from tests.support.ward_documents import digest, manifest, signed
from tests.ward.conftest import Restart
from tests.ward.test_people import STAFF, member

MANIFEST = "mc/v1/demo/ward/W1/manifest"
HOUR = 3600.0
LIST = signed({"version": 1, "salt": "salt-", "staff": [member("n1", notAfter="2027-01-01T00:00:00Z")]})


def named(seq: int, seconds: float, staff: bytes | None = LIST) -> bytes:
    """A manifest made so many seconds after the morning; `staff`: the list that it names."""
    pins: dict[str, Any] = {} if staff is None else {"staff": {"version": 1, "sha256": digest(staff)}}
    return manifest(seq, as_of=instant(seconds).now, **pins)


def age(book: WardBook, at: Instant) -> int | None:
    return book.people.age_minutes("W1", at)


def test_a_list_counts_from_when_it_came(book: WardBook) -> None:
    assert age(book, instant()) is None
    book.receive(STAFF, LIST, instant())

    assert age(book, instant(HOUR)) == 60


@pytest.mark.parametrize("staff", [LIST, None])
def test_a_manifest_confirms_it_unless_it_names_another(book: WardBook, staff: bytes | None) -> None:
    book.receive(STAFF, LIST, instant())
    book.receive(MANIFEST, named(1, HOUR, staff), instant(HOUR))
    assert age(book, instant(2 * HOUR)) == 60

    book.receive(MANIFEST, named(2, 2 * HOUR, b"another"), instant(2 * HOUR))
    assert age(book, instant(2 * HOUR)) == 120


def test_it_is_counted_on_the_monotonic_clock_too(book: WardBook, restart: Restart) -> None:
    book.receive(STAFF, LIST, instant())
    book.receive(MANIFEST, named(1, 0), instant())
    unset = ClockState(synced=False)
    set_back = msgspec.structs.replace(instant(5 * HOUR), now=instant().now, clock=unset)
    assert age(book, set_back) == 300

    rebooted = msgspec.structs.replace(instant(5 * HOUR, "boot-2"), clock=unset)
    assert age(restart(), rebooted) is None
    assert age(restart(), instant(5 * HOUR, "boot-2")) == 300


def test_ward_policy_may_only_shorten_the_time(book: WardBook) -> None:
    book.receive(STAFF, LIST, instant())
    policy = "mc/v1/demo/ward/W1/policy"
    assert book.receive(policy, signed({"version": 1, "staffOfflineHours": 73}), instant()).notices
    assert book.receive(policy, signed({"version": 1, "staffOfflineHours": 8}), instant()).notices == ()

    right = book.people.standing("n1", ("nurse",), instant(8 * HOUR))
    over = book.people.standing("n1", ("nurse",), instant(8 * HOUR + 61))
    assert (right, over) == (PinAnswer.RIGHT, PinAnswer.OFFLINE)
    assert book.people.verify_pin("n1", "2580", instant(9 * HOUR)) is PinAnswer.OFFLINE


def test_an_age_that_nobody_knows_locks_nobody_out(book: WardBook) -> None:
    book.receive(STAFF, LIST, instant())
    rebooted = msgspec.structs.replace(instant(100 * HOUR, "boot-2"), clock=ClockState(synced=False))

    assert book.people.verify_pin("n1", "2580", rebooted) is PinAnswer.RIGHT
