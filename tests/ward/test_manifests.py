"""Verified or not, and how old: by the newest manifest of the epoch, on the monotonic clock."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.messages import ClockState, Instant
from cart_agent.his.topics import Kind
from cart_agent.ward import NoticeCode, Received, WardBook
from cart_agent.ward.freshness import Stamp, age_minutes
from tests.support.events import instant
from tests.support.ward_documents import MORNING, chart, digest, formulary, manifest, medication
from tests.ward.conftest import Restart

MANIFEST = "mc/v1/demo/ward/W1/manifest"
E1 = "mc/v1/demo/ward/W1/chart/E1"
PART = "mc/v1/demo/formulary/a"
AT = instant()
CHART = chart()


def _codes(received: Received) -> list[NoticeCode]:
    return [notice.code for notice in received.notices]


def test_a_chart_is_verified_when_the_manifest_names_its_version_and_hash(book: WardBook) -> None:
    book.receive(E1, CHART, AT)
    assert not book.freshness("E1", AT).verified
    assert book.freshness("E1", AT).age_minutes is None
    received = book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)

    assert received == Received(changed=frozenset({Kind.MANIFEST}))
    assert book.freshness("E1", AT).verified
    assert book.freshness("E1", instant(31 * 60)).age_minutes == 31


def test_a_forged_chart_with_the_named_version_is_not_verified(book: WardBook) -> None:
    book.receive(E1, chart(mrn="BN0666"), AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)

    assert not book.freshness("E1", AT).verified


def test_age_counts_from_the_manifests_own_time_not_from_its_arrival(book: WardBook) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}, as_of=MORNING - timedelta(minutes=50)), AT)

    assert book.freshness("E1", AT).age_minutes == 50
    book.receive(MANIFEST, manifest(1, {"E1": CHART}, as_of=MORNING - timedelta(minutes=50)), instant(600))
    assert book.freshness("E1", instant(600)).age_minutes == 60


def test_a_manifest_that_goes_back_makes_the_ward_unverified_until_a_newer_one(
    book: WardBook, restart: Restart
) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(9, {"E1": CHART}), AT)
    received = book.receive(MANIFEST, manifest(7, {"E1": CHART}), AT)

    assert _codes(received) == [NoticeCode.MANIFEST_WENT_BACK]
    assert received.sync is not None
    assert (received.sync.ward, received.sync.have, received.sync.reason) == (
        "W1",
        {"E1": 1},
        "manifest-went-back",
    )
    assert book.receive(MANIFEST, manifest(7, {"E1": CHART}), AT) == Received()
    book = restart()
    assert book.suspect("W1")
    assert not book.freshness("E1", AT).verified
    book.receive(MANIFEST, manifest(9, {"E1": CHART}), AT)
    assert book.suspect("W1")
    book.receive(MANIFEST, manifest(10, {"E1": CHART}), AT)
    assert not book.suspect("W1")
    assert book.freshness("E1", AT).verified


@pytest.mark.parametrize(("first", "second"), [(3, 2), ("b", "a"), (3, "x")])
def test_an_epoch_that_is_over_never_comes_back(book: WardBook, first: int | str, second: int | str) -> None:
    epochs = [second, first, second] if not (first == 3 and second == 2) else [first, second]
    answers = [book.receive(MANIFEST, manifest(seq, epoch=epoch), AT) for seq, epoch in enumerate(epochs, 1)]

    assert [_codes(answer) for answer in answers[:-1]] == [[]] * (len(epochs) - 1)
    assert _codes(answers[-1]) == [NoticeCode.MANIFEST_WENT_BACK]


def test_a_new_epoch_starts_counting_anew(book: WardBook) -> None:
    book.receive(MANIFEST, manifest(900, epoch=1), AT)

    assert _codes(book.receive(MANIFEST, manifest(1, epoch=2), AT)) == []
    assert not book.suspect("W1")


def test_two_manifests_with_one_number_are_an_alarm(book: WardBook) -> None:
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)
    received = book.receive(MANIFEST, manifest(1, {}), AT)

    assert _codes(received) == [NoticeCode.MANIFEST_CONFLICT]
    assert book.suspect("W1")


def test_a_manifest_that_is_not_understood_changes_nothing(book: WardBook) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)
    received = book.receive(MANIFEST, b'{"epoch": 1, "seq": "two"}', AT)

    assert _codes(received) == [NoticeCode.DOCUMENT_UNREADABLE]
    assert book.freshness("E1", AT).verified


def test_a_chart_no_longer_named_ages_from_when_it_last_was(book: WardBook, restart: Restart) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)
    book.receive(MANIFEST, manifest(2, {}, as_of=MORNING + timedelta(minutes=40)), instant(2400))
    book = restart()

    found = book.freshness("E1", instant(2400))
    assert (found.verified, found.age_minutes) == (False, 40)
    assert book.manifest_age("W1", instant(2400)) == 0


def test_what_two_manifests_name_and_the_cart_has_not_is_asked_for(book: WardBook) -> None:
    first = book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)
    second = book.receive(MANIFEST, manifest(2, {"E1": CHART}), AT)

    assert first.sync is None
    assert second.sync is not None
    assert (second.sync.have, second.sync.reason) == ({}, "differs")


def test_a_formulary_other_than_the_named_one_leaves_no_chart_verified(book: WardBook) -> None:
    part = formulary(medication("PARA500", "08930000000012"))
    named: dict[str, Any] = {"formulary": {"version": 1, "parts": {"a": digest(part)}}}
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}, **named), AT)
    assert not book.freshness("E1", AT).verified
    book.receive(PART, part, AT)

    assert book.freshness("E1", AT).verified
    assert book.formulary.by_drug("PARA500") is not None


def test_a_part_of_the_formulary_that_is_no_longer_named_is_withdrawn(
    book: WardBook, restart: Restart
) -> None:
    parts = {"a": formulary(medication("PARA500", "08930000000012")), "b": formulary(medication("X", "2"))}
    for name, part in parts.items():
        book.receive(f"mc/v1/demo/formulary/{name}", part, AT)
    assert book.formulary.by_drug("X") is not None, "before any manifest, all that came"

    def named(*names: str) -> dict[str, Any]:
        return {"formulary": {"version": 1, "parts": {name: digest(parts[name]) for name in names}}}

    book.receive(MANIFEST, manifest(1, **named("a", "b")), AT)
    assert book.formulary.by_drug("X") is not None
    received = book.receive(MANIFEST, manifest(2, **named("a")), AT)
    assert Kind.FORMULARY in received.changed, "a dose in hand is asked about again"
    assert [one.formulary.by_drug("X") for one in (book, restart())] == [None, None]
    assert book.formulary.by_drug("PARA500") is not None

    book.receive(MANIFEST, manifest(3, **named()), AT)
    assert book.formulary.products == ()


def test_freshness_survives_a_restart_within_the_same_boot(book: WardBook, restart: Restart) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)

    found = restart().freshness("E1", instant(600))
    assert (found.verified, found.age_minutes) == (True, 10)


def test_after_a_reboot_the_age_is_unknown_until_the_clock_is_set(book: WardBook, restart: Restart) -> None:
    book.receive(E1, CHART, AT)
    book.receive(MANIFEST, manifest(1, {"E1": CHART}), AT)
    book = restart()
    unset = Instant(now=MORNING, monotonic=5, boot_id="boot-2", clock=ClockState(synced=False))
    later = instant(3600, boot_id="boot-2")

    assert book.freshness("E1", unset).age_minutes is None
    assert not book.freshness("E1", unset).clock_synced
    assert book.freshness("E1", later).age_minutes == 60


@given(
    arrived=st.integers(-3600, 3600),
    passed=st.integers(0, 10**6),
    clock_set=st.integers(-(10**6), 10**6),
)
def test_setting_the_clock_never_makes_a_manifest_younger_within_a_boot(
    arrived: int, passed: int, clock_set: int
) -> None:
    of = Stamp(as_of=MORNING, received=instant(arrived))
    at = Instant(
        now=MORNING + timedelta(seconds=clock_set),
        monotonic=of.received.monotonic + passed,
        boot_id="boot-1",
        clock=ClockState(synced=True),
    )

    assert age_minutes(of, at) == (max(arrived, 0) + passed) // 60


@pytest.mark.parametrize("before", [None, 1])
def test_the_network_may_be_behind_a_file_and_not_behind_itself(
    book: WardBook, restart: Restart, before: int | None
) -> None:
    if before is not None:
        book.receive(MANIFEST, manifest(before, {}), AT)
    heard = book.heard("W1")
    book.receive(MANIFEST, manifest(9, {}), AT)
    book.came_by_file("W1", heard)
    book = restart()

    assert book.receive(MANIFEST, manifest(3, {}), AT) == Received()
    assert book.receive(MANIFEST, manifest(4, {}), AT) == Received()
    assert _codes(book.receive(MANIFEST, manifest(3, {}), AT)) == [NoticeCode.MANIFEST_WENT_BACK]


def test_an_epoch_that_a_file_ended_may_still_come_from_the_broker(book: WardBook) -> None:
    book.receive(MANIFEST, manifest(5, {}, epoch=1), AT)
    heard = book.heard("W1")
    book.receive(MANIFEST, manifest(1, {}, epoch=2), AT)
    book.came_by_file("W1", heard)

    assert book.receive(MANIFEST, manifest(6, {}, epoch=1), AT) == Received()
    assert not book.suspect("W1")
    assert book.receive(MANIFEST, manifest(2, {}, epoch=2), AT).changed == frozenset({Kind.MANIFEST})
    assert _codes(book.receive(MANIFEST, manifest(7, {}, epoch=1), AT)) == [NoticeCode.MANIFEST_WENT_BACK]


def test_a_file_without_a_manifest_to_be_read_changes_nothing(book: WardBook) -> None:
    book.came_by_file("W1", None)

    assert book.heard("W1") is None
