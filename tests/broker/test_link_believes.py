"""Which broker the cart's link believes, and that people see how old the cart's own certificate is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509

from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki import desk
from cart_agent.store import Store
from tests.broker.conftest import Start
from tests.commands.command_help import cart, running_agent
from tests.link.conftest import agent_running, link_running
from tests.support.asynchronous import asynchronous, until
from tests.support.guarded import Guarded, Hospital

Spoil = Callable[[Hospital, TlsSettings], TlsSettings]


def _revoked(hospital: Hospital, identity: TlsSettings) -> TlsSettings:
    certificate = x509.load_pem_x509_certificate((hospital.folder / "broker.pem").read_bytes())
    hospital.authority.revoke(certificate.serial_number, datetime.now(UTC))
    return msgspec.structs.replace(identity, crl_file=str(hospital.folder / "crl.pem"))


def _expired(hospital: Hospital, identity: TlsSettings) -> TlsSettings:
    then = datetime.now(UTC) - timedelta(days=400)
    desk.broker(hospital.folder, ("127.0.0.1",), hospital.folder, then)
    return identity


def _of_another_name(hospital: Hospital, identity: TlsSettings) -> TlsSettings:
    desk.broker(hospital.folder, ("broker.example",), hospital.folder, datetime.now(UTC))
    return identity


def _of_a_cart(hospital: Hospital, identity: TlsSettings) -> TlsSettings:
    """A stolen cart that plays the broker."""
    for end in ("pem", "key"):
        (hospital.folder / f"broker.{end}").write_bytes((hospital.folder / f"cart-1.{end}").read_bytes())
    return identity


def _without_a_list(_: Hospital, identity: TlsSettings) -> TlsSettings:
    return msgspec.structs.replace(identity, crl_file="/nowhere/crl.pem")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_revoked, "certificate revoked"),
        (_expired, "certificate has expired"),
        (_of_another_name, "IP address mismatch"),
        (_of_a_cart, "unsuitable certificate purpose"),
        (_without_a_list, "No such file"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
@pytest.mark.usefixtures("swept")
@pytest.mark.filterwarnings("ignore:Exception ignored in.*ssl.SSLSocket")
@asynchronous
async def test_a_broker_that_does_not_count_gets_no_word(
    hospital: Hospital, start: Start, store: Store, tmp_path: Path, spoil: Spoil, words: str
) -> None:
    identity = spoil(hospital, hospital.identity("cart-1"))
    broker = start()
    async with agent_running(tmp_path, store) as agent:
        agent.give(1)
        async with link_running(agent, broker.settings(identity)):
            await until(lambda: any(words in detail for detail in agent.details))

    assert "connected" not in agent.states
    assert store.counts().pending == 1


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
@asynchronous
async def test_a_broker_that_is_not_on_the_list_is_believed(
    broker: Guarded, hospital: Hospital, store: Store, tmp_path: Path, mqtt: str
) -> None:
    listed = msgspec.structs.replace(hospital.identity("cart-1"), crl_file=str(hospital.folder / "crl.pem"))
    async with agent_running(tmp_path, store) as agent:
        agent.give(1)
        async with link_running(agent, broker.settings(listed, mqtt)):
            await until(lambda: store.counts().sent == 1)


def test_the_state_says_when_a_new_certificate_is_due(hospital: Hospital, tmp_path: Path) -> None:
    tls = msgspec.structs.asdict(hospital.identity("cart-1", days=90, ago=70))
    table = "\n".join(f'{name} = "{value}"' for name, value in tls.items())
    (tmp_path / "agent").mkdir()
    with running_agent(tmp_path / "agent", f"\n[hospital.tls]\n{table}\n") as (files, _):
        due = cart("state", "--config", str(files.cart)).stdout
        hospital.identity("cart-1")
        good = cart("state", "--config", str(files.cart)).stdout

    assert "good for 19 more days" in due
    assert "ask for a new one" in due
    assert "good for 89 more days" in good
    assert "ask for a new one" not in good
