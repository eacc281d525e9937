"""Which messages the hospital commits, and what it says of those it does not."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import peewee
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.messages import Rejection
from cart_agent.hospital.inbox import Inbox, Settled
from cart_agent.hospital.ledger import Gap, Ledger
from cart_agent.hospital.models import create_tables
from cart_agent.store.database import connect
from tests.support.scripted_cart import Chain

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[peewee.SqliteDatabase]:
    database = connect(tmp_path / "hospital.db")
    create_tables(database)
    yield database
    database.close()


@pytest.fixture
def inbox(database: peewee.SqliteDatabase) -> Inbox:
    return Inbox(database, ("cart-01", "cart-02"))


@pytest.fixture
def ledger(database: peewee.SqliteDatabase) -> Ledger:
    return Ledger(database)


def code(answer: Settled | Rejection) -> str:
    return answer.code if isinstance(answer, Rejection) else "settled"


def take(inbox: Inbox, *messages: bytes) -> list[str]:
    return [code(inbox.receive("cart-01", message, NOW)) for message in messages]


def test_a_chain_in_order_is_settled_without_gaps(inbox: Inbox, ledger: Ledger) -> None:
    chain = Chain()
    messages = [chain.next() for _ in range(5)]

    assert take(inbox, *messages) == ["settled"] * 5
    assert ledger.messages() == tuple(messages)
    assert ledger.gaps() == ()


def test_a_missing_event_is_seen_until_it_comes(inbox: Inbox, ledger: Ledger) -> None:
    chain = Chain()
    first, second, third, fourth = (chain.next() for _ in range(4))

    assert take(inbox, first, fourth) == ["settled", "settled"]
    assert ledger.gaps() == (Gap(cart="cart-01", first=2, last=3),)
    assert take(inbox, third, second) == ["settled", "settled"]
    assert ledger.gaps() == ()


def test_a_first_event_that_is_not_number_one_is_a_gap_from_the_start(inbox: Inbox, ledger: Ledger) -> None:
    chain = Chain()
    chain.next()
    take(inbox, chain.next())

    assert ledger.gaps() == (Gap(cart="cart-01", first=1, last=1),)


def test_a_latecomer_that_does_not_fit_its_successor_is_refused(inbox: Inbox) -> None:
    chain = Chain()
    first, second, third = (chain.next() for _ in range(3))
    forged = second.replace(b'"login"', b'"drawer"')

    assert take(inbox, first, third, forged, second) == ["settled", "settled", "chain-broken", "settled"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"prevHash": "0" * 64}, "chain-broken"),
        ({"cart": "cart-02"}, "wrong-cart"),
        ({"seq": 1}, "seq-reused"),
        ({"seq": 0}, "bad-seq"),
        ({"seq": -3}, "bad-seq"),
        ({"seq": 10**30}, "bad-seq"),
        ({"seq": 2**60}, "bad-seq"),
        ({"seq": "2"}, "unreadable"),
        ({"kind": "unheard-of"}, "unreadable"),
        ({"occurredAt": "2026-03-02T08:00:00"}, "unreadable"),
        ({"eventId": "not-a-uuid"}, "unreadable"),
        ({"clock": None}, "unreadable"),
    ],
)
def test_a_second_event_that_is_wrong_is_refused_with_its_code(
    inbox: Inbox, ledger: Ledger, fields: dict[str, object], expected: str
) -> None:
    chain = Chain()

    assert take(inbox, chain.next(), chain.next(**fields)) == ["settled", expected]
    assert [one.code for one in ledger.refused()] == [expected]


def test_another_event_under_a_settled_id_is_refused(inbox: Inbox) -> None:
    chain = Chain()
    first = chain.next()
    second = chain.next(eventId=json.loads(first)["eventId"])

    assert take(inbox, first, second) == ["settled", "event-id-reused"]


def test_an_event_of_a_cart_that_the_hospital_does_not_have_is_refused(inbox: Inbox) -> None:
    answer = inbox.receive("cart-99", Chain("cart-99").next(), NOW)

    assert code(answer) == "unknown-cart"


def test_a_refused_event_that_comes_again_is_kept_once(inbox: Inbox, ledger: Ledger) -> None:
    forged = Chain().next(seq=0)

    assert take(inbox, forged, forged) == ["bad-seq", "bad-seq"]
    assert len(ledger.refused()) == 1


@given(st.binary(max_size=200))
def test_no_bytes_are_settled_by_accident_and_none_are_lost(message: bytes) -> None:
    database = peewee.SqliteDatabase(":memory:")
    database.connect()
    create_tables(database)
    inbox = Inbox(database)

    assert code(inbox.receive("cart-01", message, NOW)) == "unreadable"
    assert len(Ledger(database).refused()) == 1
    database.close()


@given(st.permutations(range(6)))
def test_a_chain_is_settled_whole_in_whatever_order_it_comes(order: list[int]) -> None:
    database = peewee.SqliteDatabase(":memory:")
    database.connect()
    create_tables(database)
    inbox = Inbox(database)
    chain = Chain()
    messages = [chain.next() for _ in order]

    assert take(inbox, *(messages[place] for place in order)) == ["settled"] * 6
    assert Ledger(database).gaps() == ()
    database.close()
