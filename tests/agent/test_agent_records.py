"""What goes out: the chain, the envelopes, the FHIR resources; and what the log does not say."""

import json
import logging
import re
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cart_agent.api import requests as ask
from drivers.interfaces import AlarmKind
from tests.agent.cart_help import PINS, WARD, Cart
from tests.e2e.chain import chain_of


@pytest.fixture
def busy(cart: Cart, caplog: pytest.LogCaptureFixture) -> Cart:
    """A round with a bit of everything."""
    caplog.set_level(logging.INFO)
    cart.scan("band:p1")
    cart.scan("badge:lan")
    cart.tap(ask.EnterPin, pin="000000")
    cart.tap(ask.EnterPin, pin=PINS["lan"])
    cart.scan("band:p2")
    cart.witness()
    cart.open_drawer()
    cart.tap(ask.Count, value="10")
    cart.scan("pack:morphine-10")
    cart.tap(ask.Give)
    cart.tap(ask.Count, value="9")
    cart.tap(ask.Cancel)
    cart.drawers.push(11)
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:bisoprolol-5")
    cart.scan("pack:amlodipine-5")
    cart.scan_raw(b"\x00\xff")
    cart.tap(ask.Give)
    cart.tap(ask.NotGiven, outcome="not-available", reason="damaged", note="vỏ rách")
    cart.scan("band:p3")
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)
    cart.tap(ask.ClearFault, reason="key-used")
    cart.hears(cart.hospital.change_order("E26-0003", "o301", status="stopped"))
    cart.tap(ask.Logout)
    return cart


def test_the_chain_has_no_gap_and_a_hash_function_proves_it(busy: Cart) -> None:
    events = busy.events()

    assert [one.seq for one in events] == list(range(1, len(events) + 1))
    assert [one.prev_hash for one in events] == chain_of([one.message for one in busy.stored()])
    assert len({one.event_id for one in events}) == len(events)


def test_every_event_says_when_by_which_clock_and_boot(busy: Cart) -> None:
    for event in busy.events():
        assert (event.cart, event.boot_id, event.clock.synced) == (WARD.cart, "simulated", True)
        assert event.occurred_at.tzinfo is not None
        assert event.monotonic > 0


def test_every_event_about_a_dose_names_encounter_order_version_and_actor(busy: Cart) -> None:
    about_doses = [
        one for one in busy.events() if one.kind in ("administration", "not-given", "missing-dose")
    ]
    releases = [
        event
        for event, resource in zip(busy.events(), all_resources(busy), strict=True)
        if resource.get("subtype", [{}])[0].get("code") in ("release", "no-outcome")
    ]

    assert [one.kind.value for one in about_doses] == [
        "administration",
        "administration",
        "not-given",
        "missing-dose",
    ]
    assert len(releases) >= 3
    for event in (*about_doses, *releases):
        assert event.encounter_id
        assert event.order_id
        assert event.order_version_seen == "1"
        assert event.actor == "NV1001"


def test_every_resource_is_valid_fhir_r4(busy: Cart) -> None:
    kinds = set()
    for resource in all_resources(busy):
        get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
        kinds.add(resource["resourceType"])

    assert kinds == {"AuditEvent", "MedicationAdministration", "SupplyRequest"}


def test_the_log_names_no_patient(busy: Cart, caplog: pytest.LogCaptureFixture) -> None:
    secrets = set()
    for number in range(1, 9):
        chart = busy.agent.knowledge.chart(f"E26-000{number}")
        if chart is not None:
            secrets |= {chart.patient.name, *(one.value for one in chart.patient.identifiers)}
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO]

    assert len(secrets) > 14
    assert not [line for line in said if any(secret in line for secret in secrets)]


def test_texts_for_people_have_no_hole_in_them(busy: Cart) -> None:
    shown = json.dumps([busy.view.notice, *(item.text for item in busy.status.open_items)])

    assert not re.search(r"{[a-z]+}", shown)


def all_resources(cart: Cart) -> list[dict[str, Any]]:
    return [json.loads(one.message)["resource"] for one in cart.stored()]
