"""A dose from badge to record, and each way it is refused, as the nurse sees it."""

from decimal import Decimal

import pytest

from cart_agent.api import requests as ask
from cart_agent.core import forms
from cart_agent.core.texts.words import WORDS
from tests.agent.cart_help import Cart


def to_verify(cart: Cart) -> None:
    """Nurse Lan holds the first dose of bed A01, scanned and right."""
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")


def test_a_dose_goes_from_the_badge_to_the_record(cart: Cart) -> None:
    to_verify(cart)
    assert cart.view.verdict is not None
    assert (cart.view.state, cart.view.verdict.severity) == ("verify", "ALLOW")

    assert cart.tap(ask.Give).ok

    (event,) = cart.events("administration")
    (resource,) = cart.resources("administration")
    assert (event.order_id, event.order_version_seen, event.actor) == ("o101", "1", "NV1001")
    assert event.encounter_id == "E26-0001"
    assert (resource["status"], resource["dosage"]["dose"]["value"]) == ("completed", 5)
    assert cart.view.dose is not None
    assert cart.view.dose.order_id == "o102"


def test_the_form_of_a_scanned_pack_is_said_in_both_languages(cart: Cart) -> None:
    to_verify(cart)

    assert cart.view.scanned is not None
    assert cart.view.scanned.form == {"vi": "viên nén", "en": "tablet"}


def test_every_form_and_route_of_the_contract_has_words() -> None:
    assert WORDS["form"].keys() == forms.FORMS.keys()
    assert WORDS["route"].keys() - {"?"} == forms.ROUTES


def test_the_intent_is_on_the_disk_before_the_drawer_is_asked_to_unlock(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")

    assert cart.drawers.asked[0][0] == 1
    assert cart.facts("drawer") == ["release"]
    assert cart.view.state == "unlocking"


def leave_first(cart: Cart, band: str) -> None:
    """Open the patient and leave the dose that comes by itself, whether its drawer was asked for or not."""
    cart.scan(band)
    if cart.drawers.waiting:
        cart.drawers.answer()
    cart.tap(ask.Cancel)


REFUSED = [
    ("band:p1", "o101", "pack:bisoprolol-5", "WRONG_DRUG"),
    ("band:p1", "o101", "pack:amlodipine-10", "DOSE_NOT_REACHABLE"),
    ("band:p1", "o101", "pack:unknown-ean", "CODE_SUSPECT"),
    ("band:p7", "o705", "pack:paracetamol-500-expired", "EXPIRED"),
]


@pytest.mark.parametrize(("band", "order", "pack", "code"), REFUSED)
def test_a_wrong_pack_is_refused_with_its_reason_and_a_next_step_in_both_languages(
    cart: Cart, band: str, order: str, pack: str, code: str
) -> None:
    cart.log_in()
    leave_first(cart, band)
    cart.choose(order)
    cart.open_drawer()

    cart.scan(pack)

    assert_stopped(cart, code)
    assert cart.tap(ask.Give).ok  # a client that taps all the same is told, and nothing is recorded
    assert cart.events("administration") == []


@pytest.mark.parametrize(
    ("band", "order", "code"),
    [
        ("band:p1", "o104", "ALREADY_GIVEN"),
        ("band:p3", "o301", "ALLERGY"),
        ("band:p5", "o502", "HOLD_PARAMETER"),
        ("band:p2", "o202", "TOO_EARLY"),
    ],
)
def test_a_dose_that_may_not_be_given_opens_no_drawer(cart: Cart, band: str, order: str, code: str) -> None:
    cart.log_in()
    cart.scan(band)
    if cart.drawers.waiting:
        cart.drawers.answer()
    cart.tap(ask.Cancel)
    before = len(cart.drawers.asked)

    cart.choose(order)

    assert_stopped(cart, code)
    assert len(cart.drawers.asked) == before


def test_another_patients_wristband_stops_the_dose_until_the_right_one_comes_back(cart: Cart) -> None:
    to_verify(cart)
    cart.scan("band:p2")
    assert_stopped(cart, "WRONG_PATIENT")

    assert cart.scan("band:p1").state == "verify"


def test_log_out_and_in_does_not_undo_a_wrong_patient(cart: Cart) -> None:
    to_verify(cart)
    cart.scan("band:p2")
    cart.tap(ask.Logout)
    cart.log_in()

    assert_stopped(cart, "WRONG_PATIENT")


@pytest.mark.parametrize(("band", "code"), [("band:p8", "CHART_CLOSED"), ("band:unknown", "PATIENT_UNKNOWN")])
def test_a_wristband_without_an_open_chart_opens_nothing(cart: Cart, band: str, code: str) -> None:
    cart.log_in()
    cart.scan(band)

    assert_stopped(cart, code)
    assert cart.drawers.asked == []
    stopped = cart.events("system")[-1]
    assert stopped.encounter_id == ("E26-0008" if code == "CHART_CLOSED" else None)


def test_an_early_dose_goes_on_with_a_coded_reason_and_with_no_other(cart: Cart) -> None:
    cart.log_in()
    leave_first(cart, "band:p7")
    cart.choose("o706")
    assert (cart.view.state, cart.codes) == ("release", ["TOO_EARLY"])
    assert cart.tap(ask.Confirm, reason="because").code == "reason-missing"

    assert cart.tap(ask.Confirm, reason="procedure").ok
    assert cart.view.state == "unlocking"


def test_two_tablets_are_two_scans_and_the_same_one_twice_is_one(cart: Cart) -> None:
    second_dose(cart)
    cart.scan("pack:metformin-500")
    assert "DOSE_INCOMPLETE" in cart.codes
    cart.scan("pack:metformin-500")
    assert "DOSE_INCOMPLETE" in cart.codes
    cart.scan("pack:metformin-500-b")
    assert cart.codes == []

    cart.tap(ask.Give)
    assert dose_of(cart) == Decimal(1000)
    assert parts(cart) == {}


def test_one_of_two_tablets_is_recorded_as_one(cart: Cart) -> None:
    second_dose(cart)
    cart.scan("pack:metformin-500")
    assert cart.tap(ask.Confirm, reason="prescriber-agreed").ok
    assert cart.view.scanned is not None
    assert cart.view.scanned.count == {"vi": "500 mg", "en": "500 mg"}  # what she is about to say she gave
    assert cart.tap(ask.Give).ok

    assert dose_of(cart) == Decimal(500)


def test_what_makes_the_dose_is_counted_once_all_of_it_is_scanned(cart: Cart) -> None:
    second_dose(cart)
    cart.scan("pack:metformin-500")
    cart.scan("pack:metformin-500-b")

    assert cart.view.scanned is not None
    assert cart.view.scanned.count == {"vi": "2 viên", "en": "2 tablets"}


def test_a_part_of_a_dose_takes_one_tap_with_its_reason(cart: Cart) -> None:
    second_dose(cart)
    cart.scan("pack:metformin-500")
    cart.scan("pack:metformin-500-b")
    assert cart.tap(ask.Give, value="500", unit="mg", reason="vomited").ok

    assert dose_of(cart) == Decimal(500)
    (_, resource) = cart.resources("administration")
    assert "vomited" in str(resource)
    assert parts(cart) == {"o102": {"vi": "500 mg", "en": "500 mg"}}


def parts(cart: Cart) -> dict[str, dict[str, str]]:
    """Of which doses the list says that only a part was given."""
    assert cart.view.patient is not None
    return {one.order_id: one.part for one in cart.view.patient.doses if one.part}


@pytest.mark.parametrize(
    ("value", "unit", "reason", "code"),
    [
        ("500", "mg", "", "reason-missing"),
        ("NaN", "mg", "vomited", "bad-amount"),
        ("-1", "mg", "vomited", "bad-amount"),
        ("1e999999", "mg", "vomited", "bad-amount"),
        ("", "mg", "vomited", "bad-amount"),
        ("500", "furlong", "vomited", "bad-amount"),
    ],
)
def test_an_amount_that_is_none_is_refused(cart: Cart, value: str, unit: str, reason: str, code: str) -> None:
    to_verify(cart)
    assert cart.tap(ask.Give, value=value, unit=unit, reason=reason).code == code
    assert cart.events("administration") == []


def test_more_than_the_order_is_stopped(cart: Cart) -> None:
    to_verify(cart)
    cart.tap(ask.Give, value="10", unit="mg", reason="not-enough")

    assert cart.view.state == "give"
    assert_stopped(cart, "DOSE_OVER")
    assert cart.events("administration") == []


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("held", "nil-by-mouth"), ("refused", "patient-refused"), ("not-available", "not-in-drawer")],
)
def test_a_dose_that_was_not_given_is_a_record_too(cart: Cart, outcome: str, reason: str) -> None:
    to_verify(cart)
    assert cart.tap(ask.NotGiven, outcome=outcome, reason=reason, note="  ghi chú ").ok

    (resource,) = cart.resources("not-given")
    assert resource["status"] == "not-done"
    assert reason in str(resource["statusReason"])
    supply = cart.resources("missing-dose")
    missing = outcome == "not-available"
    assert len(supply) == (1 if missing else 0)
    assert ("pharmacy is told" in cart.notice) is missing
    assert cart.view.dose is not None, "the next dose is in hand, and the notice is still there"


def test_a_dose_already_given_can_not_be_recorded_as_held(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.choose("o104")
    assert "not-given" not in cart.view.actions

    cart.tap(ask.NotGiven, outcome="held", reason="vomiting")
    assert cart.events("not-given") == []
    assert "already" in cart.notice


def test_a_dose_as_needed_wants_its_reason(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p5")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    assert cart.choose("o504").code == "reason-missing"
    assert cart.choose("o504", reason="hunger").code == "reason-missing"
    assert cart.choose("o504", reason="pain", score=11).code == "bad-amount"

    assert cart.choose("o504", reason="pain", score=6).ok
    cart.open_drawer()
    cart.scan("pack:paracetamol-500")
    assert cart.tap(ask.Give).ok
    (resource,) = cart.resources("administration")
    assert "Đau" in str(resource)


def second_dose(cart: Cart) -> None:
    """The first dose of bed A01 is given; two tablets are next, from the same open drawer."""
    to_verify(cart)
    assert cart.tap(ask.Give).ok
    assert cart.view.state == "fetch"


def dose_of(cart: Cart) -> Decimal:
    """What the newest record says was given."""
    return Decimal(cart.resources("administration")[-1]["dosage"]["dose"]["value"])


def assert_stopped(cart: Cart, code: str) -> None:
    verdict = cart.view.verdict
    assert verdict is not None
    assert verdict.severity == "STOP"
    found = next(finding for finding in verdict.findings if finding.code == code)
    assert all(found.text[lang] and found.next[lang] for lang in ("vi", "en"))
    assert "give" not in cart.view.actions
    assert "confirm" not in cart.view.actions
