"""The hospital's connection to the broker: how it gets in, and how it says that it did not."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cart_agent.his.link.settings import LinkSettings
from cart_agent.hospital.wire import Publication, Wire, WireLost
from tests.faults.proxy import Fault, Packet, fault_proxy
from tests.support.asynchronous import asynchronous, until
from tests.support.guarded import Guarded
from tests.support.mosquitto import Mosquitto, free_port
from tests.support.site import broker, disguise, identity

__all__ = ["broker"]

WILL = Publication(topic="mc/v1/demo/host/state", payload=b"{}")


@asynccontextmanager
async def wire(settings: LinkSettings) -> AsyncIterator[Wire]:
    made = Wire(settings, "hospital-test", WILL)
    try:
        await made.connect()
        yield made
    finally:
        await made.close()


def on(broker: Guarded, name: str, **fields: Any) -> LinkSettings:
    return LinkSettings(host="127.0.0.1", port=broker.port, tls=identity(name), **fields)


@pytest.fixture
def with_password(tmp_path: Path) -> Iterator[Mosquitto]:
    """A hospital's broker of another make of access: the password `open sesame` of the user `hospital`."""
    passwords = tmp_path / "passwords"
    passwords.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", passwords, "hospital", "open sesame"], check=True)
    running = Mosquitto(tmp_path, f"password_file {passwords}\n", anonymous=False)
    running.start()
    yield running
    running.stop()


@asynchronous
async def test_a_password_from_a_file_opens_the_broker(with_password: Mosquitto, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("open sesame\n")
    settings = LinkSettings(
        host="127.0.0.1",
        port=with_password.port,
        username="hospital",
        password_file=str(tmp_path / "secret"),
    )
    async with wire(settings) as one:
        await one.publish(WILL)


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
@asynchronous
async def test_a_broker_that_refuses_is_quoted(with_password: Mosquitto, mqtt: str) -> None:
    settings = LinkSettings(host="127.0.0.1", port=with_password.port, mqtt="5" if mqtt == "5" else "3.1.1")
    with pytest.raises(WireLost, match="refuses: Not authorized"):
        async with wire(settings):
            raise AssertionError("it must not get in")


@asynchronous
async def test_the_hospitals_certificate_lets_it_in_and_a_carts_event_comes(broker: Guarded) -> None:
    async with wire(on(broker, "cart-1")) as cart, wire(on(broker, "hospital")) as one:
        await one.subscribe(["mc/v1/demo/cart/+/event"])
        await cart.publish(Publication(topic="mc/v1/demo/cart/cart-1/event", payload=b"c", retain=False))
        got: list[bytes] = []
        while not got:
            got += [message.payload for message in await one.receive(0.1)]

    assert got == [b"c"]


@asynchronous
async def test_a_publication_that_the_rules_forbid_fails(broker: Guarded) -> None:
    async with wire(on(broker, "cart-1")) as one:
        with pytest.raises(WireLost, match="Not authorized"):
            await one.publish(Publication(topic="mc/v1/demo/ward/W1/policy", payload=b"c"))


@asynchronous
async def test_a_receipt_that_gets_lost_ends_the_connection(broker: Guarded) -> None:
    async def judge(packet: Packet) -> Fault:
        return Fault.DROP if packet.kind == "PUBACK" else Fault.PASS

    async with (
        fault_proxy(broker.port, disguise("hospital")) as cable,
        wire(msgspec.structs.replace(on(broker, "hospital", stuck_after=1), port=cable.port)) as one,
    ):
        cable.judge = judge
        with pytest.raises(WireLost, match="acknowledges nothing"):
            await one.publish(WILL)
        with pytest.raises(WireLost):
            await one.receive(30)


@asynchronous
async def test_a_topic_that_is_no_text_ends_the_connection_and_says_so() -> None:
    async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x20\x03\x00\x00\x00" + b"\x30\x06\x00\x02\xc3\x28\x00x")
        await reader.read(1000)
        writer.close()

    async with await asyncio.start_server(broker, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with wire(LinkSettings(host="127.0.0.1", port=port)) as one:
            with pytest.raises(WireLost):
                await one.receive(30)


@asynchronous
async def test_an_absent_broker_is_said() -> None:
    with pytest.raises(WireLost, match="Connection refused"):
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
async def test_what_is_published_after_the_broker_died_fails_instead_of_waiting(broker: Guarded) -> None:
    async with wire(on(broker, "hospital")) as one:
        broker.stop()
        with pytest.raises(WireLost):
            await one.receive(30)
        publishing = one.publish(WILL)
        await until(publishing.done, "the failure")

        assert isinstance(publishing.exception(), WireLost)
