"""What the hospital refused is worked off by people, and nothing of it is ever dropped."""

import json
from typing import Any

import msgspec
import pytest

from cart_agent.api import requests as ask
from cart_agent.api.pushes import RejectedBatch, Reply
from cart_agent.hospital.wire import Publication
from tests.agent.cart_help import PINS, Cart

ACK = "mc/v1/bv-vi-du/cart/cart-01/ack"


def refuse(cart: Cart, *event_ids: str, code: str = "no-such-order") -> None:
    """The hospital refuses events."""
    refused = [{"eventId": one, "code": code, "text": "Không có y lệnh"} for one in event_ids]
    assert cart.hears(Publication(topic=ACK, payload=json.dumps({"rejected": refused}).encode())).ok


def test_a_reason_of_any_length_is_kept_in_part_and_told_in_part(cart: Cart) -> None:
    refused_dose(cart)
    event_id = cart.events("not-given")[0].event_id
    long = {"eventId": event_id, "code": "x" * 5000, "text": "dài " * 100_000}
    asks(cart, ask.ResendRejected, event_ids=(event_id,), by="it")
    assert cart.hears(Publication(topic=ACK, payload=json.dumps({"rejected": [long]}).encode())).ok
    (kept,) = asks(cart, ask.GetRejected, after=0, limit=1).data.events

    assert (len(kept.code), len(kept.text)) == (100, 1000)
    assert max(len(json.dumps(one)) for one in cart.resources("system")) < 8000


def refused_dose(cart: Cart) -> str:
    """Nurse Lan records a dose as refused by the patient; the hospital refuses the record."""
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    assert cart.tap(ask.NotGiven, outcome="refused", reason="patient-refused").ok
    event_id = cart.events("not-given")[0].event_id
    refuse(cart, event_id)
    cart.drawers.answer()
    assert cart.tap(ask.Logout).ok
    return event_id


def asks(cart: Cart, kind: type[ask.Request], **fields: Any) -> Reply:
    return cart.service.request(kind(id=5, **fields))


def listed(cart: Cart, after: int = 0, limit: int = 500) -> list[str]:
    data: RejectedBatch = asks(cart, ask.GetRejected, after=after, limit=limit).data
    return [one.event_id for one in data.events]


def settled(cart: Cart) -> list[dict[str, str]]:
    """How events of the list were settled, as the hospital is told."""
    wanted = ("rejected-event-settled", "rejected-event-resent")
    told = [one for one in cart.resources("system") if one["subtype"][0]["code"] in wanted]
    return [
        {one["type"]: one["valueString"] for entity in event["entity"] for one in entity.get("detail", ())}
        for event in told
    ]


def test_the_charge_nurse_sees_what_was_refused_and_why_and_a_nurse_does_not(cart: Cart) -> None:
    event_id = refused_dose(cart)
    assert cart.log_in().rejected == ()
    assert "reconcile" not in cart.view.actions
    cart.tap(ask.Logout)

    (shown,) = cart.log_in("thao").rejected
    assert (shown.event_id, shown.code, shown.text) == (event_id, "no-such-order", "Không có y lệnh")
    assert shown.about["vi"].startswith("Không dùng thuốc · A01 ")
    assert "reconcile" in cart.view.actions
    assert cart.status.rejected == 1


def test_how_it_was_settled_is_an_event_and_the_refused_one_stays_as_it_was(cart: Cart) -> None:
    event_id = refused_dose(cart)
    before = cart.agent.store.event(event_id)
    cart.log_in("thao")
    assert cart.tap(ask.Reconcile, event=event_id, how="corrected").ok

    (said,) = settled(cart)
    assert (said["event"], said["as"], said["code"]) == (event_id, "corrected", "no-such-order")
    assert cart.events("system")[-1].actor == cart.view.person.id if cart.view.person else ""
    assert (listed(cart), cart.status.rejected, cart.view.rejected) == ([], 0, ())
    assert cart.agent.store.event(event_id) == before
    cart.agent.store.verify_chain()
    assert cart.tap(ask.Reconcile, event=event_id, how="corrected").code == "not-on-list"


def told_of_refused(cart: Cart) -> int:
    return sum("event-rejected" in alarm["en"] for alarm in cart.status.alarms)


@pytest.mark.parametrize("how", ["corrected", "send-again"])
def test_the_alarm_ends_with_the_last_record_that_is_worked_off(cart: Cart, how: str) -> None:
    first = refused_dose(cart)
    second = cart.events("login")[0].event_id
    refuse(cart, second)
    cart.log_in("thao")
    assert cart.tap(ask.Reconcile, event=second, how=how).ok
    assert told_of_refused(cart) == 1

    assert cart.tap(ask.Reconcile, event=first, how=how).ok
    assert told_of_refused(cart) == 0
    refuse(cart, first, code="again")
    assert told_of_refused(cart) == (1 if how == "send-again" else 0)


def test_sent_again_it_is_on_its_way_and_may_be_refused_once_more(cart: Cart) -> None:
    event_id = refused_dose(cart)
    cart.log_in("thao")
    assert cart.tap(ask.Reconcile, event=event_id, how="send-again").ok

    event = cart.agent.store.event(event_id)
    assert event is not None
    assert (event.state, listed(cart)) == ("pending", [])
    assert event in cart.agent.store.unsettled(0, 500)
    assert settled(cart)[0]["as"] == "send-again"
    refuse(cart, event_id, code="again")
    assert listed(cart) == [event_id]


def test_what_a_person_settled_may_still_be_settled_by_the_hospital(cart: Cart) -> None:
    event_id = refused_dose(cart)
    cart.log_in("thao")
    cart.tap(ask.Reconcile, event=event_id, how="duplicate")
    cart.hears(Publication(topic=ACK, payload=json.dumps({"settled": [event_id]}).encode()))

    counts = cart.agent.store.counts()
    assert (counts.rejected, counts.resolved, counts.to_work_off) == (0, 0, 0)


def test_a_pharmacist_signs_with_her_own_pin_and_a_wrong_one_counts(cart: Cart) -> None:
    event_id = refused_dose(cart)
    cart.log_in()
    pharmacist = next(one.id for one in cart_people() if one.name == "duoc")
    taps = {"event": event_id, "how": "incident", "staff": pharmacist}
    assert cart.tap(ask.Reconcile, pin="000000", **taps).code == "pin-wrong"
    assert listed(cart) == [event_id]

    assert cart.tap(ask.Reconcile, pin=PINS["duoc"], **taps).ok
    assert cart.events("system")[-1].actor == pharmacist


class Someone(msgspec.Struct):
    id: str
    name: str


def cart_people() -> list[Someone]:
    """Staff ids by the names that the demo ward uses."""
    from tests.agent.cart_help import WARD  # noqa: PLC0415

    return [Someone(id=person.staff, name=person.id) for person in WARD.people]


@pytest.mark.parametrize(
    ("who", "how", "code"),
    [("lan", "corrected", "reconcile-not-yours"), ("thao", "never-mind", "reason-missing")],
)
def test_others_and_other_ways_are_refused(cart: Cart, who: str, how: str, code: str) -> None:
    event_id = refused_dose(cart)
    cart.log_in(who)

    assert cart.tap(ask.Reconcile, event=event_id, how=how).code == code
    assert listed(cart) == [event_id]


def test_the_console_settles_with_its_name_and_resends_all_or_none(cart: Cart) -> None:
    event_id = refused_dose(cart)
    assert asks(cart, ask.ResendRejected, event_ids=(event_id, "no-such"), by="root").code == "not-on-list"
    assert listed(cart) == [event_id]
    assert not asks(cart, ask.ResolveRejected, event_id=event_id, how="send-again", by="root").ok
    assert not asks(cart, ask.ResolveRejected, event_id=event_id, how="corrected", by="").ok

    assert asks(cart, ask.ResolveRejected, event_id=event_id, how="corrected", by="root", note="t 812").ok
    (said,) = settled(cart)
    assert (said["console"], said["note"]) == ("root", "t 812")
    assert cart.events("system")[-1].encounter_id is None


def test_the_list_comes_by_pages(cart: Cart) -> None:
    for who in ("lan", "thao", "lan", "thao"):
        cart.log_in(who)
        cart.tap(ask.Logout)
    ids = [event.event_id for event in cart.events("login")]
    refuse(cart, *ids)

    seqs = [one.seq for one in asks(cart, ask.GetRejected, after=0, limit=3).data.events]
    assert len(seqs) == 3
    assert listed(cart, 0, 3) + listed(cart, seqs[-1], 500) == ids
