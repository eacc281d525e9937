"""What the manifests name and the cart has not got: asked for again, and in the end told to people."""

from datetime import timedelta
from typing import Any

import pytest

from cart_agent.ward import NoticeCode, Received, WardBook
from tests.support.events import instant
from tests.support.ward_documents import MORNING, chart, closed, digest, manifest, signed
from tests.ward.conftest import Restart

MANIFEST = "mc/v1/demo/ward/W1/manifest"
E1 = "mc/v1/demo/ward/W1/chart/E1"
POLICY = "mc/v1/demo/ward/W1/policy"
CHART = chart()
MONTHS = 40 * 86_400


def named(book: WardBook, seq: int, seconds: int, message: bytes = CHART) -> Received:
    return book.receive(MANIFEST, manifest(seq, {"E1": message}), instant(seconds))


def test_a_chart_that_does_not_come_is_told_once_after_it_was_asked_for_in_vain(book: WardBook) -> None:
    received = [named(book, seq, seconds) for seq, seconds in enumerate((0, 60, 119, 120, 180, 240), 1)]

    assert [one.sync is not None for one in received] == [False, True, True, True, True, True]
    assert [[notice.code for notice in one.notices] for one in received] == [
        [],
        [],
        [],
        [NoticeCode.CHART_MISSING],
        [],
        [],
    ]
    (notice,) = received[3].notices
    assert (notice.encounter_id, notice.topic, notice.alarm) == ("E1", E1, True)
    assert "for 2 min" in notice.detail


def test_many_manifests_at_once_are_no_reason_to_call_people(book: WardBook) -> None:
    assert [named(book, seq, 1).notices for seq in range(1, 20)] == [()] * 19


def test_one_that_came_is_told_anew_when_its_next_version_does_not_come(book: WardBook) -> None:
    for seq, seconds in enumerate((0, 60, 120), 1):
        told = named(book, seq, seconds)
    book.receive(E1, CHART, instant(130))
    assert named(book, 4, 180) == Received(changed=told.changed)
    later = [named(book, seq, 60 * seq, chart(version=2)) for seq in (5, 6, 7)]

    assert [len(one.notices) for one in (told, *later)] == [1, 0, 0, 1]


def test_a_paper_that_does_not_come_is_told_too(book: WardBook) -> None:
    pin = {"version": 1, "sha256": digest(b"anything")}
    papers: dict[str, Any] = {
        "staff": pin,
        "policy": pin,
        "formulary": {"version": 1, "parts": {"a": pin["sha256"]}},
    }
    asked = []
    for seq, seconds in enumerate((0, 60, 120), 1):
        received = book.receive(MANIFEST, manifest(seq, **papers), instant(seconds))
        asked.append(received.sync is not None)

    assert asked == [False, True, False], "once: what is refused would be refused each time"
    assert {notice.topic.removeprefix("mc/v1/demo/") for notice in received.notices} == {
        "ward/W1/staff",
        "ward/W1/policy",
        "formulary/a",
    }
    assert {notice.code for notice in received.notices} == {NoticeCode.DOCUMENT_MISSING}


@pytest.mark.parametrize(
    "refused",
    [
        signed({"version": 1, "notAfter": MORNING.isoformat()}),
        signed({"version": 1, "site": "another"}),
        b'{"version": 1}',
        signed({"version": 1, "no-such-rule": 1}),
    ],
)
def test_a_paper_that_came_and_was_refused_is_not_called_missing(
    book: WardBook, restart: Restart, refused: bytes
) -> None:
    """People have heard why it does not count. What the broker kept is told again after a restart."""
    pin = {"version": 1, "sha256": digest(refused)}
    assert book.receive(POLICY, refused, instant()).notices
    for again in (False, True):
        book = restart() if again else book
        book.receive(POLICY, refused, instant(1000 * again))
        for seq in range(1, 5):
            message = manifest(10 * again + seq, policy=pin)
            received = book.receive(MANIFEST, message, instant(1000 * again + 60 * seq))
            assert not received.notices

    other = {"version": 2, "sha256": digest(b"what does not come")}
    told = [book.receive(MANIFEST, manifest(seq, policy=other), instant(60 * seq)) for seq in (50, 51, 52)]
    assert [notice.code for one in told for notice in one.notices] == [NoticeCode.DOCUMENT_MISSING]


def test_a_chart_of_the_same_version_that_was_an_alarm_is_not_missing_too(book: WardBook) -> None:
    other = chart(mrn="BN0002")
    book.receive(E1, CHART, instant())
    conflict = book.receive(E1, other, instant(1))
    later = [named(book, seq, 60 * seq, other) for seq in range(1, 6)]

    assert [notice.code for notice in conflict.notices] == [NoticeCode.CHART_CONFLICT]
    assert [one.notices for one in later] == [()] * 5
    assert later[-1].sync, "it is asked for all the same: the next version mends it"


def test_a_closed_chart_that_was_erased_is_neither_missed_nor_taken_again(
    book: WardBook, restart: Restart
) -> None:
    over = closed(version=2)
    book.receive(E1, CHART, instant())
    book.receive(E1, over, instant())
    book.forget_old(instant(MONTHS), timedelta(days=30))
    book = restart()
    received = [named(book, seq, MONTHS + 60 * seq, over) for seq in range(1, 6)]

    assert [(one.notices, one.sync) for one in received] == [((), None)] * 5
    assert book.complete("W1")
    assert book.sync("W1", "connect").have == {"E1": 2}
    assert book.receive(E1, over, instant(MONTHS)) == Received()
    assert book.chart("E1") is None


def test_an_erased_chart_that_is_open_again_in_the_same_version_is_an_alarm(book: WardBook) -> None:
    book.receive(E1, closed(version=2), instant())
    book.forget_old(instant(MONTHS), timedelta(days=30))
    received = book.receive(E1, chart(version=2), instant(MONTHS))

    assert [notice.code for notice in received.notices] == [NoticeCode.CHART_CONFLICT]


def test_a_manifest_with_a_name_that_fits_into_no_topic_is_not_understood(book: WardBook) -> None:
    part: dict[str, Any] = {"formulary": {"version": 1, "parts": {"": "0" * 64}}}
    messages = (manifest(1, {"a/b": CHART}), manifest(1, **part))
    received = [book.receive(MANIFEST, message, instant()) for message in messages]

    codes = [[notice.code for notice in one.notices] for one in received]
    assert codes == [[NoticeCode.DOCUMENT_UNREADABLE]] * 2
