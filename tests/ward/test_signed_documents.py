"""Forged, misplaced and outdated documents: refused, told, and the one before stays in force."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from cart_agent.core.chart import Chart
from cart_agent.his.messages import ClockState
from cart_agent.his.topics import Kind
from cart_agent.store import Store
from cart_agent.ward import NoticeCode, WardBook
from tests.support.events import instant
from tests.support.keys import public_pem
from tests.support.ward_documents import KEYS, MORNING, as_bytes, chart, formulary, medication, signed
from tests.ward.conftest import TOPICS, WARDS

STAFF = "mc/v1/demo/ward/W1/staff"
POLICY = "mc/v1/demo/ward/W1/policy"
CHART = "mc/v1/demo/ward/W1/chart/E1"
PART = "mc/v1/demo/formulary/a"
STOCK = "mc/v1/demo/cart/cart-1/stock"
COMMAND = "mc/v1/demo/cart/cart-1/command"
AT = instant()


def staff(version: int = 2, **fields: Any) -> dict[str, Any]:
    badge = hashlib.sha256(b"s-badge").hexdigest()
    member = {"id": "n1", "name": "Điều dưỡng Thử", "roles": ["nurse"], "badge": badge}
    return {"version": version, "salt": "s-", "notAfter": "2026-04-01T00:00:00Z", "staff": [member]} | fields


def policy(version: int = 2, **fields: Any) -> dict[str, Any]:
    return {"version": version, "expiresSoonDays": 30} | fields


def command(**fields: Any) -> dict[str, Any]:
    end = (MORNING + timedelta(minutes=5)).isoformat()
    return {"commandId": "c1", "kind": "release-lockdown", "notAfter": end} | fields


def by_hand(header: dict[str, str], document: object, signature: bytes = b"") -> bytes:
    """A compact JWS that no library would make."""
    parts = (json.dumps(header).encode(), as_bytes(document), signature)
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


def none(document: object) -> bytes:
    return by_hand({"alg": "none", "kid": "h1"}, document)


def hs256(document: object) -> bytes:
    """Signed with the public key as if it were a shared secret."""
    header = {"alg": "HS256", "kid": "h1"}
    return jws.serialize_compact(header, as_bytes(document), OctKey.import_key(KEYS["h1"].hex())).encode()


def es256(document: object) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    header = {"alg": "ES256", "kid": "h1"}
    return jws.serialize_compact(header, as_bytes(document), ECKey.import_key(pem)).encode()


def another_key(document: object) -> bytes:
    return signed(document, key=Ed25519PrivateKey.generate())


def unknown_key(document: object) -> bytes:
    return signed(document, kid="h9")


def changed(document: object) -> bytes:
    """One letter of the content is another; the signature is the old one."""
    head, _, tail = signed(document).split(b".")
    other = base64.urlsafe_b64encode(as_bytes(document).replace(b'"version": 2', b'"version": 3') + b" ")
    return b".".join((head, other.rstrip(b"="), tail))


FORGERIES = (as_bytes, none, hs256, es256, another_key, unknown_key, changed)


@pytest.mark.parametrize("forge", FORGERIES)
@pytest.mark.parametrize(("topic", "document"), [(STAFF, staff), (POLICY, policy), (COMMAND, command)])
def test_nothing_counts_without_a_good_signature(
    book: WardBook, topic: str, document: Any, forge: Any
) -> None:
    book.receive(STAFF, signed(staff(1)), AT)
    book.receive(POLICY, signed(policy(1, expiresSoonDays=9)), AT)
    received = book.receive(topic, forge(document()), AT)

    assert [notice.code for notice in received.notices] == [NoticeCode.SIGNATURE_REFUSED]
    assert all(notice.alarm for notice in received.notices)
    assert (received.command, received.changed) == (None, frozenset())
    assert book.people.by_badge("badge") is not None
    assert book.policy("W1").expires_soon_days == 9


def test_two_keys_hold_while_the_hospital_changes_from_one_to_the_other(store: Store) -> None:
    new = Ed25519PrivateKey.generate()
    book = WardBook(store, TOPICS, WARDS, KEYS | {"h2": public_pem(new)})

    assert book.receive(POLICY, signed(policy(1)), AT).notices == ()
    assert book.receive(POLICY, signed(policy(2), kid="h2", key=new), AT).notices == ()
    assert book.policy("W1").version == 2
    only_new = WardBook(store, TOPICS, WARDS, {"h2": public_pem(new)})
    assert only_new.policy("W1").version == 2
    refused = only_new.receive(POLICY, signed(policy(3)), AT)
    assert [one.code for one in refused.notices] == [NoticeCode.SIGNATURE_REFUSED]


@pytest.mark.parametrize("wrong", [{"ward": "W2"}, {"site": "elsewhere"}])
@pytest.mark.parametrize(("topic", "document"), [(STAFF, staff), (POLICY, policy)])
def test_a_signed_document_of_another_ward_or_site_is_refused(
    book: WardBook, topic: str, document: Any, wrong: dict[str, str]
) -> None:
    received = book.receive(topic, signed(document(**wrong)), AT)

    assert [notice.code for notice in received.notices] == [NoticeCode.SIGNATURE_REFUSED]
    assert received.changed == frozenset()
    right = document(ward="W1", site="demo")
    assert book.receive(topic, signed(right), AT).notices == ()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (staff(1), NoticeCode.DOCUMENT_OLDER),
        (staff(2, salt="other-"), NoticeCode.DOCUMENT_CONFLICT),
        (staff(3, notAfter=MORNING.isoformat()), NoticeCode.DOCUMENT_EXPIRED),
    ],
)
def test_an_outdated_staff_list_leaves_the_newer_one(
    book: WardBook, document: dict[str, Any], code: NoticeCode
) -> None:
    book.receive(STAFF, signed(staff(2)), AT)
    received = book.receive(STAFF, signed(document), AT)

    assert [notice.code for notice in received.notices] == [code]
    assert book.people.by_badge("badge") is not None


@pytest.fixture
def strict(store: Store) -> WardBook:
    return WardBook(store, TOPICS, WARDS, KEYS, frozenset({Kind.CHART, Kind.FORMULARY, Kind.STOCK}))


@pytest.mark.parametrize(
    ("topic", "document"),
    [(CHART, chart()), (PART, formulary(medication("P5", "08930000000017"))), (STOCK, b"[]")],
)
def test_by_site_policy_charts_formulary_and_stock_count_only_signed(
    strict: WardBook, topic: str, document: bytes
) -> None:
    refused = strict.receive(topic, document, AT)
    assert [notice.code for notice in refused.notices] == [NoticeCode.SIGNATURE_REFUSED]
    assert refused.changed == frozenset()

    taken = strict.receive(topic, signed(json.loads(document)), AT)
    assert (taken.notices, len(taken.changed)) == ((), 1)


def test_a_signed_chart_is_read_like_any_other(strict: WardBook) -> None:
    strict.receive(CHART, signed(json.loads(chart(version=4))), AT)

    found = strict.chart("E1")
    assert isinstance(found, Chart)
    assert (found.version, found.patient.name) == (4, "NGUYỄN THỊ THỬ")


def test_without_a_clock_only_what_opens_nothing_is_obeyed(book: WardBook) -> None:
    unset = msgspec.structs.replace(AT, clock=ClockState(synced=False))
    refused = book.receive(COMMAND, signed(command()), unset)
    assert [notice.code for notice in refused.notices] == [NoticeCode.COMMAND_REFUSED]

    lock = book.receive(COMMAND, signed(command(commandId="c2", kind="lockdown")), unset)
    assert lock.command is not None
    assert book.receive(COMMAND, signed(command()), AT).command is not None


def test_commands_that_are_due_come_back_in_the_order_they_came(book: WardBook) -> None:
    for name in ("z", "a", "m"):
        book.receive(COMMAND, signed(command(commandId=name)), AT)

    assert [one.command_id for one in book.due_commands()] == ["z", "a", "m"]
    book.obeyed(book.due_commands()[1])
    assert [one.command_id for one in book.due_commands()] == ["z", "m"]
