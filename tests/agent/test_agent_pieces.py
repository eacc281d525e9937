"""The code of a piece that is on record already: here, for another patient, from another cart."""

import pytest

from cart_agent.api import requests as ask
from cart_agent.api.views import FindingView, SessionView
from cart_agent.commands.scan_tally import Tally
from cart_agent.his.messages import Envelope
from cart_agent.hospital.apply import with_event
from cart_agent.hospital.publisher import as_publication
from drivers.interfaces import DrawerState
from tests.agent.cart_help import ITEMS, Cart
from tests.agent.test_agent_infusion import bag as bag  # noqa: PLC0414  a fixture
from tests.agent.test_agent_two_carts import other as other  # noqa: PLC0414  a fixture

BAG = ITEMS["pack:saline-500"]
NEW_BAG = BAG.raw.replace(b"026001", b"026002")
RUNS, ELSEWHERE, USED = "in use since", "ANOTHER PATIENT", "was recorded as given"


def findings(view: SessionView) -> tuple[FindingView, ...]:
    return view.verdict.findings if view.verdict else ()


def said(view: SessionView) -> list[tuple[str | bool, ...]]:
    """What is said of the code: how severe, and which of the three it is."""
    return [
        (one.severity, *(word in one.text["en"] for word in (RUNS, ELSEWHERE, USED)))
        for one in findings(view)
        if one.code == "CODE_SUSPECT"
    ]


def at_bed(cart: Cart, band: str, order: str) -> None:
    """The order's next dose is in hand, its drawer open."""
    put_down(cart)
    cart.scan(band)
    put_down(cart)
    assert cart.choose(order).ok
    if cart.view.state == "release":
        assert cart.tap(ask.Confirm, reason="checked-by-nurse").ok
    if cart.drawers.waiting:
        cart.open_drawer()


def put_down(cart: Cart) -> None:
    """Nothing is in hand, and no drawer is open."""
    if cart.drawers.waiting:
        cart.drawers.answer()
    if cart.view.dose is not None:
        assert cart.tap(ask.Cancel).ok
    for drawer, state in cart.drawers.states.items():
        if state is DrawerState.OPEN:
            cart.drawers.push(drawer)


def gives(cart: Cart) -> bool:
    """Whether a tap on "given" is recorded."""
    before = len(cart.resources("administration"))
    cart.tap(ask.Give)
    return len(cart.resources("administration")) > before


def hears_of(cart: Cart, event: Envelope) -> None:
    """The hospital puts another cart's event into its chart and publishes it."""
    document = cart.hospital.library.chart(event.encounter_id or "")
    assert document is not None
    changed = with_event(document, event, cart.clock.now())
    assert changed is not None
    assert cart.hears(as_publication(cart.hospital.library.put(changed))).ok
    cart.hears_manifest()


def next_day(cart: Cart) -> None:
    if cart.drawers.waiting:
        cart.drawers.answer()
    cart.passes(24 * 3600)
    cart.hears_manifest()
    cart.log_in()
    at_bed(cart, "band:p4", "o403")


def test_the_bag_that_runs_is_no_new_one(cart: Cart, bag: str) -> None:
    next_day(cart)

    assert said(cart.scan_raw(BAG.raw, BAG.symbology)) == [("STOP", True, False, False)]
    assert not gives(cart)
    assert said(cart.scan_raw(NEW_BAG, BAG.symbology)) == []


def test_no_damaged_label_is_a_way_around_a_bag_that_runs(cart: Cart, bag: str) -> None:
    next_day(cart)
    cart.scan_raw(BAG.raw, BAG.symbology)
    cart.tap(ask.UnableToScan, reason="label-damaged")

    assert said(cart.view) == [("STOP", True, False, False)]
    assert "another" in cart.notice


def test_the_label_of_a_bag_that_runs_does_not_count_as_a_bad_one(cart: Cart, bag: str) -> None:
    next_day(cart)
    cart.scan_raw(BAG.raw, BAG.symbology)
    assert "stopped" in cart.facts("system") + cart.facts("drawer") + cart.facts("override")
    tally = Tally("W")
    for event in cart.events():
        tally.take(event)

    assert [why for row in tally.rows() for why in row.why if why.startswith("stopped")] == []


def test_a_bag_that_ended_is_looked_at_before_it_runs_again(cart: Cart, bag: str) -> None:
    if cart.drawers.waiting:
        cart.open_drawer()
    assert cart.tap(ask.FollowUp, record=bag, what="stop", reason="vein-lost", value="200", unit="mL").ok
    next_day(cart)

    assert said(cart.scan_raw(BAG.raw, BAG.symbology)) == [("CONFIRM", False, False, True)]


def two_tablets(cart: Cart) -> None:
    """Metformin for bed A01, of two pieces."""
    cart.log_in()
    at_bed(cart, "band:p1", "o102")
    cart.scan("pack:metformin-500")
    cart.scan("pack:metformin-500-b")
    assert cart.tap(ask.Give).ok


@pytest.mark.parametrize("after_a_crash", [False, True])
def test_a_piece_given_to_another_patient_is_confirmed_with_a_reason(cart: Cart, after_a_crash: bool) -> None:
    two_tablets(cart)
    if after_a_crash:
        cart.crash()
    at_bed(cart, "band:p6", "o604")

    assert said(cart.scan("pack:metformin-500-b")) == [("CONFIRM", False, True, False)]
    assert not gives(cart)
    first, second, *_ = (one.code for one in cart.view.confirm_reasons)
    assert (first, second) == (
        "rest-of-piece",
        "checked-by-nurse",
    )
    assert cart.tap(ask.Confirm, reason="rest-of-piece").ok
    assert gives(cart)
    found = [
        one["valueCode"] for one in cart.resources("administration")[-1]["extension"] if "valueCode" in one
    ]
    assert {"CODE_SUSPECT", "rest-of-piece"} <= set(found)
    assert "rest-of-piece" not in {one.code for one in cart.view.confirm_reasons}


def test_a_record_taken_back_frees_its_pieces(cart: Cart) -> None:
    two_tablets(cart)
    put_down(cart)
    assert cart.view.patient is not None
    record = cart.view.patient.records[0].id
    assert cart.tap(ask.FollowUp, record=record, what="undo", reason="wrong-tap").ok
    at_bed(cart, "band:p6", "o604")

    assert said(cart.scan("pack:metformin-500-b")) == []


def test_another_cart_tells_of_its_pieces_by_the_charts(cart: Cart, other: Cart, bag: str) -> None:
    hears_of(other, cart.events("administration")[-1])
    other.log_in("hung")
    at_bed(other, "band:p4", "o401")
    assert other.scan("pack:ceftriaxone-1g").state == "verify"
    assert other.tap(ask.Prepare).ok

    assert said(other.scan_raw(BAG.raw, BAG.symbology)) == [("STOP", True, False, False)]
    other.close()


def test_another_carts_dose_of_another_patient_too(cart: Cart, other: Cart) -> None:
    two_tablets(cart)
    hears_of(other, cart.events("administration")[-1])
    other.log_in("hung")
    at_bed(other, "band:p6", "o604")

    assert said(other.scan("pack:metformin-500")) == [("CONFIRM", False, True, False)]
    other.close()


def test_a_removal_by_another_cart_keeps_the_code_on_record(cart: Cart, other: Cart, bag: str) -> None:
    """It writes the resource anew, from what it understood of the chart."""
    hears_of(other, cart.events("administration")[-1])
    other.log_in("hung")
    other.scan("band:p4")
    if other.drawers.waiting:
        other.open_drawer()
    assert other.tap(ask.FollowUp, record=bag, what="complete").ok

    (ended,) = other.resources("administration")
    (begun,) = cart.resources("administration")
    assert scanned(ended) == scanned(begun) != []
    other.close()


def scanned(resource: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["valueBase64Binary"] for one in resource["extension"] if one["url"].endswith(":scanned")]


def test_what_went_into_a_syringe_is_on_record_before_it_is_given(cart: Cart) -> None:
    cart.log_in()
    at_bed(cart, "band:p4", "o401")
    cart.scan("pack:ceftriaxone-1g")
    assert cart.tap(ask.Prepare).ok
    cart.scan("pack:saline-500")
    assert cart.tap(ask.Label, volume="100").ok
    put_down(cart)
    at_bed(cart, "band:p4", "o403")

    (finding,) = (one for one in findings(cart.scan("pack:saline-500")) if one.code == "CODE_SUSPECT")
    assert finding.severity == "CONFIRM"
    assert "went into" in finding.text["en"]
