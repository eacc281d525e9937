"""The doctor at the real mosquitto: nothing bad in the profile, and each misconfiguration found and named."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cart_agent.doctor import checks_access, checks_client, checks_store, checks_tls
from cart_agent.doctor.case import Case, answer
from cart_agent.doctor.examine import examine, healthy
from cart_agent.doctor.texts import TEXTS
from cart_agent.doctor.visitor import Refused
from cart_agent.doctor.visits import as_cart, as_inspector
from cart_agent.his.topics import Kind, Topics
from tests.broker.conftest import Start
from tests.broker.doctor_help import case_of, codes, publish_manifest, write_rules_anew
from tests.support.asynchronous import PATIENCE
from tests.support.guarded import Guarded, Hospital

pytestmark = pytest.mark.slow

VERSIONS = pytest.mark.parametrize("mqtt", ["5", "3.1.1"])


IN = ("CART_VALID", "AUTHORITY_VALID", "CONNECTED", "TLS", "BROKER_VALID", "TLS_OLD_REFUSED",
      "STRANGER_REFUSED", "REVOKED_REFUSED")  # fmt: skip
GOOD = ("PACKET", "NODELAY", "CLIENT_ID_TIED", "OWN_TAKEN", "MANIFEST", "PUBLISH_REFUSED", "READ_FILTERED",
        "WILDCARD", "QUEUE")  # fmt: skip


@VERSIONS
def test_with_the_profile_nothing_is_bad_and_little_unknown(
    broker: Guarded, hospital: Hospital, mqtt: str
) -> None:
    revoked = hospital.identity("cart-9")
    hospital.revoke(revoked)
    broker.update_crl(hospital)
    broker.read_again()

    case = case_of(broker, hospital, mqtt, inspector=hospital.identity("inspector"), revoked=revoked)
    publish_manifest(case, hospital)
    found = list(examine(case))

    version = "MQTT_5" if mqtt == "5" else "MQTT_5_UNUSED"
    assert [one.code for one in found] == [*IN, version, *GOOD, "PERSISTENCE_UNTESTED"]
    assert {TEXTS[code].state for code in (*IN, *GOOD)} == {"good"}


def test_a_broker_that_reads_no_revocation_list_is_found(start: Start, hospital: Hospital) -> None:
    revoked = hospital.identity("cart-2")
    hospital.revoke(revoked)
    broker = start(spoil={"crlfile": ""})

    case = case_of(broker, hospital, revoked=revoked)
    assert "REVOKED_LET_IN" in codes(checks_tls.certificate_needed(case))

    broker.stop()  # as the next step says: crlfile, and the newest list
    broker.put({"crlfile": f"{broker.folder}/crl.pem"})
    broker.update_crl(hospital)
    broker.start()
    assert "REVOKED_REFUSED" in codes(checks_tls.certificate_needed(case))


@pytest.mark.parametrize(("days", "code"), [(10, "CART_VALID"), (70, "CART_DUE"), (91, "CART_EXPIRED")])
def test_the_certificates_age_is_said(broker: Guarded, hospital: Hospital, days: int, code: str) -> None:
    later = datetime.now(UTC) + timedelta(days=days)

    assert code in codes(checks_tls.own_certificate(case_of(broker, hospital, now=later)))


def test_a_certificate_of_another_cart_is_named_and_no_rights_are_blamed(
    broker: Guarded, hospital: Hospital
) -> None:
    own = case_of(broker, hospital)
    other = msgspec.structs.replace(own.broker, tls=hospital.identity("cart-2"))
    found = list(examine(msgspec.structs.replace(own, broker=other)))

    assert [one.code for one in found] == ["CART_VALID", "AUTHORITY_VALID", "CART_OTHER", "CONNECTED"]
    assert found[2].given == {"name": "cart-2", "cart": "cart-1"}
    assert not healthy(found)


def test_a_brokers_certificate_that_is_due_is_found(broker: Guarded, hospital: Hospital) -> None:
    later = datetime.now(UTC) + timedelta(days=300)

    assert "BROKER_DUE" in codes(checks_tls.tls_versions(case_of(broker, hospital, now=later)))


def test_an_expired_certificate_is_named_and_the_rest_left_alone(broker: Guarded, hospital: Hospital) -> None:
    case = case_of(broker, hospital)
    hospital.identity("cart-1", ago=100)  # in the place of the good one

    found = list(examine(case))
    assert [one.code for one in found] == ["CART_EXPIRED", "AUTHORITY_VALID", "CART_REFUSED"]
    assert found[-1].given == {"reason": "certificate expired"}


def test_a_client_id_that_anyone_may_give_is_not_called_free_by_who_cannot_try(
    start: Start, hospital: Hospital
) -> None:
    """Another broker may guard the session itself, as RabbitMQ does."""
    alone = case_of(start(spoil={"use_username_as_clientid": ""}), hospital, "3.1.1")
    helped = msgspec.structs.replace(alone, inspector=hospital.identity("inspector"))

    assert codes(checks_client.client_id(alone)) == ["CLIENT_ID_LOOSE"]
    assert codes(checks_client.client_id(helped)) == ["CLIENT_ID_FREE"]


@VERSIONS
def test_a_cart_that_may_publish_everywhere_is_found(start: Start, hospital: Hospital, mqtt: str) -> None:
    broker = start(acl="topic readwrite #\npattern readwrite mc/v1/demo/#\nuser cart-1\ntopic readwrite #\n")
    case = case_of(broker, hospital, mqtt, inspector=hospital.identity("inspector"))

    assert codes(checks_access.publishing(case)) == ["PUBLISH_OPEN"]

    write_rules_anew(broker)
    assert codes(checks_access.publishing(case)) == ["PUBLISH_REFUSED"]


ONE_RULE_TOO_MUCH = {
    "cart/+/event": "cart/doctor-probe/event",
    "ward/W1/#": "ward/W1/doctor-probe",
    "ward/+/chart/+": "ward/doctor-probe/chart/doctor-probe",
    "ward/+/manifest": "ward/doctor-probe/manifest",
    "host/#": "host/doctor-probe",
    "formulary/#": "formulary/doctor-probe/doctor-probe",
}


def test_each_rule_that_lets_a_cart_forge_is_found_and_named(broker: Guarded, hospital: Hospital) -> None:
    case = case_of(broker, hospital, "3.1.1", inspector=hospital.identity("inspector"))
    whole, root = (broker.folder / "acl").read_text(), f"mc/v1/{case.site}"
    for rule, named in ONE_RULE_TOO_MUCH.items():
        more = f"user cart-1\ntopic write {root}/{rule}\n"
        (broker.folder / "acl").write_text(whole.replace("user cart-1\n", more))
        broker.read_again()
        (found,) = checks_access.publishing(case)
        assert found == answer("PUBLISH_OPEN", topics=f"{root}/{named}"), rule


def test_on_mqtt_311_the_doctor_says_that_it_cannot_see_a_refusal_alone(
    broker: Guarded, hospital: Hospital
) -> None:
    assert codes(checks_access.publishing(case_of(broker, hospital, "3.1.1"))) == ["PUBLISH_UNSEEN"]


@VERSIONS
def test_a_broker_without_access_rules_is_found_by_the_cart_alone(
    start: Start, hospital: Hospital, mqtt: str
) -> None:
    broker = start(spoil={"acl_file": ""})

    assert codes(checks_access.reading(case_of(broker, hospital, mqtt))) == ["READ_OPEN"]


def fill_queue(case: Case, hospital: Hospital) -> None:
    own = Topics(site=case.site, cart=case.cart).own(Kind.ACK)
    with as_cart(case) as cart:
        cart.subscribe(own)
    with as_inspector(case, hospital.identity("hospital")) as sender:
        for _ in range(30):
            assert sender.publish(own, b"{}") == "taken"


@VERSIONS
def test_a_full_queue_of_the_cart_hides_no_leak(start: Start, hospital: Hospital, mqtt: str) -> None:
    """The broker sends at most 20 messages that nobody acknowledges, and the doctor acknowledges nothing."""
    case = case_of(start(spoil={"acl_file": ""}), hospital, mqtt)
    fill_queue(case, hospital)

    assert codes(checks_access.reading(case)) == ["READ_OPEN"]


@VERSIONS
def test_a_full_queue_of_the_cart_hides_no_retained_chart(
    start: Start, hospital: Hospital, mqtt: str
) -> None:
    case = case_of(start(), hospital, mqtt)
    fill_queue(case, hospital)
    assert codes(checks_store.retained(case)) == ["WILDCARD_UNSEEN"]

    with as_inspector(case, hospital.identity("hospital")) as sender:
        sender.publish(f"mc/v1/{case.site}/ward/{case.wards[0]}/chart/E1", b"{}", retain=True)
    assert codes(checks_store.retained(case)) == ["WILDCARD"]


@VERSIONS
def test_a_cart_that_may_read_other_wards_is_found_by_the_inspector(
    start: Start, hospital: Hospital, mqtt: str
) -> None:
    rules = (
        "user inspector\ntopic readwrite mc/v1/demo/ward/doctor-probe/#\n"
        "user cart-1\ntopic read mc/v1/demo/ward/#\ntopic write mc/v1/demo/cart/cart-1/state\n"
    )
    broker = start(acl=rules)
    alone = case_of(broker, hospital, mqtt)
    helped = msgspec.structs.replace(alone, inspector=hospital.identity("inspector"))

    assert codes(checks_access.reading(alone)) == ["READ_UNSEEN"]
    (found,) = checks_access.reading(helped)
    assert found == answer("READ_OPEN", topics="mc/v1/demo/ward/doctor-probe/manifest")

    write_rules_anew(broker)
    assert codes(checks_access.reading(helped)) == ["READ_FILTERED"]


def test_a_link_that_is_still_running_is_noticed(
    broker: Guarded, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_client, "_KICKED", PATIENCE)  # on a busy machine it takes a while to come back
    case = case_of(broker, hospital)
    over = threading.Event()

    def link() -> None:
        while not over.wait(0.3):
            with contextlib.suppress(Refused), as_cart(case) as cart:
                cart.until(lambda: cart.closed or over.is_set())

    thread = threading.Thread(target=link)
    thread.start()
    try:
        assert codes(examine(case))[-1] == "NOT_ALONE"
    finally:
        over.set()
        thread.join()


def test_the_inspector_sees_no_patient(broker: Guarded, hospital: Hospital) -> None:
    case = case_of(broker, hospital)
    own, other = hospital.identity("hospital"), hospital.identity("inspector")
    with as_inspector(case, own) as his, as_inspector(case, other) as inspector:
        inspector.subscribe("#")
        assert his.publish("mc/v1/demo/ward/W1/chart/E1", b"{}") == "taken"
        assert inspector.publish("mc/v1/demo/ward/doctor-probe/manifest", b"{}") == "taken"
        assert inspector.until(lambda: bool(inspector.heard))
        assert [one.topic for one in inspector.heard] == ["mc/v1/demo/ward/doctor-probe/manifest"]
