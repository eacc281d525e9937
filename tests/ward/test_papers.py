"""Staff, policy, formulary, stock and commands: signed where they must be, in order, in time."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.core.policy import DEFAULT
from cart_agent.his.messages import CommandKind
from cart_agent.his.topics import Kind
from cart_agent.ward import NoticeCode, Received, WardBook
from tests.support.events import instant
from tests.support.ward_documents import MORNING, as_bytes, formulary, medication, signed
from tests.ward.conftest import Restart

POLICY = "mc/v1/demo/ward/W1/policy"
STAFF = "mc/v1/demo/ward/W1/staff"
PART = "mc/v1/demo/formulary/a"
STOCK = "mc/v1/demo/cart/cart-1/stock"
COMMAND = "mc/v1/demo/cart/cart-1/command"
HOST = "mc/v1/demo/host/state"
AT = instant()


def codes(received: Received) -> list[NoticeCode]:
    return [notice.code for notice in received.notices]


def policy(version: int = 1, **fields: Any) -> dict[str, Any]:
    return {"version": version, "expiresSoonDays": 30} | fields


def test_without_a_policy_the_documented_defaults_hold(book: WardBook) -> None:
    assert book.policy("W1") == DEFAULT


def test_a_signed_policy_comes_into_force_and_survives_a_restart(book: WardBook, restart: Restart) -> None:
    assert book.receive(POLICY, signed(policy()), AT).changed == frozenset({Kind.POLICY})

    assert book.policy("W1").expires_soon_days == 30
    assert book.policy("W2") == DEFAULT
    assert restart().policy("W1").expires_soon_days == 30


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (as_bytes(policy(2)), NoticeCode.SIGNATURE_REFUSED),
        (signed(policy(2), kid="h2"), NoticeCode.SIGNATURE_REFUSED),
        (signed(policy(2), key=Ed25519PrivateKey.generate()), NoticeCode.SIGNATURE_REFUSED),
        (b"", NoticeCode.DOCUMENT_UNREADABLE),
        (signed({"version": 2, "noSuchRule": True}), NoticeCode.DOCUMENT_UNREADABLE),
        (signed([1, 2]), NoticeCode.DOCUMENT_UNREADABLE),
        (signed(policy(0)), NoticeCode.DOCUMENT_OLDER),
        (signed(policy(1, expiresSoonDays=1)), NoticeCode.DOCUMENT_CONFLICT),
        (signed(policy(2, notAfter=MORNING.isoformat())), NoticeCode.DOCUMENT_EXPIRED),
        (signed(policy(2, notAfter="2030-01-01T00:00:00")), NoticeCode.DOCUMENT_EXPIRED),
    ],
)
def test_a_policy_that_may_not_come_into_force_leaves_the_one_before(
    book: WardBook, payload: bytes, code: NoticeCode
) -> None:
    book.receive(POLICY, signed(policy()), AT)
    received = book.receive(POLICY, payload, AT)

    assert received.changed == frozenset()
    assert codes(received) == [code]
    assert book.policy("W1").expires_soon_days == 30


def test_the_formulary_is_all_its_parts(book: WardBook, restart: Restart) -> None:
    book.receive(PART, formulary(medication("PARA500", "08930000000012")), AT)
    assert book.formulary.by_gtin("08930000000012") is not None
    book.receive("mc/v1/demo/formulary/b", formulary(medication("AMOX500", "08930000000029")), AT)

    assert {product.id for product in restart().formulary.products} == {"PARA500", "AMOX500"}
    assert book.formulary.by_drug("AMOX500") is not None


def test_a_formulary_part_that_is_not_understood_leaves_the_one_before(book: WardBook) -> None:
    book.receive(PART, formulary(medication("PARA500", "08930000000012")), AT)
    received = book.receive(PART, b'{"resourceType": "Bundle", "entry": 7}', AT)

    assert codes(received) == [NoticeCode.DOCUMENT_UNREADABLE]
    assert book.formulary.by_drug("PARA500") is not None


def test_a_part_of_the_formulary_may_be_empty(book: WardBook) -> None:
    book.receive(PART, formulary(medication("PARA500", "08930000000012")), AT)

    assert book.receive(PART, formulary(), AT).notices == ()
    assert book.formulary.products == ()


def test_stock_that_is_rubbish_is_reported(book: WardBook) -> None:
    assert codes(book.receive(STOCK, b"rubbish", AT)) == [NoticeCode.DOCUMENT_UNREADABLE]
    assert codes(book.receive(STOCK, b"rub.bi.sh", AT)) == [NoticeCode.SIGNATURE_REFUSED]
    assert codes(book.receive(STOCK, b'{"entry": 1}', AT)) == [NoticeCode.DOCUMENT_UNREADABLE]
    assert book.stock == ()


def stock(version: int, *lines: dict[str, Any], cart: str = "cart-1") -> bytes:
    entries = [{"resource": one} for one in lines]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return as_bytes({"version": version, "cart": cart, "bundle": bundle})


def line(drawer: int, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationDispense",
        "status": "completed",
        "medicationCodeableConcept": {"coding": [{"system": "urn:mc:drug", "code": "PARA500"}]},
        "destination": {"identifier": {"system": "urn:mc:drawer", "value": str(drawer)}},
    } | fields


def test_an_older_stock_or_another_carts_leaves_the_one_before(book: WardBook) -> None:
    assert book.receive(STOCK, stock(5, line(1)), AT).notices == ()
    older = book.receive(STOCK, stock(4, line(2)), AT)
    other = book.receive(STOCK, stock(6, line(3), cart="cart-2"), AT)

    assert [*codes(older), *codes(other)] == [NoticeCode.DOCUMENT_OLDER, NoticeCode.DOCUMENT_UNREADABLE]
    assert [item.drawer for item in book.stock] == [1]


@pytest.mark.parametrize("key", ["modifierExtension", "modifier\\u0045xtension"])
def test_what_may_mean_the_opposite_is_not_used_and_the_hospital_is_told(book: WardBook, key: str) -> None:
    """FHIR forbids to process what a modifier changes and one does not understand."""
    good, changed = (medication(f"PARA{n}", f"0893000000001{n}") for n in (1, 2))
    spoilt = formulary(good, changed | {"KEY": [{"url": "x"}]}).replace(b'"KEY"', f'"{key}"'.encode())
    told = book.receive(PART, spoilt, AT)
    loaded = book.receive(
        STOCK, stock(1, line(1), line(2, KEY=[{"url": "x"}])).replace(b'"KEY"', f'"{key}"'.encode()), AT
    )

    assert [*codes(told), *codes(loaded)] == [NoticeCode.DOCUMENT_PARTLY] * 2
    assert told.notices[0].detail.startswith("1 of 2: modifierExtension")
    assert [bool(product.problem) for product in book.formulary.products] == [False, True]
    assert [(item.drawer, bool(item.problem)) for item in book.stock] == [(1, False), (0, True)]


def command(**fields: Any) -> dict[str, Any]:
    not_after = (MORNING + timedelta(minutes=5)).isoformat()
    return {"commandId": "c1", "kind": "lockdown", "notAfter": not_after} | fields


def test_a_signed_command_is_handed_on_once(book: WardBook, restart: Restart) -> None:
    received = book.receive(COMMAND, signed(command()), AT)

    assert received.command is not None
    assert received.command.kind is CommandKind.LOCKDOWN
    assert book.receive(COMMAND, signed(command()), AT) == Received()
    assert restart().receive(COMMAND, signed(command()), AT) == Received()
    assert book.receive(COMMAND, signed(command(commandId="c2")), AT).command is not None


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (as_bytes(command()), NoticeCode.SIGNATURE_REFUSED),
        (signed(command(kind="unlock")), NoticeCode.COMMAND_REFUSED),
        (signed(command(notAfter=MORNING.isoformat())), NoticeCode.COMMAND_REFUSED),
        (signed(command(cart="cart-2")), NoticeCode.COMMAND_REFUSED),
        (signed(command(site="elsewhere")), NoticeCode.COMMAND_REFUSED),
        (signed(command(), key=Ed25519PrivateKey.generate()), NoticeCode.SIGNATURE_REFUSED),
        (b"rubbish", NoticeCode.SIGNATURE_REFUSED),
    ],
)
def test_a_command_that_may_not_be_obeyed_is_refused(
    book: WardBook, payload: bytes, code: NoticeCode
) -> None:
    received = book.receive(COMMAND, payload, AT)

    assert received.command is None
    assert codes(received) == [code]


def test_a_command_replayed_after_its_time_is_refused(book: WardBook) -> None:
    book.receive(COMMAND, signed(command()), AT)
    later = instant(3600)
    not_after = (later.now + timedelta(minutes=5)).isoformat()
    book.receive(COMMAND, signed(command(commandId="c2", notAfter=not_after)), later)

    assert codes(book.receive(COMMAND, signed(command()), later)) == [NoticeCode.COMMAND_REFUSED]


def test_the_hospitals_state_is_told(book: WardBook) -> None:
    received = book.receive(HOST, b'{"state": "ready", "session": 7}', AT)

    assert received.host is not None
    assert received.host.state == "ready"
    assert codes(book.receive(HOST, b'{"state": "maybe"}', AT)) == [NoticeCode.DOCUMENT_UNREADABLE]


def test_staff_without_a_valid_signature_is_nobody(book: WardBook) -> None:
    book.receive(STAFF, as_bytes({"version": 1, "salt": "s", "staff": []}), AT)

    assert book.people.by_badge("anything") is None
