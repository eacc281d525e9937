"""A citizen card at the bedside, on the whole cart."""

from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from tests.agent.cart_help import PINS, Cart


def card_of(cart: Cart, encounter: str = "E26-0001", **changed: str) -> str:
    chart = cart.agent.knowledge.chart(encounter)
    assert chart is not None
    patient = chart.patient
    sex = {"male": "Nam", "female": "Nữ"}[patient.sex]
    year, month, day = patient.birth_date.split("-")
    held = {"name": patient.name, "birth": f"{day}{month}{year}", **changed}
    (number,) = patient.numbers("urn:mc:cccd") or ("001080000001",)
    return f"{number}||{held['name']}|{held['birth']}|{sex}|Số 1 Đường Mẫu|01012022"


def test_a_card_of_the_open_patient_is_shown_beside_the_chart_and_opens_nothing(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    before = cart.view

    cart.scan_raw(card_of(cart).encode(), "]Q1")

    second = cart.view.second
    assert second is not None
    assert (second.kind, second.match) == ("citizen-card", "same")
    assert [row.field for row in second.rows] == ["number", "name", "birth", "sex"]
    assert (cart.view.state, cart.view.patient) == (before.state, before.patient)
    assert (second.found, cart.view.notice_good) == ("", True)


def test_a_card_of_somebody_else_says_so_until_the_next_scan(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.scan_raw(card_of(cart, name="Trần Thị Mẫu").encode(), "]Q1")
    second = cart.view.second
    assert second is not None
    assert second.match == "different"
    assert "SOMEBODY ELSE" in second.text["en"]

    cart.scan("band:p1")

    assert cart.view.second is None


def test_the_same_card_again_is_another_reading(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.scan_raw(card_of(cart).encode(), "]Q1")
    first = cart.view.second

    cart.scan_raw(card_of(cart).encode(), "]Q1")

    second = cart.view.second
    assert first is not None
    assert second is not None
    assert (first.reading, second.reading) == (1, 2)


def test_a_card_without_anybody_logged_in_finds_nobody(cart: Cart) -> None:
    cart.scan_raw(card_of(cart).encode(), "]Q1")

    assert cart.view.second is None
    assert cart.view.patient is None
    assert "Scan your badge first" in cart.notice


def test_a_card_finds_its_owner_and_opens_neither_chart_nor_drawer(cart: Cart) -> None:
    cart.log_in()

    cart.scan_raw(card_of(cart, "E26-0002").encode(), "]Q1")

    second = cart.view.second
    assert second is not None
    assert (second.match, second.found) == ("same", "E26-0002")
    assert "second person" in cart.notice
    assert (cart.view.state, cart.view.patient, cart.drawers.asked) == ("round", None, [])


def test_a_lost_wristband_takes_a_second_person_and_the_card_is_recorded_without_its_number(
    cart: Cart,
) -> None:
    cart.log_in()
    cart.scan_raw(card_of(cart).encode(), "]Q1")
    second = cart.view.second
    assert second is not None

    assert cart.tap(ask.UnableToScan, reason="no-wristband", encounter_id=second.found).ok

    assert (cart.view.state, cart.codes, cart.drawers.asked) == ("release", ["PATIENT_UNKNOWN"], [])
    cart.scan("badge:minh")
    assert cart.tap(ask.EnterPin, pin=PINS["minh"]).ok
    assert cart.drawers.asked != []
    (event,) = cart.events("unreadable-code")
    details = str(event.resource)
    assert event.encounter_id == "E26-0001"
    assert "secondIdentifier" in details
    assert "citizen-card" in details
    assert card_of(cart).split("|", maxsplit=1)[0] not in details


def test_a_card_of_another_patient_is_not_recorded_as_second_identifier(cart: Cart) -> None:
    cart.log_in()
    cart.scan_raw(card_of(cart, "E26-0002").encode(), "]Q1")

    assert cart.tap(ask.UnableToScan, reason="no-wristband", encounter_id="E26-0001").ok

    (event,) = cart.events("unreadable-code")
    assert "secondIdentifier" not in str(event.resource)


def test_a_card_that_fits_nobody_says_so(cart: Cart) -> None:
    cart.log_in()

    cart.scan_raw("001080000001||Trần Thị Mẫu|1980|Nữ|x|".encode(), "]Q1")

    assert cart.view.second is None
    assert "No patient of this cart" in cart.notice


@pytest.mark.parametrize("asked", [True, False])
def test_where_the_ward_asks_for_it_the_nurse_is_told_to_ask_who_the_patient_is(
    cart: Cart, tmp_path: Path, asked: bool
) -> None:
    folder = tmp_path / "policy"
    folder.mkdir()
    assert cart.hears(cart.hospital.change_policy(folder, askIdentity=asked)).ok
    cart.hears_manifest()
    cart.log_in()

    cart.scan("band:p1")

    assert cart.view.patient is not None
    assert ("Ask name and date of birth" in cart.notice) == asked
