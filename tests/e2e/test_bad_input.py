"""Bad input of every kind, on the whole cart: the nurse is told, it is recorded, the rest goes on."""

import asyncio
from typing import Any

import msgspec
import pytest

from cart_agent.demo.headless import Report, play
from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.demo.scenario import Expect, Scenario, Step

pytestmark = pytest.mark.slow

LOGIN = (
    Step(expect=Expect(complete=True, patients=7)),
    Step(scan="badge:lan"),
    Step(pin="badge:lan"),
    Step(expect=Expect(state="round")),
)
AFTERNOON = "o705@20260302T070000Z#1"
"""Paracetamol of 14:00 (ward time); it is 07:50."""
DONE = (Step(settled=True),)
FETCH_P1 = (Step(scan="band:p1"), Step(expect=Expect(state="fetch", order="o101")))
GIVE_P1 = (
    Step(scan="pack:amlodipine-5"),
    Step(expect=Expect(state="verify", verdict="ALLOW")),
    Step(tap="give"),
    Step(expect=Expect(given="o101")),
)


def run(*steps: Step) -> Report:
    """Log in, play, settle; every step must hold."""
    report = asyncio.run(play(Scenario(title="t", steps=(*LOGIN, *steps, *DONE)), "mosquitto"))
    assert [step for step in report.steps if not step.ok] == []
    assert report.ok
    return report


def subtypes(report: Report) -> list[str]:
    """What the settled AuditEvents say happened."""
    resources = [msgspec.json.decode(bytes(event))["resource"] for event in report.events]
    return [one["subtype"][0]["code"] for one in resources if one["resourceType"] == "AuditEvent"]


def chart(encounter: str, change: Any) -> Step:
    """The hospital publishes a new version of a chart, changed."""
    document = msgspec.json.decode((WARD_DIRECTORY / f"chart-{encounter}.json").read_bytes())
    document["version"] = 99
    change(document["bundle"]["entry"])
    return Step(hospital={"do": "publish-chart", "document": msgspec.json.encode(document).decode()})


def orders(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [e["resource"] for e in entries if e["resource"]["resourceType"] == "MedicationRequest"]


def unknown_modifier(entries: list[dict[str, Any]]) -> None:
    orders(entries)[0]["modifierExtension"] = [{"url": "urn:example:not-understood", "valueBoolean": True}]


def unknown_unit(entries: list[dict[str, Any]]) -> None:
    dose = next(one for one in orders(entries) if one["id"] == "o101")["dosageInstruction"][0]
    dose["doseAndRate"][0]["doseQuantity"].update(code="thimble", unit="thimble")


@pytest.mark.timeout(240)
def test_a_chart_that_is_not_understood_keeps_its_patients_drawers_shut_and_the_round_goes_on() -> None:
    report = run(
        chart("E26-0002", unknown_modifier),
        Step(expect=Expect(problem="E26-0002")),
        Step(scan="band:p2"),
        Step(expect=Expect(state="stopped", verdict="STOP", finding="CHART_UNREADABLE")),
        *FETCH_P1,
        *GIVE_P1,
    )

    assert "chart-unreadable" in subtypes(report)


@pytest.mark.timeout(240)
def test_an_order_in_an_unknown_unit_is_never_released_and_the_patients_other_orders_are() -> None:
    run(
        chart("E26-0001", unknown_unit),
        Step(expect=Expect(problem="E26-0001")),
        Step(scan="band:p1"),
        Step(expect=Expect(state="fetch", order="o102")),
        Step(tap="cancel"),
        Step(expect=Expect(state="patient")),
        Step(tap="choose-dose", fields={"order": "o101"}),
        Step(expect=Expect(state="release", verdict="STOP", finding="CHART_UNREADABLE")),
    )


@pytest.mark.timeout(240)
def test_broken_codes_and_an_unplugged_scanner_are_said_and_recorded() -> None:
    report = run(
        *FETCH_P1,
        Step(send="00ff11fe8081c3280d", note="bytes that are no text, Ctrl-Q among them"),
        Step(expect=Expect(state="fetch", notice="read")),
        Step(scan="pack:bad-check"),
        Step(expect=Expect(state="fetch", notice="check digit")),
        Step(scanner="unplugged"),
        Step(expect=Expect(device="scanner faulty")),
        Step(scanner="plugged"),
        Step(expect=Expect(device="scanner ready")),
        *GIVE_P1,
    )

    said = subtypes(report)
    assert {"not-text", "check-digit", "device-faulty", "device-ready"} <= set(said)


@pytest.mark.timeout(240)
def test_a_forced_drawer_latches_a_fault_until_a_person_clears_it() -> None:
    report = run(
        Step(hands="auto off"),
        Step(hands="force 7"),
        Step(expect=Expect(action="clear-fault", opened=7)),
        Step(hands="close 7"),
        Step(expect=Expect(locked=7)),
        Step(scan="band:p1"),
        Step(expect=Expect(state="release", order="o101", notice="fault", no_action="give")),
        Step(hands="auto on 300 600"),
        Step(tap="clear-fault", fields={"reason": "drawers-checked"}),
        Step(tap="reopen"),
        Step(expect=Expect(state="fetch", order="o101")),
        *GIVE_P1,
        Step(tap="resolve", fields={"item": "first", "reason": "opened-by-mistake"}),
        Step(expect=Expect(open_items=0)),
    )

    kinds = [msgspec.json.decode(bytes(event))["kind"] for event in report.events]
    assert "tamper" in kinds
    assert {"fault-cleared", "resolved"} <= set(subtypes(report))


@pytest.mark.timeout(240)
def test_an_order_stopped_in_the_middle_of_a_dose_relocks_the_drawer_and_is_never_given() -> None:
    report = run(
        Step(hands="auto off"),
        *FETCH_P1,
        Step(expect=Expect(drawer_state="unlocked")),
        Step(hospital={"do": "stop-order", "order": "o101"}),
        Step(expect=Expect(state="give", verdict="STOP", finding="ORDER_NOT_ACTIVE", no_action="give")),
        Step(expect=Expect(drawer_state="locked")),
        Step(tap="cancel"),
    )

    assert not [event for event in report.events if b'"kind":"administration"' in bytes(event)]
    assert {"stopped", "no-outcome"} <= set(subtypes(report))


@pytest.mark.timeout(240)
def test_a_changed_dose_is_shown_before_the_tap_and_not_given_as_it_was() -> None:
    report = run(
        *FETCH_P1,
        Step(scan="pack:amlodipine-5"),
        Step(expect=Expect(state="verify", verdict="ALLOW")),
        Step(hospital={"do": "change-dose", "order": "o101", "value": "10", "unit": "mg"}),
        Step(expect=Expect(state="give", verdict="STOP", finding="ORDER_CHANGED", no_action="give")),
        Step(tap="not-given", fields={"outcome": "held", "reason": "prescriber-asked"}),
        Step(expect=Expect(order="o102")),
    )

    assert not [event for event in report.events if b'"kind":"administration"' in bytes(event)]


@pytest.mark.timeout(240)
def test_expired_early_and_already_given_are_refused_with_their_codes() -> None:
    run(
        Step(scan="band:p5"),
        Step(expect=Expect(patient="E26-0005")),
        Step(tap="cancel"),
        Step(tap="choose-dose", fields={"order": "o504", "reason": "pain", "score": 6}),
        Step(expect=Expect(state="fetch", order="o504")),
        Step(scan="pack:paracetamol-500-expired"),
        Step(expect=Expect(state="verify", verdict="STOP", finding="EXPIRED", no_action="give")),
        Step(scan="pack:paracetamol-500"),
        Step(expect=Expect(state="verify", verdict="ALLOW")),
        Step(tap="give"),
        Step(expect=Expect(state="fetch", order="o501")),
        Step(tap="cancel"),
        Step(tap="choose-dose", fields={"order": "o504", "reason": "pain", "score": 6}),
        Step(expect=Expect(state="release", verdict="STOP", finding="PRN_TOO_SOON")),
        Step(tap="cancel"),
        Step(scan="band:p7"),
        Step(expect=Expect(patient="E26-0007")),
        Step(tap="cancel"),
        Step(tap="choose-dose", fields={"key": AFTERNOON}),
        Step(expect=Expect(state="release", verdict="STOP", finding="TOO_EARLY", no_action="confirm")),
        Step(tap="cancel"),
        Step(tap="cancel"),
        Step(expect=Expect(state="round")),
    )
