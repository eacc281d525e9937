"""Mutual TLS at the broker with the profile: the right ones get in, the others are refused on either side."""

from pathlib import Path

import msgspec
import pytest

from cart_agent.his.link.settings import TlsSettings
from cart_agent.store import Store
from tests.link.conftest import agent_running, link_running, settings
from tests.support.asynchronous import asynchronous, until
from tests.support.guarded import Guarded, Hospital
from tests.support.site import identity


@pytest.fixture
def stranger(tmp_path: Path) -> TlsSettings:
    """cart-1 with another authority's certificate, which believes that authority only."""
    return Hospital(tmp_path / "stranger").identity("cart-1")


@asynchronous
async def test_a_cart_with_the_hospitals_certificate_is_let_in(
    broker: Guarded, store: Store, tmp_path: Path
) -> None:
    async with agent_running(tmp_path, store) as agent:
        agent.give(1)
        async with link_running(agent, settings(broker.port)):
            await until(lambda: store.counts().sent == 1)


@asynchronous
async def test_a_certificate_of_another_authority_is_refused(
    broker: Guarded, stranger: TlsSettings, store: Store, tmp_path: Path
) -> None:
    using = settings(broker.port, tls=msgspec.structs.replace(stranger, ca_file=identity("cart-1").ca_file))
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: agent.states.count("disconnected") >= 2)

    assert "connected" not in agent.states


@pytest.mark.usefixtures("swept")
@pytest.mark.filterwarnings("ignore:Exception ignored in.*ssl.SSLSocket")
@asynchronous
async def test_a_broker_of_another_authority_is_not_believed(
    broker: Guarded, stranger: TlsSettings, store: Store, tmp_path: Path
) -> None:
    using = settings(broker.port, tls=msgspec.structs.replace(identity("cart-1"), ca_file=stranger.ca_file))
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: any("certificate verify failed" in detail for detail in agent.details))

    assert "connected" not in agent.states


@asynchronous
async def test_a_missing_certificate_file_is_said_and_retried(store: Store, tmp_path: Path) -> None:
    missing = TlsSettings(ca_file="/nowhere/ca.pem", cert_file="/nowhere/c.pem", key_file="/nowhere/k.pem")
    using = settings(1883, tls=missing)
    async with agent_running(tmp_path, store) as agent, link_running(agent, using):
        await until(lambda: sum("No such file" in detail for detail in agent.details) >= 2)
