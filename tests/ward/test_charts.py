"""Which chart is in force: only a higher version replaces one, and a bad one shuts only its own patient."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart_agent.core.chart import Chart
from cart_agent.core.identify import Wristband
from cart_agent.his.topics import Kind
from cart_agent.store import Store
from cart_agent.ward import ClosedChart, NoticeCode, Received, UnreadableChart, WardBook
from tests.support.events import instant
from tests.support.ward_documents import as_bytes, chart, closed, signed
from tests.ward.conftest import Restart

E1 = "mc/v1/demo/ward/W1/chart/E1"
AT = instant()


def _codes(received: Received) -> list[NoticeCode]:
    return [notice.code for notice in received.notices]


def test_a_chart_is_applied_and_its_patient_found_by_wristband(book: WardBook) -> None:
    received = book.receive(E1, chart(), AT)

    assert received == Received(changed=frozenset({Kind.CHART}), charts=("E1",))
    found = book.chart("E1")
    assert isinstance(found, Chart)
    assert found.patient.name == "NGUYỄN THỊ THỬ"
    assert book.find_patient(Wristband(number="BN0001")) == ("E1",)
    assert book.find_patient(Wristband(gsrn="893000000000000001")) == ("E1",)
    assert book.find_patient(Wristband(number="BN0002")) == ()
    assert book.ward_of("E1") == "W1"


def test_the_same_message_again_changes_nothing(book: WardBook) -> None:
    book.receive(E1, chart(), AT)

    assert book.receive(E1, chart(), AT) == Received()


def test_only_a_higher_version_replaces_a_chart(book: WardBook) -> None:
    book.receive(E1, chart(version=5), AT)
    older = book.receive(E1, chart(version=4), AT)
    again = book.receive(E1, chart(version=4), AT)

    assert _codes(older) == [NoticeCode.CHART_OLDER]
    assert again == Received()
    found = book.chart("E1")
    assert isinstance(found, Chart)
    assert found.version == 5


def test_an_equal_version_with_other_content_is_an_alarm_and_asks_the_hospital(book: WardBook) -> None:
    book.receive(E1, chart(version=5), AT)
    received = book.receive(E1, chart(version=5, mrn="BN0666"), AT)

    assert _codes(received) == [NoticeCode.CHART_CONFLICT]
    assert received.notices[0].alarm
    assert received.sync is not None
    assert (received.sync.ward, received.sync.have) == ("W1", {"E1": 5})
    found = book.chart("E1")
    assert isinstance(found, Chart)
    assert found.patient.numbers("urn:mc:mrn") == ("BN0001",)


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        b"{}",
        b'{"version": "2"}',
        as_bytes({"version": 2, "asOf": "2026-03-02T01:00:00Z", "encounterId": "E2"}),
        chart(version=2, bundle={"resourceType": "Bundle"}),
        chart(version=2, bundle={"resourceType": "Bundle", "modifierExtension": [{"url": "urn:x"}]}),
        chart(version=2, resources=[{"resourceType": "Flag", "modifierExtension": [{"url": "urn:unknown"}]}]),
        chart(version=10**30),
        b"{" * 100_000,
    ],
    ids=lambda payload: payload[:40].decode(),
)
def test_a_chart_that_is_not_understood_shuts_only_its_own_patient(
    book: WardBook, store: Store, payload: bytes
) -> None:
    book.receive(E1, chart(version=1), AT)
    book.receive("mc/v1/demo/ward/W1/chart/E2", chart("E2", mrn="BN0002"), AT)
    received = book.receive(E1, payload, AT)

    assert _codes(received) == [NoticeCode.CHART_UNREADABLE]
    assert received.notices[0].encounter_id == "E1"
    found = book.chart("E1")
    assert isinstance(found, UnreadableChart)
    assert found.reason
    assert found.name == "NGUYỄN THỊ THỬ"
    assert book.find_patient(Wristband(number="BN0001")) == ("E1",)
    assert isinstance(book.chart("E2"), Chart)
    held = store.document(E1)
    assert held is not None
    assert held.message == payload


def test_a_better_version_makes_the_patient_readable_again(book: WardBook, restart: Restart) -> None:
    book.receive(E1, chart(version=1), AT)
    book.receive(E1, b"{ rubbish", AT)
    book = restart()
    assert isinstance(book.chart("E1"), UnreadableChart)
    book.receive(E1, chart(version=2), AT)

    assert isinstance(book.chart("E1"), Chart)


def test_the_good_chart_sent_again_after_rubbish_is_in_force_again(book: WardBook) -> None:
    book.receive(E1, chart(version=1), AT)
    book.receive(E1, b"{ rubbish", AT)
    other = book.receive(E1, chart(version=1, mrn="BN0666"), AT)
    assert _codes(other) == [NoticeCode.CHART_CONFLICT]
    assert isinstance(book.chart("E1"), UnreadableChart)
    book.receive(E1, chart(version=1), AT)

    assert isinstance(book.chart("E1"), Chart)


def test_rubbish_redelivered_is_reported_once(book: WardBook) -> None:
    book.receive(E1, b"{ rubbish", AT)

    assert book.receive(E1, b"{ rubbish", AT) == Received()


def test_a_closed_chart_stays_known_until_it_is_forgotten(book: WardBook, restart: Restart) -> None:
    book.receive(E1, chart(version=1), AT)
    book.receive(E1, closed(version=2), AT)
    book.receive(E1, chart(version=1), AT)
    book = restart()

    assert isinstance(book.chart("E1"), ClosedChart)
    assert book.encounters() == ()
    assert list(book.charts()) == []
    assert book.forget_old(AT, timedelta(days=30)) == 0
    assert book.forget_old(instant(40 * 86_400), timedelta(days=30)) == 1
    assert book.chart("E1") is None


def test_an_old_version_of_an_erased_chart_does_not_come_back(
    book: WardBook, store: Store, restart: Restart
) -> None:
    book.receive(E1, chart(version=4), AT)
    book.receive(E1, closed(version=5), AT)
    book.forget_old(instant(40 * 86_400), timedelta(days=30))
    book = restart()

    assert book.receive(E1, chart(version=4), AT).notices[0].code is NoticeCode.CHART_OLDER
    assert book.chart("E1") is None
    assert "E1" not in "".join(store.states("erased/")), "nobody can read whose chart it was"
    assert book.receive(E1, chart(version=6), AT).charts == ("E1",)


def test_after_a_transfer_between_two_wards_the_open_chart_counts(book: WardBook) -> None:
    book.receive(E1, chart(version=1), AT)
    book.receive("mc/v1/demo/ward/W2/chart/E1", chart(version=3), AT)
    book.receive(E1, closed(version=4), AT)

    assert isinstance(book.chart("E1"), Chart)
    assert book.ward_of("E1") == "W2"
    assert book.find_patient(Wristband(number="BN0001")) == ("E1",)


def test_an_empty_message_is_reported_and_the_chart_stays(book: WardBook) -> None:
    book.receive(E1, chart(), AT)
    received = book.receive(E1, b"", AT)

    assert _codes(received) == [NoticeCode.CHART_EMPTY]
    assert received.sync is not None
    assert isinstance(book.chart("E1"), Chart)


def test_a_closed_chart_may_be_cleared_away_with_an_empty_message(book: WardBook) -> None:
    book.receive(E1, chart(), AT)
    book.receive(E1, closed(), AT)

    assert book.receive(E1, b"", AT).notices == ()
    assert isinstance(book.chart("E1"), ClosedChart)


def test_a_signed_chart_is_read_and_a_forged_one_refused(book: WardBook) -> None:
    book.receive(E1, signed(json.loads(chart(version=2))), AT)
    forged = book.receive(E1, signed(json.loads(chart(version=3)), kid="h9"), AT)

    assert _codes(forged) == [NoticeCode.SIGNATURE_REFUSED]
    found = book.chart("E1")
    assert isinstance(found, Chart)
    assert found.version == 2


@pytest.mark.parametrize(
    "rubbish", [b"\x00\xff\xfe", b"[]", b"12", b"\n" + chart(version=3), b"\xef\xbb\xbf" + chart(version=3)]
)
def test_what_is_neither_json_nor_signed_is_a_chart_that_cannot_be_read(
    book: WardBook, store: Store, rubbish: bytes
) -> None:
    book.receive(E1, chart(version=2), AT)
    received = book.receive(E1, rubbish, AT)

    assert _codes(received) == [NoticeCode.CHART_UNREADABLE]
    assert isinstance(book.chart("E1"), UnreadableChart)
    kept = store.document(E1)
    assert kept is not None
    assert kept.message == rubbish


def test_charts_are_restored_from_the_store(book: WardBook, restart: Restart) -> None:
    for number in range(12):
        name = f"E{number}"
        book.receive(f"mc/v1/demo/ward/W1/chart/{name}", chart(name, mrn=f"BN{number:04}"), AT)
    again = restart()

    assert again.encounters() == tuple(sorted(f"E{number}" for number in range(12)))
    assert sum(isinstance(found, Chart) for found in again.charts()) == 12
    assert again.find_patient(Wristband(number="BN0011")) == ("E11",)


@pytest.mark.parametrize(
    "topic",
    ["mc/v1/demo/ward/W9/chart/E1", "mc/v1/other/ward/W1/chart/E1", "x", "mc/v1/demo/cart/cart-2/ack"],
)
def test_what_is_not_for_this_cart_is_only_noted(book: WardBook, topic: str) -> None:
    assert _codes(book.receive(topic, chart(), AT)) == [NoticeCode.TOPIC_UNKNOWN]


@pytest.mark.parametrize("word", ["state", "sync", "event"])
def test_what_the_cart_said_itself_is_no_news_when_a_broker_hands_it_back(book: WardBook, word: str) -> None:
    """Such as its own last will, when it connects again."""
    assert book.receive(f"mc/v1/demo/cart/cart-1/{word}", b'{"state":"lost"}', AT) == Received()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cut=st.integers(min_value=1, max_value=len(chart()) - 1))
def test_no_cut_chart_is_ever_understood(book: WardBook, cut: int) -> None:
    book.receive(E1, chart()[:cut], AT)

    assert isinstance(book.chart("E1"), UnreadableChart)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payload=st.binary(max_size=300), kind=st.sampled_from(["manifest", "staff", "policy", "chart/E1"]))
def test_no_bytes_from_the_hospital_crash_the_book(book: WardBook, payload: bytes, kind: str) -> None:
    book.receive(f"mc/v1/demo/ward/W1/{kind}", payload, AT)

    assert not isinstance(book.chart("E1"), Chart)
