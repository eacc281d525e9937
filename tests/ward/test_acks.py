"""Only the hospital's acknowledgement settles an event."""

from cart_agent.his.messages import Rejection
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


def test_an_unknown_event_or_rubbish_is_reported(book: WardBook) -> None:
    unknown = book.receive(
        ACK, as_bytes({"settled": ["nobody"], "rejected": [{"eventId": "none"}]}), instant()
    )
    rubbish = book.receive(ACK, b"{", instant())

    assert [notice.code for notice in unknown.notices] == [NoticeCode.ACK_UNKNOWN, NoticeCode.ACK_UNKNOWN]
    assert unknown.settled == ()
    assert unknown.rejected == ()
    assert [notice.code for notice in rubbish.notices] == [NoticeCode.DOCUMENT_UNREADABLE]
