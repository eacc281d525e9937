"""Versions never go back, and one version has one content: of documents that are not about one patient."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.his.topics import Kind
from cart_agent.store import Store
from cart_agent.ward import NoticeCode, Received, WardBook
from tests.support.events import instant
from tests.support.keys import public_pem
from tests.support.ward_documents import (
    KEYS,
    as_bytes,
    chart,
    digest,
    formulary,
    manifest,
    medication,
    signed,
)
from tests.ward.conftest import TOPICS, WARDS, Restart
from tests.ward.test_papers import PART, POLICY, STOCK, codes, line, policy, stock

AT = instant()


@pytest.mark.parametrize("had", [False, True])
def test_an_older_policy_is_an_alarm_once_whether_it_was_ever_in_force_or_not(
    book: WardBook, had: bool
) -> None:
    if had:
        book.receive(POLICY, signed(policy(4)), AT)
    book.receive(POLICY, signed(policy(5)), AT)
    first = book.receive(POLICY, signed(policy(4)), AT)

    assert codes(first) == [NoticeCode.DOCUMENT_OLDER]
    assert first.notices[0].alarm
    assert book.receive(POLICY, signed(policy(4)), AT) == Received()


def test_what_is_delivered_again_after_a_newer_one_came_is_no_replay(book: WardBook) -> None:
    for version in (4, 5):
        book.receive(POLICY, signed(policy(version)), AT)

    assert book.overtaken(POLICY, signed(policy(4)))
    assert not book.overtaken(POLICY, signed(policy(5)))
    assert not book.overtaken(POLICY, signed(policy(3))), "it was never here"


def test_stock_and_formulary_that_go_back_to_what_they_were_are_taken_also_when_delivered_again(
    book: WardBook,
) -> None:
    """They need no version: what came last is what holds, and no manifest would ask for the stock again."""
    for topic, before, after in (
        (STOCK, as_bytes([line(1)]), as_bytes([line(4)])),
        (PART, formulary(medication("A", "08930000000012")), formulary()),
    ):
        for document in (before, after):
            book.receive(topic, document, AT)

        assert not book.overtaken(topic, before)


def test_a_policy_that_another_key_signs_anew_is_the_same_policy(store: Store) -> None:
    """The hospital changes its key without a new version; its manifest names the new bytes."""
    other = Ed25519PrivateKey.generate()
    book = WardBook(store, TOPICS, WARDS, KEYS | {"h2": public_pem(other)})
    book.receive(POLICY, signed(policy()), AT)
    again = signed(policy(), "h2", other)
    named = {"version": 1, "sha256": digest(again)}

    assert book.receive(POLICY, again, AT).notices == ()
    book.receive("mc/v1/demo/ward/W1/manifest", manifest(1, policy=named), AT)
    assert book.complete("W1")


def test_one_version_of_stock_with_two_contents_is_told_and_the_last_one_counts(book: WardBook) -> None:
    first, other = stock(5, line(1)), stock(5, line(4))
    assert book.receive(STOCK, first, AT).notices == ()
    received = book.receive(STOCK, other, AT)

    assert codes(received) == [NoticeCode.DOCUMENT_CONFLICT]
    assert received.notices[0].alarm
    assert len(received.changed) == 1
    assert [item.drawer for item in book.stock] == [4]
    assert book.receive(STOCK, first, AT).notices == (), "the same two once more are no news"


@pytest.mark.parametrize("version", [2**53, 2**63, 10**30])
@pytest.mark.parametrize("topic", [POLICY, STOCK])
def test_a_version_beyond_all_numbers_is_not_understood(book: WardBook, topic: str, version: int) -> None:
    message = signed(policy(version)) if topic == POLICY else stock(version)

    assert codes(book.receive(topic, message, AT)) == [NoticeCode.DOCUMENT_UNREADABLE]
    assert book.receive(topic, message, AT).notices == ()


def part(version: str, drug: str) -> bytes:
    made = json.loads(formulary(medication(drug, "08930000000012")))
    return as_bytes(made | {"meta": {"versionId": version}})


@pytest.mark.parametrize("version", ["4", "5", "", "v7", "9" * 40])
def test_a_formulary_goes_by_its_manifest_alone_whatever_a_server_counts(
    book: WardBook, version: str
) -> None:
    book.receive(PART, part("5", "PARA500"), AT)

    assert book.receive(PART, part(version, "AMOX500"), AT).notices == ()
    assert [product.id for product in book.formulary.products] == ["AMOX500"]


def test_a_bare_list_of_resources_is_read(book: WardBook, restart: Restart) -> None:
    assert book.receive(STOCK, b" " + as_bytes([line(2)]), AT).notices == ()
    assert book.receive(PART, as_bytes([medication("PARA500", "08930000000012")]), AT).notices == ()

    assert [item.drawer for item in book.stock] == [2]
    assert [product.id for product in restart().formulary.products] == ["PARA500"]
    assert book.receive(STOCK, stock(1, line(3)), AT).notices == ()
    assert [item.drawer for item in book.stock] == [3]


def test_a_chart_that_another_key_signs_anew_is_the_same_chart(store: Store) -> None:
    other = Ed25519PrivateKey.generate()
    book = WardBook(store, TOPICS, WARDS, KEYS | {"h2": public_pem(other)}, frozenset({Kind.CHART}))
    topic, content = "mc/v1/demo/ward/W1/chart/E1", json.loads(chart(version=4))
    book.receive(topic, signed(content), AT)
    again = signed(content, "h2", other)

    assert book.receive(topic, again, AT).notices == ()
    pins = {"E1": {"version": 4, "sha256": digest(again)}}
    book.receive("mc/v1/demo/ward/W1/manifest", as_bytes(json.loads(manifest(1)) | {"charts": pins}), AT)
    assert book.complete("W1")
    changed = book.receive(topic, signed(content | {"closed": True}, "h2", other), AT)
    assert codes(changed) == [NoticeCode.CHART_CONFLICT]
