"""Agent and link against a hospital that knows only the contract's page, over the real broker."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.blackbox.broker_alone import running_broker
from tests.blackbox.cart_alone import LoneCart, hands, running_cart, until
from tests.blackbox.hospital_alone import WARD, LoneHospital
from tests.blackbox.ward_alone import GTIN, PINS, chart, dispensed, medication, order, policy, staff

pytestmark = pytest.mark.slow

Json = dict[str, Any]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LoneHospital, LoneCart]]:
    """One hospital and one cart for all tests here; each test has a patient of its own."""
    folder = tmp_path_factory.mktemp("blackbox")
    with running_broker(folder) as port, closing(LoneHospital(port, folder)) as hospital:
        hospital.paper("staff", staff(1, "NV-ONE"))
        hospital.paper("policy", policy(1))
        hospital.formulary(medication())
        hospital.stock(dispensed(1))
        for number in range(1, 6):
            hospital.chart(chart(number, 1, order(f"o{number}", f"p{number}")))
        hospital.ready()
        hospital.manifest()
        with running_cart(folder, port, hospital.public_key) as cart:
            hands(folder, "auto on 300 600")
            until(lambda: cart.screen["status"]["complete"], "every chart that the manifest names")
            yield hospital, cart


def log_in(cart: LoneCart, badge: str) -> None:
    if cart.screen["session"]["state"] != "off":
        cart.tap("logout")
    cart.sees(lambda session: session["state"] == "off", "the log-in screen")
    cart.scan(badge)
    cart.sees(lambda session: "pin" in session["actions"], "the question for the PIN")
    cart.tap("pin", pin=PINS[badge])


def noticed(hospital: LoneHospital, subtype: str) -> Json:
    found: list[Json] = until(lambda: hospital.envelopes("system", subtype), f"an event {subtype}")
    return found[-1]


def refusals(hospital: LoneHospital) -> list[Json]:
    return hospital.envelopes("system", "signature-refused")


def held(cart: LoneCart) -> Json:
    """The version in force of each document, by the last word of its topic."""
    return {one["topic"].rpartition("/")[2]: one["version"] for one in cart.state()["documents"]}


def line(cart: LoneCart, number: int) -> Json | None:
    """The patient's line of the round, as the administrator is told."""
    patients = cart.state()["round"]["patients"]
    return next((one for one in patients if one["encounter_id"] == f"E-{number}"), None)


def test_a_dose_is_given_recorded_and_settled_in_the_bytes_that_the_cart_holds(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    log_in(cart, "NV-ONE")
    cart.sees(lambda session: session["state"] == "round", "the round")
    cart.scan("WB-1")
    cart.sees(lambda session: session["state"] == "fetch", "the open drawer")
    cart.scan(f"01{GTIN}17271231" + "10LOT42A", "]d2")
    cart.sees(lambda session: session["state"] == "verify", "the drug's verdict")
    assert cart.screen["session"]["verdict"]["severity"] == "ALLOW"
    cart.tap("give")
    event = until(lambda: hospital.envelopes("administration"), "the record")[0]
    until(lambda: cart.screen["status"]["unsettled"] == 0, "everything settled")
    resource = event["resource"]

    assert (event["encounterId"], event["orderId"], event["orderVersionSeen"]) == ("E-1", "o1", "1")
    assert (resource["status"], resource["dosage"]["dose"]["value"]) == ("completed", 500)
    assert resource["identifier"] == [{"system": "urn:mc:event", "value": event["eventId"]}]
    assert resource["contained"][0]["batch"] == {"lotNumber": "LOT42A", "expirationDate": "2027-12-31"}
    heard = sorted(hospital.events, key=lambda one: json.loads(one)["seq"])
    assert cart.events()[: len(heard)] == heard


def test_the_chain_holds_from_the_first_event_without_a_gap(stage: tuple[LoneHospital, LoneCart]) -> None:
    hospital, cart = stage
    cart.scan("NO-SUCH-CODE-0")
    until(cart.events, "an event")
    kept = cart.events()
    until(lambda: len(hospital.events) >= len(kept), "every event that the cart holds")
    previous = "0" * 64
    for seq, message in enumerate(kept, start=1):
        event = json.loads(message)
        assert (event["seq"], event["prevHash"], event["cart"]) == (seq, previous, "cart-x")
        previous = hashlib.sha256(message).hexdigest()
    after = [json.loads(message)["seq"] for message in cart.events(after=len(kept) - 1)]

    assert after[0] == len(kept)


def test_a_rejected_event_stays_on_the_carts_list_until_it_is_settled(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    hospital.verdict = lambda event: "no-thanks" if event["kind"] == "unreadable-code" else ""
    before = len(hospital.envelopes("unreadable-code"))
    cart.scan("NO-SUCH-CODE-1")
    refused = until(lambda: hospital.envelopes("unreadable-code")[before:], "the unknown code's event")[0]
    rejection = noticed(hospital, "event-rejected")

    assert refused["eventId"] in json.dumps(rejection)
    assert cart.state()["status"]["rejected"] == 1
    assert refused["seq"] in [json.loads(message)["seq"] for message in cart.events()]
    hospital.verdict = lambda _: ""
    hospital.ack([refused["eventId"]], [])
    until(lambda: cart.state()["status"]["rejected"] == 0, "the settlement")


def test_a_staff_list_signed_by_someone_else_changes_nothing_and_a_newer_one_of_ours_does(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    forged = hospital.signed(staff(9, "NV-TWO"), Ed25519PrivateKey.generate())
    hospital.publish(f"ward/{WARD}/staff", forged)
    noticed(hospital, "signature-refused")
    log_in(cart, "NV-ONE")
    cart.sees(lambda session: (session.get("person") or {}).get("id") == "nv-one", "the former list in force")
    hospital.paper("staff", staff(2, "NV-ONE", "NV-TWO"))
    hospital.manifest()
    until(lambda: held(cart).get("staff") == 2, "the new list")
    log_in(cart, "NV-TWO")
    cart.sees(lambda session: (session.get("person") or {}).get("id") == "nv-two", "the new person")


def test_a_newer_policy_comes_into_force_and_an_older_or_unsigned_one_does_not(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    hospital.paper("policy", policy(3, expiresSoonDays=30))
    hospital.manifest()
    hospital.publish(f"ward/{WARD}/policy", hospital.signed(policy(2)))
    older = noticed(hospital, "document-older")
    before = len(refusals(hospital))
    hospital.publish(f"ward/{WARD}/policy", json.dumps(policy(4)).encode())
    until(lambda: len(refusals(hospital)) > before, "the unsigned one refused")

    assert "in force is 3" in json.dumps(older)
    assert cart.state()["status"]["complete"] is True


def test_a_chart_of_a_higher_version_replaces_the_one_before(stage: tuple[LoneHospital, LoneCart]) -> None:
    hospital, cart = stage
    before = line(cart, 2)
    later = order("o2b", "p2", times=("08:10:00",))
    hospital.chart(chart(2, 2, order("o2", "p2"), later))
    hospital.manifest()

    def due() -> int:
        found = line(cart, 2)
        return found["due"] + found["upcoming"] + found["overdue"] if found else 0

    assert before is not None
    first = before["due"] + before["upcoming"] + before["overdue"]
    until(lambda: due() == 2 * first, "the second order's doses")
    assert held(cart)["E-2"] == 2


def test_an_equal_version_with_other_content_is_an_alarm_and_the_cart_asks_again(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    hospital.chart(chart(3, 1, order("o3", "p3"), name="KHÁC"), named=False)
    event = noticed(hospital, "chart-conflict")
    until(lambda: [one for one in hospital.syncs if one["reason"] == "chart-conflict"], "a sync")
    shown = line(cart, 3)

    assert event["encounterId"] == "E-3"
    assert shown is not None
    assert "KHÁC" not in shown["name"]
    assert cart.state()["status"]["alarms"] != []


def test_a_closed_chart_opens_no_drawer(stage: tuple[LoneHospital, LoneCart]) -> None:
    hospital, cart = stage
    hospital.chart(chart(4, 2, order("o4", "p4"), closed=True))
    hospital.manifest()
    until(lambda: line(cart, 4) is None, "the patient gone from the round")
    log_in(cart, "NV-ONE")
    cart.sees(lambda session: session["state"] == "round", "the round")
    cart.scan("WB-4")
    cart.sees(lambda session: session["state"] == "stopped", "the refusal")
    codes = [one["code"] for one in cart.screen["session"]["verdict"]["findings"]]
    assert codes == ["CHART_CLOSED"]

    assert all(one["state"] == "locked" for one in cart.state()["status"]["drawers"])
    assert not [one for one in hospital.envelopes("drawer") if one.get("encounterId") == "E-4"]


def test_a_chart_that_is_not_understood_shuts_its_patients_drawers_only(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    broken = chart(5, 2, order("o5", "p5") | {"modifierExtension": [{"url": "x"}]})
    hospital.chart(broken)
    hospital.manifest()
    noticed(hospital, "chart-unreadable")
    shown, other = line(cart, 5), line(cart, 1)

    assert shown is not None
    assert shown["problem"]
    assert other is not None
    assert not other["problem"]


def test_a_command_signed_by_someone_else_is_refused_and_one_of_ours_is_obeyed(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, _ = stage
    command = {
        "commandId": "c-1",
        "kind": "refresh",
        "notAfter": "2026-03-02T12:00:00+07:00",
        "cart": "cart-x",
    }
    before, forged = len(hospital.syncs), len(refusals(hospital))
    hospital.command(command, Ed25519PrivateKey.generate())
    until(lambda: len(refusals(hospital)) > forged, "the forged one refused")
    assert hospital.envelopes("system", "command-obeyed") == []
    hospital.command(command)
    noticed(hospital, "command-obeyed")
    until(lambda: len(hospital.syncs) > before, "the sync that was ordered")


def test_a_hospital_that_answers_with_rubbish_keeps_the_cart_neither_asking_nor_writing(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    """Each report of an answer that is not understood is an event, and gets such an answer again."""
    hospital, cart = stage
    until(lambda: cart.state()["status"]["unsettled"] == 0, "a quiet cart")
    before, hospital.resent[:] = len(hospital.events), []
    hospital.answer = b'{"settled": ['
    try:
        cart.scan("NO-SUCH-CODE-2")
        noticed(hospital, "document-unreadable")
        until(lambda: len(hospital.resent) >= 3, "the events sent again and again")
        written = len(hospital.events)
    finally:
        hospital.answer = b""
    until(lambda: cart.state()["status"]["unsettled"] == 0, "everything settled")

    assert written <= before + 3, "the scan, and at most one report a minute"


def test_a_chart_that_says_two_things_shuts_its_patients_drawers(
    stage: tuple[LoneHospital, LoneCart],
) -> None:
    hospital, cart = stage
    twice = json.dumps(chart(2, 3, order("o2", "p2"))).replace('"value": 500', '"value": 500, "value": 5000')
    hospital.publish(f"ward/{WARD}/chart/E-2", twice.encode())
    until(lambda: (line(cart, 2) or {}).get("problem"), "the chart not readable")
    hospital.chart(chart(2, 4, order("o2", "p2")))
    hospital.manifest()
    until(lambda: not (line(cart, 2) or {}).get("problem"), "the good one")


def test_the_carts_state_was_retained_with_its_session(stage: tuple[LoneHospital, LoneCart]) -> None:
    hospital, _ = stage

    assert hospital.states
    assert {"state", "session", "outbox", "clock"} <= set(hospital.states[-1])


def test_nothing_here_knows_the_carts_own_code() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        imports = [text for text in path.read_text().splitlines() if text.startswith(("import ", "from "))]
        assert not [text for text in imports if "cart_agent" in text or "drivers" in text], path
