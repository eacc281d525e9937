"""Badges and PINs: the list decides, guesses are counted on the disk before they are looked at."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from cart_agent.store import Store
from cart_agent.ward import PinAnswer, WardBook
from tests.support.events import instant
from tests.support.ward_documents import MORNING, signed
from tests.ward.conftest import Restart

STAFF = "mc/v1/demo/ward/W1/staff"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
END = MORNING + timedelta(hours=72)


def member(person_id: str, **fields: Any) -> dict[str, Any]:
    badge = hashlib.sha256(f"salt-{person_id}-badge".encode()).hexdigest()
    return {
        "id": person_id,
        "name": "Điều dưỡng Thử",
        "roles": ["nurse"],
        "wards": ["W1"],
        "badge": badge,
        "pin": CHEAP.hash("2580"),
        "notAfter": END.isoformat(),
    } | fields


def send(book: WardBook, *members: dict[str, Any], version: int = 1, **fields: Any) -> None:
    received = book.receive(
        STAFF, signed({"version": version, "salt": "salt-", "staff": list(members)} | fields), instant()
    )
    assert received.notices == ()


def pin(book: WardBook, text: str, now: datetime = MORNING, person: str = "n1") -> PinAnswer:
    return book.people.verify_pin(person, text, instant((now - MORNING).total_seconds()))


def test_a_badge_names_its_person_and_no_other(book: WardBook, restart: Restart) -> None:
    send(book, member("n1"), member("n2"))

    found = restart().people.by_badge("n2-badge")
    assert found is not None
    assert (found.id, found.roles, found.wards, found.not_after) == ("n2", ("nurse",), ("W1",), END)
    assert book.people.by_badge("n3-badge") is None


@pytest.mark.parametrize(("wards", "here"), [([], True), (["W2", "W1"], True), (["W2"], False)])
def test_who_names_other_wards_only_is_nobody_here(book: WardBook, wards: list[str], here: bool) -> None:
    """A hospital may send one list to all of its wards."""
    send(book, member("n1", wards=wards))

    assert (book.people.by_badge("n1-badge") is not None) == here
    assert (pin(book, "2580") is PinAnswer.RIGHT) == here


def test_the_right_pin_is_right_and_another_is_wrong(book: WardBook) -> None:
    send(book, member("n1"))

    assert pin(book, "2580") is PinAnswer.RIGHT
    assert pin(book, "2581") is PinAnswer.WRONG
    assert pin(book, "") is PinAnswer.WRONG


def test_five_failures_lock_a_person_out_for_fifteen_minutes(book: WardBook) -> None:
    send(book, member("n1"), member("n2"))
    answers = [pin(book, "0000", MORNING + timedelta(seconds=second)) for second in range(5)]

    assert answers == [PinAnswer.WRONG] * 5
    assert pin(book, "2580", MORNING + timedelta(minutes=14)) is PinAnswer.LOCKED
    assert pin(book, "2580", MORNING + timedelta(minutes=14), person="n2") is PinAnswer.RIGHT
    assert pin(book, "2580", MORNING + timedelta(minutes=15, seconds=5)) is PinAnswer.RIGHT


def test_a_right_pin_clears_the_failures(book: WardBook) -> None:
    send(book, member("n1"))
    for _ in range(3):
        assert [pin(book, "0000") for _ in range(4)] == [PinAnswer.WRONG] * 4
        assert pin(book, "2580") is PinAnswer.RIGHT


def test_many_people_failing_lock_the_cart(book: WardBook) -> None:
    send(book, *(member(f"n{number}") for number in range(6)))
    for number in range(5):
        for _ in range(4):
            pin(book, "0000", person=f"n{number}")

    assert pin(book, "2580", person="n5") is PinAnswer.LOCKED


def test_a_guess_is_on_the_disk_before_the_pin_is_looked_at(
    book: WardBook, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(book, member("n1"))
    at_the_check: list[dict[str, int]] = []

    def power_cut(*_: object) -> bool:
        at_the_check.append(store.pin_failures(MORNING, MORNING - timedelta(minutes=15)))
        assert not store.in_transaction
        raise KeyboardInterrupt

    monkeypatch.setattr(PasswordHasher, "verify", power_cut)
    with pytest.raises(KeyboardInterrupt):
        pin(book, "2580")

    assert at_the_check == [{"n1": 1}]


def test_a_pin_is_never_verified_inside_a_transaction(book: WardBook, store: Store) -> None:
    send(book, member("n1"))

    with store.transaction(), pytest.raises(RuntimeError, match="never verified inside"):
        pin(book, "2580")


@pytest.mark.parametrize(
    ("fields", "of_list", "answer"),
    [
        ({"notAfter": MORNING.isoformat()}, {}, PinAnswer.EXPIRED),
        ({"notAfter": None}, {}, PinAnswer.EXPIRED),
        ({"notAfter": None}, {"notAfter": END.isoformat()}, PinAnswer.RIGHT),
        ({"pin": ""}, {}, PinAnswer.NO_PIN),
        ({"pin": "2580"}, {}, PinAnswer.WRONG),
        ({"pin": CHEAP.hash("2580").replace("argon2id", "argon2i")}, {}, PinAnswer.WRONG),
        ({"pin": CHEAP.hash("2580").replace("m=8", "m=8000000")}, {}, PinAnswer.WRONG),
        ({"id": "other"}, {}, PinAnswer.NO_PIN),
    ],
)
def test_who_is_not_in_good_standing_does_not_log_in(
    book: WardBook, fields: dict[str, Any], of_list: dict[str, Any], answer: PinAnswer
) -> None:
    send(book, member("n1", **fields), **of_list)

    assert pin(book, "2580") is answer


def test_a_person_taken_off_the_list_is_gone_at_once(book: WardBook) -> None:
    send(book, member("n1"))
    send(book, member("n2"), version=2)

    assert pin(book, "2580") is PinAnswer.NO_PIN
    assert book.people.by_badge("n1-badge") is None
