"""`cart doctor` as it is typed: what is printed, in which language, and the exit status."""

import json
from pathlib import Path

import pytest

from cart_agent.cli import main
from tests.broker.conftest import Start
from tests.support.guarded import Guarded, Hospital
from tests.support.mosquitto import Mosquitto, free_port

pytestmark = pytest.mark.slow

CART = """\
[cart]
id = "cart-1"
site = "demo"
wards = ["W1"]
zone = "Asia/Ho_Chi_Minh"
[hospital]
host = "127.0.0.1"
port = {port}
{tls}
[drawers]
driver = "drawer_controller"
port = "/dev/cart/drawers"
drawers = [1]
"""


def configured(folder: Path, port: int, hospital: Hospital | None) -> list[str]:
    """`cart doctor --broker` with a file like a cart's."""
    tls = ""
    if hospital is not None:
        one = hospital.identity("cart-1")
        names = ("ca_file", "cert_file", "key_file")
        tls = f"tls = {{ {', '.join(f'{name} = {getattr(one, name)!r}' for name in names)} }}"
    (folder / "cart.toml").write_text(CART.format(port=port, tls=tls))
    return ["doctor", "--broker", "--config", str(folder / "cart.toml")]


def test_what_is_bad_is_said_with_its_next_step_in_both_languages(
    hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = configured(tmp_path, port := free_port(), hospital)

    assert main([*words, "--language", "en"]) == 1
    *_, said, step = capsys.readouterr().out.splitlines()
    assert said.startswith(f"✕ NOT_REACHED          Nobody answers at 127.0.0.1:{port}: ")
    assert step.strip().startswith("-> Check host and port in [hospital]")
    assert main(words) == 1
    assert "-> Kiểm tra host và port trong [hospital]" in capsys.readouterr().out


@pytest.mark.usefixtures("quick")
def test_the_next_step_names_the_cart(
    start: Start, hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broker = start(acl="user cart-2\ntopic readwrite mc/v1/demo/cart/cart-2/#\n")

    assert main([*configured(tmp_path, broker.port, hospital), "--json"]) == 1
    answers = {one["code"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert answers["OWN_REFUSED"]["state"] == "bad"
    for language in ("vi", "en"):
        assert "cart-1" in answers["OWN_REFUSED"]["next"][language]
        assert "mc/v1/demo/cart/cart-1/state" in answers["OWN_REFUSED"]["text"][language]


@pytest.mark.usefixtures("quick")
def test_a_broker_without_encryption_is_bad_and_all_else_is_looked_at(
    mosquitto: Mosquitto, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*configured(tmp_path, mosquitto.port, None), "--json"]) == 1
    found = [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()]

    assert found[:2] == ["NOT_ENCRYPTED", "CONNECTED"]
    assert {"NODELAY", "PUBLISH_OPEN", "OWN_TAKEN"} <= set(found)
    assert "FAILED" not in found


@pytest.mark.parametrize("option", ["--inspector", "--revoked"])
def test_a_certificate_that_cannot_be_used_is_a_wrong_option(
    hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """Found out before anything is tried: the doctor would say of the broker what is the file's fault."""
    words = configured(tmp_path, free_port(), hospital)
    one, other = hospital.identity("inspector"), hospital.identity("cart-2")

    assert main([*words, option, one.cert_file, "/nowhere/inspector.key"]) == 2
    assert (
        f"{option}: [Errno 2] No such file or directory: '/nowhere/inspector.key'" in capsys.readouterr().err
    )
    assert main([*words, option, one.cert_file, other.key_file]) == 2
    assert "key values mismatch" in capsys.readouterr().err
    assert main([*configured(tmp_path, free_port(), None), option, one.cert_file, one.key_file]) == 2
    assert f"{option} is of no use without [hospital.tls]" in capsys.readouterr().err


def test_a_restart_command_with_an_open_quote_is_a_wrong_option(
    broker: Guarded, hospital: Hospital, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*configured(tmp_path, broker.port, hospital), "--restart-command", "kill 'it"])

    assert ended.value.code == 2
