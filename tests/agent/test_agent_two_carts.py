"""An infusion that one cart began and another one ends: one dose all the time."""

from pathlib import Path

import msgspec
import pytest
from fhir.resources.R4B.medicationadministration import MedicationAdministration

from cart_agent.api import requests as ask
from cart_agent.his.messages import Envelope
from cart_agent.hospital.apply import with_event
from cart_agent.hospital.publisher import as_publication
from tests.agent.cart_help import Cart
from tests.core.test_record import wire


@pytest.fixture
def other(tmp_path: Path) -> Cart:
    directory = tmp_path / "other"
    directory.mkdir()
    return Cart(directory)


def hears_of(cart: Cart, event: Envelope) -> None:
    """The hospital puts another cart's event into the chart and publishes it."""
    document = cart.hospital.library.chart("E26-0004")
    assert document is not None
    changed = with_event(document, event, cart.clock.now())
    assert changed is not None
    assert cart.hears(as_publication(cart.hospital.library.put(changed))).ok
    cart.hears_manifest()


def hang_up(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p4")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.choose("o403")
    cart.open_drawer()
    cart.scan("pack:saline-500")
    assert cart.tap(ask.Give).ok


def newest(cart: Cart, order: str = "o403") -> tuple[str, str, tuple[str, ...]]:
    assert cart.view.patient is not None
    one = next(one for one in cart.view.patient.records if one.order_id == order)
    return one.id, one.status, one.follow_ups


def test_what_runs_from_another_cart_is_ended_here_and_both_know(cart: Cart, other: Cart) -> None:
    hang_up(cart)
    hears_of(other, cart.events("administration")[-1])
    other.log_in("hung")
    other.scan("band:p4")
    if other.drawers.waiting:
        other.open_drawer()

    record, status, may = newest(other)
    assert (status, may) == ("in-progress", ("pause", "complete", "stop"))
    assert other.tap(ask.FollowUp, record=record, what="stop", reason="reaction", value="200", unit="mL").ok

    (stopped,) = other.resources("administration")
    MedicationAdministration.model_validate_json(wire(stopped))
    assert stopped["identifier"][0]["value"] == newest(cart)[0]
    assert stopped["dosage"]["dose"]["value"] == 200
    assert newest(other)[1] == "stopped"

    hears_of(cart, cart.events("administration")[-1])
    hears_of(cart, other.events("administration")[-1])
    assert newest(cart)[1:] == ("stopped", ("undo",))
    other.close()


def test_a_patch_that_another_cart_put_on_is_removed_here(cart: Cart, other: Cart) -> None:
    hang_up(cart)
    bag = cart.events("administration")[-1]
    assert bag.resource is not None
    on_the_skin = {"coding": [{"system": "urn:mc:route", "code": "transdermal"}]}
    patch = bag.resource | {"dosage": bag.resource["dosage"] | {"route": on_the_skin}}
    hears_of(other, msgspec.structs.replace(bag, resource=patch))
    other.log_in("hung")
    other.scan("band:p4")
    if other.drawers.waiting:
        other.open_drawer()

    record, _, may = newest(other)
    assert may == ("remove",)
    assert other.tap(ask.FollowUp, record=record, what="remove").ok

    (removed,) = other.resources("administration")
    assert (removed["status"], "end" in removed["effectivePeriod"]) == ("completed", True)
    assert "remove" not in newest(other)[2]
    other.close()
