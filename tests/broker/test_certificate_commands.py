"""Certificates and the broker's profile as a person makes them: commands, files, and a broker on them."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cart_agent.cli import main
from cart_agent.pki import tokens
from tests.support.mosquitto import PROGRAM, free_port, wait_for_port

pytestmark = pytest.mark.slow

FLEET = 'site = "demo"\n[carts]\ncart-1 = ["W1"]\n'
CART = """\
[cart]
id = "cart-1"
site = "demo"
wards = ["W1"]
zone = "Asia/Ho_Chi_Minh"
[hospital]
host = "127.0.0.1"
port = {port}
tls = {{ ca_file = "{ca}/ca.pem", cert_file = "{files}/cart-1.pem", key_file = "{files}/cart-1.key" }}
[drawers]
driver = "drawer_controller"
port = "/dev/cart/drawers"
drawers = [1]
"""


def cart(*words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run one command; it must end with this status."""
    command = [sys.executable, "-m", "cart_agent", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, done.stdout + done.stderr
    return done


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    cart("authority", "create", "--dir", tmp_path / "ca")
    return tmp_path / "ca"


def enrolled(ca: Path, folder: Path) -> None:
    """The whole way of a certificate, by files."""
    token = cart("authority", "token", "--dir", ca, "cart-1").stdout.strip()
    cart("enrol", "request", "cart-1", "--token", token, "--dir", folder)
    answer = cart("hospital", "enrol", "--dir", ca, folder / "cart-1.csr").stdout
    (folder / "cart-1.pem").write_text(answer)
    cart(
        "enrol",
        "finish",
        "cart-1",
        "--certificate",
        folder / "cart-1.pem",
        "--ca",
        ca / "ca.pem",
        "--dir",
        folder,
    )


def test_from_nothing_to_a_broker_that_the_doctor_finds_healthy(ca: Path, tmp_path: Path) -> None:
    out, port = tmp_path / "broker", free_port()
    cart("authority", "broker", "--dir", ca, "--to", out, "127.0.0.1")
    (tmp_path / "fleet.toml").write_text(FLEET)
    places = ("--port", port, "--bind", "127.0.0.1", "--data", out, "--log", out / "log", "--user", "root")
    cart("broker-profile", "mosquitto", "--fleet", tmp_path / "fleet.toml", "--out", out, *places)
    for name in ("ca.pem", "crl.pem"):
        (out / name).write_bytes((ca / name).read_bytes())
    enrolled(ca, tmp_path / "cart")
    (tmp_path / "cart.toml").write_text(CART.format(port=port, ca=ca, files=tmp_path / "cart"))
    with subprocess.Popen([PROGRAM, "-c", str(out / "mosquitto.conf")]) as broker:
        try:
            wait_for_port(port, broker)
            found = cart("doctor", "--broker", "--config", tmp_path / "cart.toml", "--json").stdout
        finally:
            broker.terminate()

    answers = [json.loads(line) for line in found.splitlines()]
    assert {one["state"] for one in answers} <= {"good", "unknown"}
    assert {"CONNECTED", "CLIENT_ID_TIED", "PUBLISH_REFUSED"} <= {one["code"] for one in answers}
    assert all(one["text"]["vi"] and one["text"]["en"] for one in answers)


def test_the_doctor_ends_with_1_where_there_is_no_broker(ca: Path, tmp_path: Path) -> None:
    enrolled(ca, tmp_path / "cart")
    (tmp_path / "cart.toml").write_text(CART.format(port=free_port(), ca=ca, files=tmp_path / "cart"))
    done = cart("doctor", "--broker", "--config", tmp_path / "cart.toml", "--language", "vi", status=1)

    assert "Không kết nối được" in done.stdout


def test_no_token_looks_like_an_option(tmp_path: Path) -> None:
    made = [tokens.create(tmp_path / "tokens", "cart-1", datetime.now(UTC)) for _ in range(500)]

    assert all(one.isalnum() for one in made)
    assert len(set(made)) == len(made)


def test_a_token_buys_one_certificate_for_its_own_cart(ca: Path, tmp_path: Path) -> None:
    token = cart("authority", "token", "--dir", ca, "cart-1").stdout.strip()
    for name, given in (("cart-1", token), ("cart-2", token)):
        cart("enrol", "request", name, "--token", given, "--dir", tmp_path / name)
    other = cart("hospital", "enrol", "--dir", ca, tmp_path / "cart-2/cart-2.csr", status=1)
    cart("hospital", "enrol", "--dir", ca, tmp_path / "cart-1/cart-1.csr")
    again = cart("hospital", "enrol", "--dir", ca, tmp_path / "cart-1/cart-1.csr", status=1)

    assert "cart-2 has no token" in other.stderr
    assert "was used" in again.stderr


def test_an_answer_to_another_request_is_refused(ca: Path, tmp_path: Path) -> None:
    enrolled(ca, tmp_path / "one")
    enrolled(ca, tmp_path / "two")
    words = ("--certificate", tmp_path / "one/cart-1.pem", "--ca", ca / "ca.pem", "--dir", tmp_path / "two")

    assert "is not for the key" in cart("enrol", "finish", "cart-1", *words, status=1).stderr


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"])
def test_what_is_no_request_is_refused_in_words(ca: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csr").write_bytes(content)

    said = cart("hospital", "enrol", "--dir", ca, tmp_path / "bad.csr", status=1).stderr
    assert "no request for a certificate" in said


def test_places_beside_the_command_are_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broker does not start where the command was run."""
    (tmp_path / "fleet.toml").write_text('site = "demo"\n[carts]\n')
    monkeypatch.chdir(tmp_path)
    places = ("--files", "keys", "--data", "store", "--log", "m.log")

    assert main(["broker-profile", "mosquitto", "--fleet", "fleet.toml", *places]) == 0
    lines = capsys.readouterr().out.splitlines()
    for line in (f"acl_file {tmp_path}/keys/acl", f"persistence_location {tmp_path}/store/",
                 f"log_dest file {tmp_path}/m.log"):  # fmt: skip
        assert line in lines


def test_a_wrong_fleet_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text('site = "demo"\n[carts]\n"cart/1" = ["W1"]\nhospital = ["W1"]\n')
    done = cart("broker-profile", "mosquitto", "--fleet", tmp_path / "fleet.toml", status=1)

    assert "carts" in done.stderr


def test_keys_are_for_their_owner_only(ca: Path, tmp_path: Path) -> None:
    enrolled(ca, tmp_path / "cart")
    cart("authority", "client", "--dir", ca, "--to", tmp_path / "his", "hospital")

    for key in (ca / "ca.key", tmp_path / "cart/cart-1.key", tmp_path / "his/hospital.key"):
        assert key.stat().st_mode & 0o777 == 0o600
