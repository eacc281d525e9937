"""A cart's next certificate: asked for with the one before, and put in place whatever is interrupted."""

import base64
import contextlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki import desk, files, renew, renewal
from cart_agent.pki.files import PkiError
from cart_agent.store import Store
from tests.broker.test_certificate_commands import CART, cart
from tests.link.conftest import agent_running, link_running
from tests.support.asynchronous import asynchronous, until
from tests.support.guarded import Guarded, Hospital

NOW = datetime.now(UTC)


@pytest.fixture
def old(hospital: Hospital) -> TlsSettings:
    """cart-1's certificate, issued 70 days ago."""
    return hospital.identity("cart-1", ago=70)


def step(old: TlsSettings, folder: Path) -> renew.Step:
    return renew.step("cart-1", old, renew.PlainKey(Path(old.key_file)), folder, NOW)


def asked(old: TlsSettings, folder: Path) -> bytes:
    step(old, folder)
    return (folder / "cart-1.renewal").read_bytes()


def answered(hospital: Hospital, old: TlsSettings, folder: Path) -> None:
    name, made = desk.enrol(hospital.folder, asked(old, folder), NOW, 90)
    assert name == "cart-1"
    (folder / "cart-1.pem").write_bytes(made)


@asynchronous
async def test_by_commands_alone_a_cart_gets_its_next_certificate_and_connects_with_it(
    hospital: Hospital, old: TlsSettings, broker: Guarded, store: Store, tmp_path: Path
) -> None:
    config, folder = tmp_path / "cart.toml", tmp_path / "renew"
    config.write_text(CART.format(port=broker.port, ca=hospital.folder, files=hospital.folder))
    words = ("enrol", "renew", "--config", config, "--dir", folder)
    before = Path(old.cert_file).read_bytes()

    assert "carry" in cart(*words).stdout
    assert "carry" in cart(*words).stdout, "nothing changes while the answer is on its way"
    answer = cart("hospital", "enrol", "--dir", hospital.folder, folder / "cart-1.renewal").stdout
    (folder / "cart-1.pem").write_text(answer)
    assert "good for 89 more days" in cart(*words).stdout
    assert "nothing to do yet" in cart(*words).stdout
    assert list(folder.iterdir()) == []
    assert Path(old.cert_file).read_bytes() != before
    async with agent_running(tmp_path, store) as agent, link_running(agent, broker.settings(old)):
        await until(lambda: "connected" in agent.states)


def test_a_certificate_that_is_not_due_is_left(hospital: Hospital, tmp_path: Path) -> None:
    young = hospital.identity("cart-1", ago=50)

    assert "nothing to do" in step(young, tmp_path / "renew").words
    assert not (tmp_path / "renew").exists()


class PowerCut(Exception):
    """Between two files."""


WRITES = ("the key", "the request", "the key in place", "the certificate in place")


@pytest.mark.parametrize("after", WRITES)
def test_it_goes_on_after_a_power_cut(
    hospital: Hospital, old: TlsSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    write, writes = files.write, 0

    def cut(path: Path, content: bytes, mode: int = files.PUBLIC) -> None:
        nonlocal writes
        write(path, content, mode)
        writes += 1
        if (
            writes
            == ("the key", "the request", "the key in place", "the certificate in place").index(after) + 1
        ):
            raise PowerCut

    for _ in range(3):
        if (tmp_path / "cart-1.renewal").exists() and not (tmp_path / "cart-1.pem").exists():
            answered(hospital, old, tmp_path)
        with monkeypatch.context() as patched, contextlib.suppress(PowerCut):
            patched.setattr(files, "write", cut)
            step(old, tmp_path)

    assert writes >= len(WRITES)
    assert step(old, tmp_path).words.startswith("good for 89 more days; nothing")
    key = files.read_key(Path(old.key_file)).public_key()
    assert x509.load_pem_x509_certificate(Path(old.cert_file).read_bytes()).public_key() == key


def test_a_wrong_answer_changes_nothing(hospital: Hospital, old: TlsSettings, tmp_path: Path) -> None:
    asked(old, tmp_path)
    before = Path(old.key_file).read_bytes()
    shutil.copy(old.cert_file, tmp_path / "cart-1.pem")

    with pytest.raises(PkiError, match="not for the key"):
        step(old, tmp_path)
    assert Path(old.key_file).read_bytes() == before


def _expired(hospital: Hospital) -> TlsSettings:
    return hospital.identity("cart-1", ago=91)


def _revoked(hospital: Hospital) -> TlsSettings:
    made = hospital.identity("cart-1", ago=70)
    hospital.revoke(made)
    return made


def _of_another_authority(hospital: Hospital) -> TlsSettings:
    return Hospital(hospital.folder / "stranger").identity("cart-1", ago=70)


def _of_another_cart(hospital: Hospital) -> TlsSettings:
    return hospital.identity("cart-2", ago=70)


def _of_the_broker(hospital: Hospital) -> TlsSettings:
    desk.broker(hospital.folder, ("cart-1",), hospital.folder, NOW - timedelta(days=300))
    pair = {"cert_file": f"{hospital.folder}/broker.pem", "key_file": f"{hospital.folder}/broker.key"}
    return TlsSettings(ca_file=f"{hospital.folder}/ca.pem", **pair)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_expired, "not valid now"),
        (_revoked, "was revoked"),
        (_of_another_authority, "none of ours proves it"),
        (_of_another_cart, "is not cart-1's"),
        (_of_the_broker, "is not cart-1's"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_certificate_that_does_not_count_buys_no_other(
    hospital: Hospital, tmp_path: Path, make: Callable[[Hospital], TlsSettings], said: str
) -> None:
    request = asked(make(hospital), tmp_path)

    with pytest.raises(PkiError, match=said):
        desk.enrol(hospital.folder, request, NOW, 90)


def test_a_request_that_was_changed_or_is_none_is_refused(
    hospital: Hospital, old: TlsSettings, tmp_path: Path
) -> None:
    head, body, signature = asked(old, tmp_path).decode().strip().split(".")
    other = base64.urlsafe_b64encode(b"another").rstrip(b"=").decode()
    for text in (f"{head}.{other}.{signature}", f"{head}.{body}.{other}", f"{head}.{body}", "", "\xff"):
        with pytest.raises(PkiError):
            desk.enrol(hospital.folder, text.encode(), NOW, 90)


def test_the_old_key_is_not_certified_again(hospital: Hospital, old: TlsSettings) -> None:
    key = files.read_key(Path(old.key_file))
    shown = x509.load_pem_x509_certificate(Path(old.cert_file).read_bytes())

    with pytest.raises(PkiError, match="old key"):
        desk.enrol(hospital.folder, renewal.make("cart-1", key, shown, key), NOW, 90)


def test_a_lost_answer_is_given_again_and_a_second_asker_is_noticed(
    hospital: Hospital, old: TlsSettings, tmp_path: Path
) -> None:
    """Who has copied a cart's key cannot renew beside it without being noticed."""
    request = asked(old, tmp_path)
    for _ in range(2):
        desk.enrol(hospital.folder, request, NOW, 90)
    thief = renewal.make(
        "cart-1",
        ec.generate_private_key(ec.SECP256R1()),
        x509.load_pem_x509_certificate(Path(old.cert_file).read_bytes()),
        files.read_key(Path(old.key_file)),
    )

    with pytest.raises(PkiError, match="find out who holds it"):
        desk.enrol(hospital.folder, thief, NOW, 90)


def test_who_revokes_a_certificate_revokes_what_it_was_renewed_to(
    hospital: Hospital, old: TlsSettings, tmp_path: Path
) -> None:
    first = tmp_path / "first.pem"
    shutil.copy(old.cert_file, first)
    answered(hospital, old, tmp_path)
    step(old, tmp_path)
    desk.revoke(hospital.folder, first, NOW)
    second = x509.load_pem_x509_certificate(Path(old.cert_file).read_bytes()).serial_number

    assert second in hospital.authority.revoked()


def test_a_key_that_is_a_credential_stays_one(
    hospital: Hospital, old: TlsSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real systemd-creds, with a secret of this test instead of the machine's."""
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(tmp_path / "secret"))
    place = renew.Credential(tmp_path / "tls-key")
    place.put(Path(old.key_file))
    Path(old.key_file).unlink()
    folder = tmp_path / "renew"
    renew.step("cart-1", old, place, folder, NOW)
    _, made = desk.enrol(hospital.folder, (folder / "cart-1.renewal").read_bytes(), NOW, 90)
    (folder / "cart-1.pem").write_bytes(made)

    assert renew.step("cart-1", old, place, folder, NOW).renewed
    assert b"PRIVATE KEY" not in (tmp_path / "tls-key").read_bytes()
    assert (tmp_path / "tls-key").stat().st_mode & 0o777 == files.PRIVATE
    shown = x509.load_pem_x509_certificate(Path(old.cert_file).read_bytes())
    assert files.load_key(place.read()).public_key() == shown.public_key()
