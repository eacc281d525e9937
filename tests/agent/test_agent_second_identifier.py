"""A citizen card at the bedside, on the whole cart."""

from tests.agent.cart_help import Cart


def card_of(cart: Cart, **changed: str) -> str:
    patient = cart.view.patient
    assert patient is not None
    sex = {"male": "Nam", "female": "Nữ"}[patient.sex]
    year, month, day = patient.birth_date.split("-")
    held = {"name": patient.name, "birth": f"{day}{month}{year}", **changed}
    chart = cart.agent.knowledge.chart(patient.encounter_id)
    assert chart is not None
    (number,) = chart.patient.numbers("urn:mc:cccd") or ("001080000001",)
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
    assert "not a wristband" in cart.notice


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


def test_a_card_without_an_open_patient_is_shown_to_nobody(cart: Cart) -> None:
    cart.scan_raw("001080000001||Trần Thị Mẫu|1980|Nữ|x|".encode(), "]Q1")

    assert cart.view.second is None
    assert cart.view.patient is None
