"""Only the hospital's acknowledgement settles an event."""

import msgspec

from cart_agent.his.messages import EventKind, Rejection
from cart_agent.store import Store
from cart_agent.ward import NoticeCode, WardBook
from tests.support.events import draft, event_id, instant
from tests.support.ward_documents import as_bytes

ACK = "mc/v1/demo/cart/cart-1/ack"


def test_an_acknowledgement_settles_and_rejects(book: WardBook, store: Store) -> None:
    for number in (1, 2, 3):
        store.append(draft(number))
    rejected = {"eventId": event_id(2), "code": "no-such-order", "text": "không có"}
    received = book.receive(
        ACK,
        as_bytes({"settled": [event_id(1)], "rejected": [rejected], "time": "2026-03-02T01:00:00Z"}),
        instant(),
    )

    assert received.settled == (event_id(1),)
    assert received.rejected == (Rejection(event_id=event_id(2), code="no-such-order", text="không có"),)
    assert [notice.code for notice in received.notices] == [NoticeCode.EVENT_REJECTED]
    assert [event.seq for event in store.unsettled(0, 10)] == [3]
    assert [event.code for event in store.rejected(10)] == ["no-such-order"]


def test_a_doubled_acknowledgement_changes_nothing(book: WardBook, store: Store) -> None:
    store.append(draft(1))
    payload = as_bytes({"settled": [event_id(1)]})
    book.receive(ACK, payload, instant())

    assert book.receive(ACK, payload, instant()).notices == ()
    assert store.counts().settled == 1


def test_a_rejection_that_comes_again_is_told_once(book: WardBook, store: Store) -> None:
    """A broker delivers twice, and the hospital repeats itself; each report would be an event of its own."""
    store.append(draft(1))
    rejected = {"eventId": event_id(1), "code": "no-such-order"}
    acks = ([rejected, rejected], [rejected], [{"eventId": event_id(1), "code": "other"}])
    received = [book.receive(ACK, as_bytes({"rejected": ack}), instant()) for ack in acks]

    assert [[notice.code for notice in one.notices] for one in received] == [
        [NoticeCode.EVENT_REJECTED],
        [],
        [],
    ]
    assert [event.code for event in store.rejected(10)] == ["no-such-order"]


def test_what_is_settled_stays_settled(book: WardBook, store: Store) -> None:
    """Also by one answer that says both."""
    store.append(draft(1))
    both = {"settled": [event_id(1)], "rejected": [{"eventId": event_id(1), "code": "no-such-order"}]}
    received = [book.receive(ACK, as_bytes(both), instant()) for _ in range(2)]

    assert [one.notices for one in received] == [(), ()]
    assert (store.counts().settled, store.rejected(10)) == (1, ())


def test_an_unknown_event_or_rubbish_is_reported(book: WardBook) -> None:
    unknown = book.receive(
        ACK, as_bytes({"settled": ["nobody"], "rejected": [{"eventId": "none"}]}), instant()
    )
    rubbish = book.receive(ACK, b"{", instant())

    assert [notice.code for notice in unknown.notices] == [NoticeCode.ACK_UNKNOWN]
    assert unknown.notices[0].detail == "2 unknown: nobody, none"
    assert unknown.settled == ()
    assert unknown.rejected == ()
    assert [notice.code for notice in rubbish.notices] == [NoticeCode.DOCUMENT_UNREADABLE]


def test_a_hospital_that_keeps_naming_unknown_events_is_reported_once_a_minute(book: WardBook) -> None:
    """Each report is an event, which the hospital may answer with the next unknown id."""
    reported = [
        bool(book.receive(ACK, as_bytes({"settled": [f"u{second}"]}), instant(second)).notices)
        for second in range(150)
    ]

    assert [second for second, told in enumerate(reported) if told] == [0, 60, 120]


def test_a_hospital_whose_answers_cannot_be_read_is_reported_once_a_minute(book: WardBook) -> None:
    """Each report is an event, which such a hospital answers again."""
    said = [
        len(book.receive("mc/v1/demo/cart/cart-1/ack", b"{%d" % second, instant(second)).notices)
        for second in range(150)
    ]

    assert [second for second, count in enumerate(said) if count] == [0, 60, 120]


def test_a_rejected_notice_of_the_cart_is_on_the_list_without_another_notice(
    book: WardBook, store: Store
) -> None:
    """Else a hospital that rejects everything would keep the cart writing for ever."""
    store.append(msgspec.structs.replace(draft(1), kind=EventKind.SYSTEM))
    received = book.receive(ACK, as_bytes({"rejected": [{"eventId": event_id(1), "code": "x"}]}), instant())

    assert received.notices == ()
    assert [event.event_id for event in store.rejected(10)] == [event_id(1)]


def test_what_is_rejected_after_it_was_settled_stays_settled_without_a_notice(
    book: WardBook, store: Store
) -> None:
    store.append(draft(1))
    book.receive(ACK, as_bytes({"settled": [event_id(1)]}), instant())
    received = book.receive(ACK, as_bytes({"rejected": [{"eventId": event_id(1), "code": "x"}]}), instant())

    assert received.notices == ()
    assert store.counts().settled == 1
    assert store.rejected(10) == ()


def test_an_event_settled_and_rejected_in_one_message_is_settled(book: WardBook, store: Store) -> None:
    store.append(draft(1))
    both = {"settled": [event_id(1)], "rejected": [{"eventId": event_id(1), "code": "x"}]}

    assert book.receive(ACK, as_bytes(both), instant()).notices == ()
    assert store.counts().settled == 1


def test_an_event_acknowledged_before_the_brokers_receipt_stays_settled(book: WardBook, store: Store) -> None:
    store.append(draft(1))
    book.receive(ACK, as_bytes({"settled": [event_id(1)]}), instant())
    store.mark_sent([event_id(1)], instant(1).now)

    assert (store.counts().sent, store.counts().settled) == (0, 1)
