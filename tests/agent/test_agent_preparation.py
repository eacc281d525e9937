"""A dose made ready at the cart, labelled, and given at the bed by its label."""

from decimal import Decimal

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.medicationadministration import MedicationAdministration

from cart_agent.api import requests as ask
from cart_agent.api.views import PreparedView
from tests.agent.cart_help import Cart
from tests.core.test_record import wire


@pytest.fixture
def mixed(cart: Cart) -> Cart:
    """Ceftriaxone of bed A04 in the saline bag: the volume is awaited."""
    cart.log_in()
    cart.scan("band:p4")
    cart.open_drawer()
    cart.scan("pack:ceftriaxone-1g")
    assert cart.tap(ask.Prepare).ok
    assert cart.scan("pack:saline-500").state == "mix"
    return cart


@pytest.fixture
def labelled(mixed: Cart) -> Cart:
    """100 mL, labelled; the next dose is put down."""
    assert mixed.tap(ask.Label, volume="100").ok
    mixed.drawers.push(4)
    put_down(mixed)
    return mixed


def put_down(cart: Cart) -> None:
    if cart.drawers.waiting:
        cart.drawers.answer()
    if cart.view.state != "patient":
        assert cart.tap(ask.Cancel).ok


def label(cart: Cart) -> PreparedView:
    assert cart.view.patient is not None
    (found,) = cart.view.patient.prepared
    return found


def scan_label(cart: Cart, number: str = "") -> str:
    return cart.scan_raw((number or label(cart).number).encode(), "]d1").state


def test_the_diluent_that_was_scanned_is_on_the_glass(mixed: Cart) -> None:
    """Else nothing tells the nurse that her scan was taken."""
    assert mixed.view.diluent == "Natri clorid 9 mg/mL"
    assert mixed.tap(ask.Label, volume="100").ok
    assert mixed.view.diluent == ""


def test_a_label_says_concentration_volume_and_preparer(labelled: Cart) -> None:
    made = label(labelled)

    assert made.lines["concentration"]["en"] == "10 mg/mL"
    assert made.lines["volume"] == {"vi": "100 mL", "en": "100 mL"}
    assert (made.preparer, made.patient, made.bed) == ("ĐD. Nguyễn Lan (mẫu)", made.patient, "A04")


def test_the_label_is_committed_as_an_event_with_exact_quantities(labelled: Cart) -> None:
    fact = next(one for one in labelled.resources("system") if one["subtype"][0]["code"] == "prepared")
    told = {one["type"]: one["valueString"] for entity in fact["entity"] for one in entity.get("detail", ())}

    AuditEvent.model_validate_json(wire(fact))
    assert told["drug"] == "1 g"
    assert told["concentration"] == "10 mg/mL"
    assert told["label"] == label(labelled).number
    assert label(labelled).patient not in str(fact)


def test_at_the_bed_the_label_stands_for_drawer_and_pack(labelled: Cart) -> None:
    number = label(labelled).number
    assert scan_label(labelled) == "verify"
    assert labelled.drawers.waiting == []
    assert labelled.tap(ask.Give).ok

    given = labelled.resources("administration")[-1]
    MedicationAdministration.model_validate_json(wire(given))
    assert given["dosage"]["dose"]["value"] == Decimal(1)
    assert {"url": "urn:mc:ext:prepared-label", "valueString": number} in given["extension"]
    assert labelled.view.patient is not None
    assert labelled.view.patient.prepared == ()


def test_a_label_can_not_be_given_twice(labelled: Cart) -> None:
    number = label(labelled).number
    scan_label(labelled)
    assert labelled.tap(ask.Give).ok
    put_down(labelled)

    assert scan_label(labelled, number) == "release"
    assert "ALREADY_GIVEN" in labelled.codes


def test_a_label_survives_a_power_cut_and_the_next_nurse_gives_it(labelled: Cart) -> None:
    number = label(labelled).number
    assert labelled.tap(ask.Logout).ok
    labelled.crash()
    assert number in [item.id for item in labelled.status.open_items]

    labelled.hears_manifest()
    labelled.log_in("hung")
    labelled.scan("band:p4")
    put_down(labelled)
    assert scan_label(labelled, number) == "verify"
    assert labelled.tap(ask.Give).ok
    assert labelled.resources("administration")[-1]["performer"][0]["actor"]["reference"].endswith("NV1002")
    assert [item.kind for item in labelled.status.open_items] == ["no-outcome"]


def test_no_drawer_opens_again_for_a_dose_that_is_prepared(labelled: Cart) -> None:
    assert labelled.choose("o401").ok

    assert (labelled.view.state, labelled.drawers.waiting) == ("fetch", [])
    assert "Scan its label" in labelled.notice
    assert scan_label(labelled) == "verify"


def test_another_patients_label_stops_at_the_bed(labelled: Cart) -> None:
    number = label(labelled).number
    assert labelled.tap(ask.Cancel).ok
    labelled.scan("band:p5")
    put_down(labelled)

    assert scan_label(labelled, number) == "stopped"
    assert labelled.codes == ["WRONG_PATIENT"]
    assert labelled.facts("system")[-1] == "stopped"


def test_another_patients_label_stops_a_dose_in_hand(labelled: Cart) -> None:
    number = label(labelled).number
    assert labelled.tap(ask.Cancel).ok
    labelled.scan("band:p5")
    labelled.open_drawer()

    scan_label(labelled, number)
    assert "WRONG_PATIENT" in labelled.codes
    assert labelled.tap(ask.Give).ok
    assert (labelled.view.state, labelled.resources("administration")) == ("verify", [])


def test_an_expired_label_is_stopped(labelled: Cart) -> None:
    number = label(labelled).number
    labelled.passes(4 * 3600 + 1)
    labelled.hears_manifest()
    labelled.log_in()
    labelled.scan("band:p4")
    put_down(labelled)
    scan_label(labelled, number)

    if labelled.view.state == "release":
        labelled.tap(ask.Confirm, reason="supply-late")
    assert "EXPIRED" in labelled.codes


def test_a_label_that_this_cart_never_made_is_told_and_recorded(labelled: Cart) -> None:
    assert scan_label(labelled, "PL-000000000000") == "patient"
    assert "Use the cart named on it" in labelled.notice
    assert labelled.facts("unreadable-code") == ["label-unknown"]


def test_a_second_label_for_the_same_dose_is_refused(labelled: Cart) -> None:
    assert labelled.choose("o401").ok
    assert labelled.tap(ask.Prepare).ok
    assert "record it as discarded" in labelled.notice
    assert len(labelled.agent.knowledge.labels.open()) == 1


def test_only_what_the_ward_lists_is_a_diluent(mixed: Cart) -> None:
    mixed.scan("pack:paracetamol-iv")

    assert "WRONG_DRUG" in mixed.codes
    assert "label" not in mixed.view.actions
    assert mixed.tap(ask.Label, volume="100").ok
    assert (mixed.view.state, len(mixed.agent.knowledge.labels.open())) == ("mix", 0)


@pytest.mark.parametrize("volume", ["0", "-1", "1e3", "", "ten"])
def test_a_volume_that_is_none_is_refused(mixed: Cart, volume: str) -> None:
    assert mixed.tap(ask.Label, volume=volume).code == "bad-amount"


def test_a_volume_above_any_bag_makes_no_label(mixed: Cart) -> None:
    assert mixed.tap(ask.Label, volume="5001").ok

    assert (mixed.view.state, len(mixed.agent.knowledge.labels.open())) == ("mix", 0)
    assert "5000 mL" in mixed.notice


def test_a_dose_being_prepared_is_not_given_from_the_pack(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p4")
    cart.open_drawer()
    assert cart.tap(ask.Prepare).ok
    cart.scan("pack:ceftriaxone-1g")

    assert "give" not in cart.view.actions
    assert cart.tap(ask.Give).ok
    assert (cart.view.state, cart.resources("administration")) == ("verify", [])


def test_a_dose_taken_back_leaves_its_syringe_to_be_given(labelled: Cart) -> None:
    scan_label(labelled)
    assert labelled.tap(ask.Give).ok
    put_down(labelled)
    assert labelled.view.patient is not None
    record = labelled.view.patient.records[0].id
    assert labelled.tap(ask.FollowUp, record=record, what="undo", reason="wrong-tap").ok

    assert scan_label(labelled) == "verify"


def test_what_is_not_given_is_thrown_away_and_its_label_is_dead(labelled: Cart) -> None:
    number = label(labelled).number
    assert labelled.tap(ask.Waste, label=number, reason="waste-refused").ok

    (fact,) = labelled.resources("waste")
    AuditEvent.model_validate_json(wire(fact))
    assert number not in [item.id for item in labelled.status.open_items]
    assert labelled.tap(ask.Waste, label=number, reason="waste-refused").ok
    assert len(labelled.resources("waste")) == 1
    if scan_label(labelled, number) == "release":
        assert labelled.tap(ask.Confirm, reason="supply-late").ok
    assert "CODE_SUSPECT" in labelled.codes


def test_a_label_whose_waste_is_taken_back_is_good_again(labelled: Cart) -> None:
    number = label(labelled).number
    assert labelled.tap(ask.Waste, label=number, reason="waste-refused").ok
    assert labelled.view.patient is not None
    (waste,) = labelled.view.patient.wastes
    assert labelled.tap(ask.UndoWaste, waste=waste.id, reason="waste-not-done").ok

    assert [one.actor for one in labelled.events("corrected")] == ["NV1001"]  # no witness: it had none
    assert label(labelled).number == number
    assert number in [item.id for item in labelled.status.open_items]
    if scan_label(labelled, number) == "release":
        assert labelled.tap(ask.Confirm, reason="supply-late").ok
    assert (labelled.view.state, "CODE_SUSPECT" in labelled.codes) == ("verify", False)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "because"}, "reason-missing"),
        ({"reason": "waste-rest", "label": "PL-1", "record": "r"}, "not-now"),
        ({"reason": "waste-rest", "value": "x", "unit": "mg"}, "bad-amount"),
        ({"reason": "waste-rest", "value": "1", "unit": "spoon"}, "bad-amount"),
    ],
)
def test_a_waste_that_says_nothing_sensible_is_refused(
    labelled: Cart, fields: dict[str, str], code: str
) -> None:
    assert labelled.tap(ask.Waste, **fields).code == code
