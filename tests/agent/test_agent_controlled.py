"""Controlled drugs: counted blind, wasted before a witness, every piece in the register."""

import pytest
from fhir.resources.R4B.auditevent import AuditEvent

from cart_agent.api import requests as ask
from cart_agent.commands.register import rows
from tests.agent.cart_help import PINS, Cart
from tests.core.test_record import wire


def signed_by(cart: Cart, who: str = "minh") -> None:
    cart.scan(f"badge:{who}")
    assert cart.tap(ask.EnterPin, pin=PINS[who]).ok


def detail(fact: dict) -> dict[str, str]:  # type: ignore[type-arg]  # FHIR JSON
    return {one["type"]: one["valueString"] for part in fact["entity"] for one in part.get("detail", ())}


def register(cart: Cart) -> list[tuple[str, str, str]]:
    rows = cart.resources("stock")
    return [(one["subtype"][0]["code"], detail(one)["amount"], detail(one)["balance"]) for one in rows]


@pytest.fixture
def opened(cart: Cart) -> Cart:
    """Morphine of bed A02: both have signed, the drawer stands open."""
    cart.log_in()
    cart.scan("band:p2")
    if cart.view.dose is None or cart.view.dose.order_id != "o203":
        if cart.drawers.waiting:
            cart.drawers.answer()
        cart.tap(ask.Cancel)
        assert cart.choose("o203").ok
    cart.witness()
    cart.open_drawer()
    return cart


@pytest.fixture
def counted(opened: Cart) -> Cart:
    """Ten ampoules, as pharmacy loaded."""
    assert opened.tap(ask.Count, value="10").ok
    return opened


def test_the_drug_is_counted_before_any_is_taken(opened: Cart) -> None:
    assert (opened.view.state, opened.view.drawer) == ("count", 11)
    assert opened.scan("pack:morphine-10").state == "count"
    assert "count what is in drawer 11" in opened.notice
    assert opened.view.to_count is not None
    assert "10" not in (opened.view.to_count.name.replace("10 mg/mL", ""), opened.view.to_count.phase)


def test_a_count_that_fits_lets_the_nurse_take_the_drug(counted: Cart) -> None:
    assert counted.view.state == "fetch"
    (fact,) = counted.resources("count")
    AuditEvent.model_validate_json(wire(fact))
    assert (fact["subtype"][0]["code"], detail(fact)["counted"]) == ("opening", "10")


def test_after_the_dose_what_is_left_is_counted_and_the_register_goes_on(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Give).ok
    assert counted.view.state == "count"
    assert counted.tap(ask.Count, value="9").ok

    counted.drawers.push(11)
    if counted.drawers.waiting:
        counted.drawers.answer()
    assert counted.view.notice is not None
    assert "hủy trước người chứng kiến" in counted.view.notice["vi"]
    assert counted.facts("count") == ["opening", "closing"]
    assert register(counted) == [("in", "10", "10"), ("out", "1", "9")]
    out = counted.resources("stock")[-1]
    AuditEvent.model_validate_json(wire(out))
    assert {"cause", "prescriber", "patient", "lot"} <= set(detail(out))
    assert [agent["who"]["reference"] for agent in out["agent"]] == [
        "Practitioner/NV1001",
        "Practitioner/NV1004",
    ]


def test_a_count_that_does_not_fit_is_made_again_then_signed_by_two(opened: Cart) -> None:
    assert opened.tap(ask.Count, value="8").ok
    assert (opened.view.state, opened.facts("count")) == ("count", ["misfit"])
    assert "8" not in opened.notice
    assert opened.tap(ask.Count, value="8").ok
    assert opened.view.state == "second"
    signed_by(opened)

    assert (opened.view.state, opened.facts("count")) == ("fetch", ["misfit", "discrepancy"])
    assert register(opened)[-1] == ("corrected", "2", "8")
    assert any("8" in item.text["en"] and "10" in item.text["en"] for item in opened.status.open_items)
    assert opened.events("count")[-1].witness == "NV1004"


def test_nobody_signs_her_own_discrepancy(opened: Cart) -> None:
    for _ in range(2):
        assert opened.tap(ask.Count, value="8").ok
    opened.scan("badge:lan")

    assert opened.view.state == "second"
    assert "another person" in opened.notice
    assert opened.facts("count") == ["misfit"]


def test_a_wrong_pin_signs_nothing(opened: Cart) -> None:
    for _ in range(2):
        assert opened.tap(ask.Count, value="8").ok
    opened.scan("badge:minh")
    assert opened.tap(ask.EnterPin, pin="000000").ok

    assert (opened.view.state, opened.facts("count")) == ("second", ["misfit"])


def test_who_leaves_without_counting_leaves_an_open_item(opened: Cart) -> None:
    assert opened.tap(ask.Cancel).ok

    assert "missing" in opened.facts("count")
    assert any("was not counted" in item.text["en"] for item in opened.status.open_items)


def test_a_dose_put_down_is_counted_too(counted: Cart) -> None:
    assert counted.tap(ask.Cancel).ok
    assert counted.view.state == "count"
    assert counted.view.notice is not None
    assert "trong ngăn 11, nhập" in counted.view.notice["vi"]
    assert counted.tap(ask.Count, value="10").ok
    assert counted.view.state in ("patient", "closing")


def test_a_closing_count_survives_a_power_cut(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Give).ok
    counted.crash()

    assert counted.view.state == "count"
    assert counted.tap(ask.Count, value="9").ok
    assert counted.facts("count") == ["opening", "closing"]


@pytest.mark.parametrize("value", ["", "-1", "1.5", "ten", "99999"])
def test_a_count_that_is_no_number_is_refused(opened: Cart, value: str) -> None:
    assert opened.tap(ask.Count, value=value).code == "bad-amount"


def test_the_rest_of_an_ampoule_is_wasted_before_a_witness(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Give).ok
    assert counted.tap(ask.Count, value="9").ok
    counted.drawers.push(11)
    if counted.drawers.waiting:
        counted.drawers.answer()
    assert counted.view.patient is not None
    record = counted.view.patient.records[0].id
    waste = {"record": record, "reason": "waste-rest", "value": "5", "unit": "mg"}
    assert counted.tap(ask.Waste, **waste).ok
    assert (counted.view.state, counted.resources("waste")) == ("second", [])
    assert counted.view.signing["vi"] == "Hủy bỏ: Morphin 10 mg/mL, ống 1 mL · 5 mg"
    signed_by(counted)

    (fact,) = counted.resources("waste")
    AuditEvent.model_validate_json(wire(fact))
    assert (detail(fact)["amount"], detail(fact)["of"]) == ("5 mg", record)
    assert counted.events("waste")[0].witness == "NV1004"
    assert register(counted)[-1] == ("out", "1", "9")


def test_a_dropped_ampoule_leaves_the_register_and_the_hand(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Waste, reason="waste-dropped").ok
    signed_by(counted)

    assert counted.view.state == "fetch"
    assert register(counted)[-1] == ("out", "1", "9")
    assert detail(counted.resources("stock")[-1])["cause"] == "waste"


def test_a_waste_without_its_signature_is_not_recorded(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Waste, reason="waste-dropped").ok
    assert counted.tap(ask.Cancel).ok

    assert (counted.view.state, counted.resources("waste")) == ("verify", [])
    assert "signature is missing" in counted.notice


def test_at_the_change_of_shift_both_sign_a_count(cart: Cart) -> None:
    cart.log_in()
    drug = next(one for one in cart.view.controlled if "orphin" in one.name)
    assert cart.tap(ask.HandOver, drawer=drug.drawer, product=drug.product, value="10").ok
    assert (cart.view.state, cart.facts("count")) == ("second", [])
    assert cart.view.signing["en"] == f"Drawer {drug.drawer}: {drug.name} · counted 10"
    signed_by(cart, "hung")

    (event,) = cart.events("count")
    assert (event.actor, event.witness, cart.view.state) == ("NV1001", "NV1002", "round")
    assert cart.facts("count") == ["hand-over"]


def test_a_drug_that_is_not_in_that_drawer_is_not_counted_there(cart: Cart) -> None:
    cart.log_in()
    assert cart.tap(ask.HandOver, drawer=3, product="morph10", value="10").ok

    assert (cart.view.state, cart.facts("count")) == ("round", [])
    assert "does not hold" in cart.notice


def test_the_register_is_made_from_the_events_alone(counted: Cart) -> None:
    counted.scan("pack:morphine-10")
    assert counted.tap(ask.Give).ok
    assert counted.tap(ask.Count, value="9").ok

    made = list(rows((event.message for event in counted.stored()), "Asia/Ho_Chi_Minh"))
    assert [(one.what, one.amount, one.balance) for one in made] == [
        ("in", "10", "10"),
        ("opening", "", "10"),
        ("out", "1", "9"),
        ("closing", "", "9"),
    ]
    out = made[2]
    assert (out.drawer, out.patient, out.cause, out.at) == ("11", "p2", "given", "2026-03-02 07:50")
    assert (out.giver, out.witness) == ("ĐD. Nguyễn Lan (mẫu)", "ĐD. Trần Minh (mẫu)")
    assert out.prescriber
