"""Orders that come in on a stick: signed, of this ward, newer than what the cart has."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.api import requests as ask
from cart_agent.api.pushes import ImportReport, Reply
from cart_agent.demo.files import KID
from cart_agent.his.messages import encode
from cart_agent.his.orderfile import INDEX, LARGEST_FILE, Entry, OrderIndex, pack
from cart_agent.his.signing import sign
from cart_agent.hospital.wire import Publication
from tests.agent.cart_help import Cart
from tests.agent.hospital_desk import KEY
from tests.support.keys import private_pem

WARD = "noi-a"
STOCK_OF_ANOTHER = "mc/v1/bv-vi-du/cart/cart-02/stock"


def by(key: Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    return lambda body: sign(body, KID, private_pem(key))


def stick(
    cart: Cart,
    *more: Publication,
    key: Ed25519PrivateKey = KEY,
    leave_out: str = "\0",
    **fields: Any,
) -> bytes:
    """The ward's documents as they are now, in one signed file."""
    now = cart.clock.now()
    everything = [*more, *cart.hospital.everything(now)]
    chosen = [one for one in everything if leave_out not in one.topic]
    named = {f"documents/{number}": one for number, one in enumerate(chosen)}
    entries = tuple(
        Entry(topic=one.topic, name=name, sha256=sha256(one.payload).hexdigest())
        for name, one in named.items()
    )
    about: dict[str, Any] = {
        "site": "bv-vi-du",
        "ward": WARD,
        "as_of": now,
        "not_after": now + timedelta(hours=24),
    }
    index = OrderIndex(documents=entries, **(about | fields))
    return pack(index, {name: one.payload for name, one in named.items()}, by(key))


def takes(cart: Cart, file: bytes, *, dry_run: bool = False) -> Reply:
    return cart.service.request(ask.ImportOrders(id=9, payload=file, by="root", dry_run=dry_run))


def report(reply: Reply) -> ImportReport:
    assert reply.ok, reply.text
    assert isinstance(reply.data, ImportReport)
    return reply.data


def stopped_order(cart: Cart) -> None:
    """A doctor stops the first order of bed A01; no network tells the cart."""
    order = cart.agent.knowledge.chart("E26-0001").orders[0].id  # type: ignore[union-attr]
    cart.hospital.change_order("E26-0001", order, status="stopped")


def status_of_first_order(cart: Cart) -> str:
    chart = cart.agent.knowledge.chart("E26-0001")
    assert chart is not None
    return chart.orders[0].status


def test_what_a_doctor_changed_during_an_outage_comes_in_by_file(cart: Cart) -> None:
    stopped_order(cart)
    cart.passes(6 * 3600)
    made = stick(cart)
    cart.passes(600)
    said = report(takes(cart, made))

    assert (said.ward, said.taken, said.problems) == (WARD, 2, ())  # the chart and the manifest
    assert status_of_first_order(cart) == "stopped"
    assert said.unchanged > 5
    (told,) = [one for one in cart.resources("system") if one["subtype"][0]["code"] == "orders-imported"]
    assert said.sha256 in str(told)


def test_its_age_is_counted_from_when_the_hospital_made_it(cart: Cart) -> None:
    cart.passes(6 * 3600)
    made = stick(cart)
    cart.passes(40 * 60)
    takes(cart, made)

    assert cart.status.manifest_age_minutes == 40
    assert cart.agent.knowledge.book.complete(WARD)


def test_a_change_by_file_stops_the_dose_in_hand_like_one_by_network(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    dose = cart.agent.session.dose
    assert dose is not None
    cart.hospital.change_order("E26-0001", dose.order_id, status="stopped")
    takes(cart, stick(cart))

    assert cart.view.state == "give"
    assert cart.view.verdict is not None
    assert cart.view.verdict.severity == "STOP"


def test_a_dry_run_says_the_same_and_keeps_nothing(cart: Cart) -> None:
    stopped_order(cart)
    made = stick(cart)
    events = len(cart.stored())
    tried = report(takes(cart, made, dry_run=True))

    assert (tried.taken, tried.dry_run) == (2, True)
    assert (len(cart.stored()), status_of_first_order(cart)) == (events, "active")
    assert report(takes(cart, made)).taken == tried.taken
    assert status_of_first_order(cart) == "stopped"


def test_the_same_file_again_changes_nothing(cart: Cart) -> None:
    made = stick(cart)
    takes(cart, made)

    assert report(takes(cart, made)).taken == 0


def test_an_older_file_never_brings_back_what_was_stopped(cart: Cart) -> None:
    old = stick(cart)
    stopped_order(cart)
    takes(cart, stick(cart))
    refused = takes(cart, old)

    assert (refused.ok, "older" in refused.text["en"]) == (False, True)
    assert status_of_first_order(cart) == "stopped"
    assert cart.agent.knowledge.book.complete(WARD)
    assert cart.facts("system")[-1] == "orders-refused"


def test_what_belongs_to_another_cart_is_left_out(cart: Cart) -> None:
    said = report(takes(cart, stick(cart, Publication(topic=STOCK_OF_ANOTHER, payload=b"[]"))))

    assert said.not_ours == 1


def changed_member(file: bytes) -> bytes:
    """One document differs from what was signed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content if name == INDEX else content.replace(b'"active"', b'"stopped"'))
    return out.getvalue()


def without_signature(cart: Cart) -> bytes:
    index = OrderIndex(
        site="bv-vi-du",
        ward=WARD,
        as_of=cart.clock.now(),
        not_after=cart.clock.now() + timedelta(hours=1),
        documents=(),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(INDEX, encode(index))
    return out.getvalue()


def bomb(cart: Cart) -> bytes:
    """Small on the stick, far too large in memory."""
    big = Publication(topic="mc/v1/bv-vi-du/formulary/big", payload=b" " * (9 * 2**20))
    return stick(cart, big)


COMMAND = Publication(topic="mc/v1/bv-vi-du/cart/cart-01/command", payload=b"x")
ACK = Publication(topic="mc/v1/bv-vi-du/cart/cart-01/ack", payload=b'{"settled": []}')
OTHER_WARD = Publication(topic="mc/v1/bv-vi-du/ward/other/policy", payload=b"x")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda cart: stick(cart, key=Ed25519PrivateKey.generate()), "not signed by this hospital"),
        (without_signature, "not signed"),
        (lambda cart: stick(cart, site="elsewhere"), "for site"),
        (lambda cart: stick(cart, ward="ngoai-b"), "does not serve"),
        (lambda cart: stick(cart, not_after=cart.clock.now()), "until"),
        (lambda cart: stick(cart, as_of=cart.clock.now() + timedelta(hours=1)), "still to come"),
        (lambda cart: stick(cart, leave_out="/manifest"), "no manifest"),
        (lambda cart: stick(cart, COMMAND), "no place"),
        (lambda cart: stick(cart, ACK), "no place"),
        (lambda cart: stick(cart, OTHER_WARD), "no place"),
        (lambda cart: changed_member(stick(cart)), "changed since it was signed"),
        (lambda cart: stick(cart)[:-2000], "not a whole file"),
        (bomb, "too large"),
        (lambda _: b"\0" * (LARGEST_FILE + 1), "too large"),
        (lambda _: b"", "not a whole file"),
    ],
)
def test_a_file_that_is_not_ours_whole_and_in_time_is_refused(
    cart: Cart, make: Callable[[Cart], bytes], reason: str
) -> None:
    file = make(cart)
    before = len(cart.stored())
    refused = takes(cart, file)

    assert (refused.ok, refused.code) == (False, "orders-refused")
    assert reason in refused.text["en"]
    assert len(cart.stored()) == before + 1
    assert status_of_first_order(cart) == "active"
    assert not takes(cart, file, dry_run=True).ok
    assert len(cart.stored()) == before + 1


def went_back(cart: Cart) -> bool:
    return any(b"manifest-went-back" in one.message for one in cart.agent.store.events(0, 1000))


def test_manifests_that_waited_in_the_broker_behind_a_file_are_no_alarm(cart: Cart) -> None:
    before = cart.hospital.manifest(cart.clock.now())
    assert cart.hears(before).ok
    waiting = [cart.hospital.manifest(cart.clock.now()) for _ in range(3)]
    stopped_order(cart)
    file = stick(cart)
    assert takes(cart, file).ok
    cart.crash()
    assert takes(cart, file).ok

    for one in waiting:
        assert cart.hears(one).ok
    assert not went_back(cart)
    assert cart.agent.knowledge.book.complete(WARD)
    assert status_of_first_order(cart) == "stopped"

    assert cart.hears(waiting[1]).ok
    assert went_back(cart), "the network itself went back"
    assert cart.agent.knowledge.book.suspect(WARD)
