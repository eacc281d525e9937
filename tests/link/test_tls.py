"""Mutual TLS with certificates made here: the right ones get in, the others are refused on either side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.his.link.settings import TlsSettings
from cart_agent.store import Store
from tests.link.conftest import agent_running, link_running, settings
from tests.support.asynchronous import asynchronous, until
from tests.support.certificates import Authority
from tests.support.mosquitto import Mosquitto


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def broker(authority: Authority, tmp_path: Path) -> Iterator[Mosquitto]:
    cert, key = authority.issue("broker", address="127.0.0.1")
    secured = (
        f"cafile {authority.cert_file}\ncertfile {cert}\nkeyfile {key}\n"
        "require_certificate true\nuse_identity_as_username true\n"
    )
    running = Mosquitto(tmp_path, secured, anonymous=False)
    running.start()
    yield running
    running.stop()


def _tls(authority: Authority, issuer: Authority, name: str) -> TlsSettings:
    cert, key = issuer.issue(name)
    return TlsSettings(ca_file=str(authority.cert_file), cert_file=str(cert), key_file=str(key))


@asynchronous
async def test_a_cart_with_the_hospitals_certificate_is_let_in(
    broker: Mosquitto, authority: Authority, store: Store, tmp_path: Path
) -> None:
    using = settings(broker.port, tls=_tls(authority, authority, "cart-1"))
    async with agent_running(tmp_path, store) as agent:
        agent.give(1)
        async with link_running(agent, using):
            await until(lambda: store.counts().sent == 1)


@asynchronous
async def test_a_certificate_of_another_authority_is_refused(
    broker: Mosquitto, authority: Authority, store: Store, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    using = settings(broker.port, tls=_tls(authority, stranger, "cart-1"))
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: agent.states.count("disconnected") >= 2)

    assert "connected" not in agent.states


# paho leaves a socket whose handshake failed to the garbage collector, which closes it and says so.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*ssl.SSLSocket")
@asynchronous
async def test_a_broker_of_another_authority_is_not_believed(
    broker: Mosquitto, authority: Authority, store: Store, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path / "stranger")
    using = settings(broker.port, tls=_tls(stranger, authority, "cart-1"))
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: any("certificate verify failed" in detail for detail in agent.details))

    assert "connected" not in agent.states


@asynchronous
async def test_a_missing_certificate_file_is_said_and_retried(store: Store, tmp_path: Path) -> None:
    missing = TlsSettings(ca_file="/nowhere/ca.pem", cert_file="/nowhere/c.pem", key_file="/nowhere/k.pem")
    using = settings(1883, tls=missing)
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: sum("No such file" in detail for detail in agent.details) >= 2)
