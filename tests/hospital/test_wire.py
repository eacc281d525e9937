"""The hospital's connection to the broker: how it gets in, and how it says that it did not."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cart_agent.his.link.settings import LinkSettings, TlsSettings
from cart_agent.hospital.wire import Publication, Wire, WireLost
from tests.support.asynchronous import asynchronous, until
from tests.support.certificates import Authority
from tests.support.mosquitto import Mosquitto, free_port

WILL = Publication(topic="mc/v1/s/host/state", payload=b"{}")


@asynccontextmanager
async def wire(settings: LinkSettings) -> AsyncIterator[Wire]:
    made = Wire(settings, "hospital-test", WILL)
    try:
        await made.connect()
        yield made
    finally:
        await made.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that wants the password `open sesame` of the user `hospital`."""
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", passwords, "hospital", "open sesame"], check=True)
    broker = Mosquitto(tmp_path, f"password_file {passwords}\n", anonymous=False)
    broker.start()
    yield broker
    broker.stop()


@asynchronous
async def test_a_password_from_a_file_opens_the_broker(guarded: Mosquitto, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("open sesame\n")
    settings = LinkSettings(
        host="127.0.0.1", port=guarded.port, username="hospital", password_file=str(tmp_path / "secret")
    )
    async with wire(settings) as one:
        await one.subscribe(["a/#"])
        await one.publish(Publication(topic="a/b", payload=b"c", retain=False))
        got: list[bytes] = []
        while not got:
            got += [message.payload for message in await one.receive(0.1)]

    assert got == [b"c"]


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
@asynchronous
async def test_a_broker_that_refuses_is_quoted(guarded: Mosquitto, mqtt: str) -> None:
    settings = LinkSettings(host="127.0.0.1", port=guarded.port, mqtt="5" if mqtt == "5" else "3.1.1")
    with pytest.raises(WireLost, match="refuses: Not authorized"):
        async with wire(settings):
            raise AssertionError("it must not get in")


@asynchronous
async def test_mutual_tls_lets_the_hospitals_certificate_in(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "ca")
    cert, key = authority.issue("broker", address="127.0.0.1")
    files = f"cafile {authority.cert_file}\ncertfile {cert}\nkeyfile {key}\nrequire_certificate true\n"
    broker = Mosquitto(tmp_path, files + "use_identity_as_username true\n", anonymous=False)
    broker.start()
    own, own_key = authority.issue("hospital")
    tls = TlsSettings(ca_file=str(authority.cert_file), cert_file=str(own), key_file=str(own_key))
    try:
        async with wire(LinkSettings(host="127.0.0.1", port=broker.port, tls=tls)) as one:
            await one.publish(Publication(topic="a/b", payload=b"c"))
    finally:
        broker.stop()


@asynchronous
async def test_an_absent_broker_is_said() -> None:
    with pytest.raises(WireLost, match="no broker answers"):
        async with wire(LinkSettings(host="127.0.0.1", port=free_port())):
            raise AssertionError("there is none")


@asynchronous
async def test_a_broker_that_says_nothing_is_given_up() -> None:
    held: list[asyncio.StreamWriter] = []
    async with await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0) as mute:
        port = mute.sockets[0].getsockname()[1]
        with pytest.raises(WireLost, match="does not answer"):
            async with wire(LinkSettings(host="127.0.0.1", port=port, connect_timeout=0.3)):
                raise AssertionError("it never answered")
        for writer in held:
            writer.close()


@asynchronous
async def test_what_is_published_after_the_broker_died_fails_instead_of_waiting(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    async with wire(LinkSettings(host="127.0.0.1", port=broker.port)) as one:
        broker.stop()
        with pytest.raises(WireLost):
            await one.receive(30)
        publishing = one.publish(Publication(topic="a/b", payload=b"c"))
        await until(publishing.done, "the failure")

        assert isinstance(publishing.exception(), WireLost)
