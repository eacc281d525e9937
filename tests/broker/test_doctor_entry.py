"""What keeps a cart out is told apart: files, address, either certificate, the name, the version of MQTT.

A broker without MQTT 5 is RabbitMQ 3.10 or older: `test_each_broker.py`.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cart_agent.doctor import checks_tls, inspector
from cart_agent.doctor.case import Answer, Case
from cart_agent.doctor.examine import CHECKS, examine, healthy
from cart_agent.pki import authority, files
from tests.broker.conftest import Start
from tests.broker.doctor_help import case_of, codes
from tests.support.guarded import Guarded, Hospital
from tests.support.mosquitto import Mosquitto, free_port

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick")]


def last(case: Case) -> Answer:
    """What the doctor says last; it goes no further than the door, and nothing is called good in the end."""
    found = list(examine(case))
    assert not healthy(found)
    assert "CONNECTED" not in [one.code for one in found]
    return found[-1]


def at(case: Case, **fields: object) -> Case:
    """The case with another host or port."""
    return msgspec.structs.replace(case, broker=msgspec.structs.replace(case.broker, **fields))


def test_a_file_that_is_missing_or_not_the_certificates_key_is_named(
    broker: Guarded, hospital: Hospital
) -> None:
    case = case_of(broker, hospital)
    assert case.broker.tls
    other = hospital.identity("cart-2")
    missing = msgspec.structs.replace(case.broker.tls, key_file="/nowhere/cart-1.key")
    mixed = msgspec.structs.replace(case.broker.tls, key_file=other.key_file)

    found = last(at(case, tls=missing))
    assert found.code == "FILES_UNUSABLE"
    assert "/nowhere/cart-1.key" in found.given["reason"]
    found = last(at(case, tls=mixed))
    assert found.code == "FILES_UNUSABLE"
    assert "key values mismatch" in found.given["reason"]


def test_an_address_at_which_nobody_is_is_named(broker: Guarded, hospital: Hospital) -> None:
    port = free_port()
    found = last(at(case_of(broker, hospital), port=port))

    assert found.code == "NOT_REACHED"
    assert found.given["port"] == str(port)


def test_a_host_that_has_no_address_is_named(broker: Guarded, hospital: Hospital) -> None:
    found = last(at(case_of(broker, hospital), host="broker.invalid"))

    assert found.code == "NOT_REACHED"
    assert found.given["host"] == "broker.invalid"


def test_a_listener_without_encryption_is_not_taken_for_a_broker_that_is_away(
    mosquitto: Mosquitto, broker: Guarded, hospital: Hospital
) -> None:
    assert last(at(case_of(broker, hospital), port=mosquitto.port)).code == "NOT_CONNECTED"


@contextmanager
def silence() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def hold() -> None:
            held = []
            server.settimeout(0.1)
            while not over.is_set():
                try:
                    held.append(server.accept()[0])
                except TimeoutError:
                    continue
            for one in held:
                one.close()

        thread = threading.Thread(target=hold)
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            over.set()
            thread.join()


def test_a_port_that_says_nothing_is_named(broker: Guarded, hospital: Hospital) -> None:
    with silence() as port:
        found = last(at(case_of(broker, hospital), port=port, connect_timeout=0.3))

    assert found.code == "NOT_REACHED"


def new_broker(hospital: Hospital, names: tuple[str, ...], issued: datetime) -> None:
    """Put another certificate of the broker's in the place of the good one."""
    key = ec.generate_private_key(ec.SECP256R1())
    (hospital.folder / "broker.key").unlink()
    files.write(hospital.folder / "broker.key", files.key_pem(key), 0o600)
    made = hospital.authority.broker(names, key.public_key(), issued)
    (hospital.folder / "broker.pem").write_bytes(made)


def test_a_brokers_certificate_that_has_run_out_is_dated(start: Start, hospital: Hospital) -> None:
    now = datetime.now(UTC)
    new_broker(hospital, ("127.0.0.1",), now - timedelta(days=authority.BROKER_DAYS + 2))
    found = last(case_of(start(), hospital))

    assert found.code == "BROKER_EXPIRED"
    assert found.given == {"until": str((now - timedelta(days=2)).date())}


def test_a_clock_that_is_behind_is_named_before_a_certificate_is_blamed(
    start: Start, hospital: Hospital
) -> None:
    new_broker(hospital, ("127.0.0.1",), datetime.now(UTC) + timedelta(days=2))
    found = last(case_of(start(), hospital))

    assert found.code == "BROKER_EARLY"
    assert found.given["now"] < found.given["since"]


def test_a_brokers_certificate_for_another_name_is_named(start: Start, hospital: Hospital) -> None:
    new_broker(hospital, ("broker.hospital.example", "10.0.0.5"), datetime.now(UTC))
    found = last(case_of(start(), hospital))

    assert found.code == "BROKER_OTHER"
    assert found.given == {"names": "broker.hospital.example, 10.0.0.5", "host": "127.0.0.1"}


def test_a_broker_of_another_authority_is_not_believed(
    broker: Guarded, hospital: Hospital, tmp_path: Path
) -> None:
    case = case_of(broker, hospital)
    assert case.broker.tls
    other = str(Hospital(tmp_path / "other", "Another").folder / "ca.pem")

    found = last(at(case, tls=msgspec.structs.replace(case.broker.tls, ca_file=other)))
    assert found.code == "BROKER_UNKNOWN"
    assert found.given["reason"]


def test_an_authority_that_has_run_out_is_found(start: Start, tmp_path: Path) -> None:
    old = Hospital(tmp_path / "old", age=authority.CA_DAYS + 1)
    found = list(examine(case_of(start(of=old), old)))

    assert [one.code for one in found] == ["CART_EXPIRED", "AUTHORITY_EXPIRED", "BROKER_EXPIRED"]


def test_an_authority_that_is_due_is_found(start: Start, tmp_path: Path) -> None:
    old = Hospital(tmp_path / "old", age=authority.CA_DAYS - 100)
    found = list(islice(examine(case_of(start(of=old), old)), 3))

    assert [one.code for one in found] == ["CART_VALID", "AUTHORITY_DUE", "CONNECTED"]
    assert found[1].given["days"] in {"99", "100"}


def test_a_revoked_certificate_of_the_carts_own_is_named(broker: Guarded, hospital: Hospital) -> None:
    case = case_of(broker, hospital)
    assert case.broker.tls
    hospital.revoke(case.broker.tls)
    broker.update_crl(hospital)
    broker.read_again()
    found = last(case)

    assert found.code == "CART_REFUSED"
    assert found.given == {"reason": "certificate revoked"}


def test_a_revocation_list_that_has_run_out_at_the_broker_is_said(
    broker: Guarded, hospital: Hospital
) -> None:
    """It shuts everybody out. A list of `cart authority` is good as long as the authority; others are not."""
    key = files.read_key(hospital.folder / "ca.key")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateRevocationListBuilder().issuer_name(hospital.authority.certificate.subject)
    builder = builder.last_update(yesterday - timedelta(days=1)).next_update(yesterday)
    listed = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (broker.folder / "crl.pem").write_bytes(listed)
    broker.read_again()

    assert last(case_of(broker, hospital)).code == "CART_REFUSED"

    broker.update_crl(hospital)  # as the next step says
    broker.read_again()
    assert "CONNECTED" in codes(islice(examine(case_of(broker, hospital)), 3))


def test_a_broker_that_dies_meanwhile_is_said(broker: Guarded, hospital: Hospital) -> None:
    one, other = hospital.identity("inspector"), hospital.identity("cart-2")
    answers = examine(case_of(broker, hospital, inspector=one, revoked=other))
    before = list(takewhile(lambda one: one.code != "BROKER_VALID", answers))
    broker.stop()
    after = list(answers)

    assert "CONNECTED" in [one.code for one in before]
    assert {one.code for one in after} == {"FAILED", "PERSISTENCE_UNTESTED"}
    assert [one.given["check"] for one in after[:-1]] == list(CHECKS)[:-1]


def test_a_broker_that_goes_at_once_is_no_other_client(broker: Guarded, hospital: Hospital) -> None:
    answers = examine(case_of(broker, hospital))
    before = list(islice(answers, 3))
    broker.stop()

    assert before[-1].code == "CONNECTED"
    assert codes(answers) == ["NOT_REACHED"]


def test_an_inspector_whom_the_broker_does_not_let_in_is_said(broker: Guarded, hospital: Hospital) -> None:
    expired = hospital.identity("inspector", ago=100)
    found = codes(examine(case_of(broker, hospital, inspector=expired)))

    assert "INSPECTOR_OUT" in found
    assert {"READ_UNSEEN", "QUEUE_UNSEEN"} <= set(found)  # as without one


def test_an_inspector_without_rights_is_not_believed(
    start: Start, hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would hear nothing of a forged message that went through."""
    monkeypatch.setattr(inspector, "ECHO", 0.5)  # nothing comes, however long it waits
    broker = start(acl="user cart-1\ntopic readwrite mc/v1/demo/#\n")
    case = case_of(broker, hospital, inspector=hospital.identity("inspector"))
    found = codes(examine(case))

    assert {"INSPECTOR_BLIND", "PUBLISH_OPEN"} <= set(found)
    assert not {"PUBLISH_REFUSED", "WILDCARD_NOT", "RETAIN_REFUSED"} & set(found)


def test_a_revoked_certificate_that_would_be_refused_anyhow_proves_nothing(
    start: Start, hospital: Hospital, tmp_path: Path
) -> None:
    broker = start(spoil={"crlfile": ""})
    old = hospital.identity("cart-9", ago=100)
    stranger = Hospital(tmp_path / "other", "Another").identity("cart-9")
    foreign = msgspec.structs.replace(stranger, ca_file=str(hospital.folder / "ca.pem"))

    for revoked, code in ((old, "REVOKED_OVER"), (foreign, "REVOKED_FOREIGN")):
        found = codes(checks_tls.certificate_needed(case_of(broker, hospital, revoked=revoked)))
        assert found == ["STRANGER_REFUSED", code]
    found = codes(checks_tls.certificate_needed(case_of(broker, hospital)))
    assert found == ["STRANGER_REFUSED", "REVOKED_UNTESTED"]
