"""The prepared label at the cart: waits for the printer, is recorded when it came out, holds up no dose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.api.pushes import LabelBatch, LabelsWaiting
from cart_agent.api.views import PreparedView
from tests.agent.cart_help import Cart


@pytest.fixture
def cart(tmp_path: Path) -> Iterator[Cart]:
    """A cart with a printer, and ceftriaxone of bed A04 just labelled."""
    made = Cart(tmp_path)
    made.agent.prints.enabled = True
    prepare(made)
    yield made
    made.close()


def prepare(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p4")
    cart.open_drawer()
    cart.scan("pack:ceftriaxone-1g")
    assert cart.tap(ask.Prepare).ok
    assert cart.scan("pack:saline-500").state == "mix"
    assert cart.tap(ask.Label, volume="100").ok
    cart.drawers.push(4)
    if cart.drawers.waiting:
        cart.drawers.answer()
    if cart.view.state != "patient":
        assert cart.tap(ask.Cancel).ok


def label(cart: Cart) -> PreparedView:
    assert cart.view.patient is not None
    (found,) = cart.view.patient.prepared
    return found


def waiting(cart: Cart) -> list[str]:
    batch = cart.service.request(ask.WaitingLabels(id=1)).data
    assert isinstance(batch, LabelBatch)
    return [one.number for one in batch.labels]


def report(cart: Cart, problem: str = "", number: str = "") -> bool:
    made = number or label(cart).number
    return cart.service.request(ask.LabelPrinted(id=1, number=made, problem=problem)).ok


def facts(cart: Cart) -> list[tuple[str, dict[str, str]]]:
    """Subtype and details of what was recorded about printing."""
    found = []
    for one in cart.resources("system"):
        subtype = one["subtype"][0]["code"]
        details = {d["type"]: d["valueString"] for e in one.get("entity", ()) for d in e.get("detail", ())}
        if subtype.startswith("label-"):
            found.append((subtype, details))
    return found


def test_a_label_that_was_made_waits_for_the_printer(cart: Cart) -> None:
    number = label(cart).number

    assert waiting(cart) == [number]
    assert label(cart).printing == "waiting"
    pushed = [one for one, roles in cart.service.changes() if roles == ("printer",)]
    assert pushed == [LabelsWaiting(numbers=(number,))]


def test_a_printed_label_is_on_record_and_waits_no_more(cart: Cart) -> None:
    number = label(cart).number
    assert report(cart)

    assert (waiting(cart), label(cart).printing) == ([], "printed")
    assert facts(cart) == [("label-printed", {"label": number, "copy": "1"})]
    assert not cart.status.alarms
    (event,) = [one for one in cart.events("system") if one.resource and "label-printed" in str(one.resource)]
    assert event.encounter_id == "E26-0004"


def test_a_printers_trouble_is_shown_and_recorded_once(cart: Cart) -> None:
    for _ in range(3):
        assert report(cart, "printer-no-labels")

    (alarm,) = cart.status.alarms
    assert label(cart).number in alarm["vi"]
    assert "hết nhãn" in alarm["vi"]
    assert "put in a roll" in alarm["en"]
    assert [one.state for one in cart.status.devices if one.name == "label-printer"] == ["faulty"]
    assert facts(cart) == [
        ("label-not-printed", {"label": label(cart).number, "problem": "printer-no-labels"})
    ]
    assert report(cart)
    assert cart.status.alarms == ()


def test_a_printer_that_is_silent_is_told_within_seconds(cart: Cart) -> None:
    assert not cart.status.alarms
    cart.passes(20)

    (alarm,) = cart.status.alarms
    assert "write it by hand" in alarm["en"]


def test_a_dose_is_given_by_its_label_whatever_the_printer_says(cart: Cart) -> None:
    number = label(cart).number
    report(cart, "printer-broke-off")

    assert cart.scan_raw(number.encode(), "]d1").state == "verify"
    assert cart.tap(ask.Give).ok
    assert waiting(cart) == []
    assert cart.status.alarms == ()
    assert report(cart, number=number)
    assert facts(cart)[-1] == ("label-printed", {"label": number, "copy": "1"})


def test_an_old_label_comes_out_only_when_somebody_asks(cart: Cart) -> None:
    cart.passes(11 * 60)
    assert (waiting(cart), cart.status.alarms) == ([], ())

    cart.log_in()
    cart.scan("band:p4")
    if cart.drawers.waiting:
        cart.drawers.answer()
    number = label(cart).number
    assert label(cart).printing == "not-printed"
    assert cart.tap(ask.PrintLabel, number=number).ok
    assert waiting(cart) == [number]


def test_a_copy_is_counted(cart: Cart) -> None:
    report(cart)
    assert cart.tap(ask.PrintLabel, number=label(cart).number).ok
    assert label(cart).printing == "waiting"
    report(cart)

    assert [details.get("copy") for _, details in facts(cart)] == ["1", "2"]


def test_what_waits_outlives_a_power_cut(cart: Cart) -> None:
    number = label(cart).number
    cart.crash()
    cart.agent.prints.enabled = True

    assert waiting(cart) == [number]


def test_nothing_is_printed_for_nobody_or_nothing(cart: Cart) -> None:
    assert cart.tap(ask.PrintLabel, number="PL-FFFFFFFFFFFF").code == "label-unknown"
    assert not report(cart, number="PL-FFFFFFFFFFFF")
    number = label(cart).number
    assert cart.tap(ask.Logout).ok

    assert cart.tap(ask.PrintLabel, number=number).code == "not-now"


def test_without_a_printer_nothing_waits_and_nobody_is_told(cart: Cart) -> None:
    cart.agent.prints.enabled = False
    cart.passes(30)

    assert (waiting(cart), cart.status.alarms, label(cart).printing) == ([], (), "")
    assert cart.tap(ask.PrintLabel, number=label(cart).number).code == "no-printer"
