"""Brokers: what hospital and cart can rely on with the embedded one and with the profile's mosquitto."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import psutil
import pytest

from cart_agent.demo.broker import BrokerFailed, embedded_broker, mosquitto_broker
from cart_agent.hospital.config import HospitalConfig
from tests.support.asynchronous import asynchronous, until
from tests.support.hospitals import hospital_config, running_hospital, site_broker
from tests.support.scripted_cart import Chain, scripted_cart

CHART = "ward/noi-a/chart/E26-0001"
ROOT = Path(__file__).parents[2]


EMBEDDED = """
import asyncio
from cart_agent.demo.broker import embedded_broker
async def main():
    async with embedded_broker() as broker:
        print(broker.port, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


@asynccontextmanager
async def embedded() -> AsyncIterator[int]:
    """The embedded broker in a process of its own; its port. (amqtt leaves its sockets to the garbage
    collector, which tests of this process would have to answer for.)
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", EMBEDDED), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


def named_config(directory: Path, port: int) -> HospitalConfig:
    """For the embedded broker: no TLS, MQTT 3.1.1, a name."""
    config = hospital_config(directory, port, "3.1.1")
    broker = msgspec.structs.replace(config.broker, tls=None, username="hospital")
    return msgspec.structs.replace(config, broker=broker)


@asynchronous
async def test_the_embedded_broker_carries_documents_events_and_acks(tmp_path: Path) -> None:
    async with embedded() as port, running_hospital(named_config(tmp_path, port)):
        with scripted_cart(port, mqtt_version="3.1.1", named=True) as cart:
            await until(lambda: cart.payloads(CHART), "a retained chart through a wildcard")
            chain = Chain()
            await cart.settles(chain.next(), chain.dose())
            await until(lambda: cart.document(CHART)["version"] == 2, "the chart with the dose")


@asynchronous
async def test_the_embedded_broker_keeps_events_for_a_hospital_that_is_away(tmp_path: Path) -> None:
    async with embedded() as port:
        config = named_config(tmp_path, port)
        async with running_hospital(config):
            pass
        with scripted_cart(port, mqtt_version="3.1.1", named=True) as cart:
            chain = Chain()
            late = [chain.next() for _ in range(5)]
            for message in late:
                cart.send(message)
            async with running_hospital(config):
                await until(lambda: len(set(cart.settled)) == 5, "acks of what was sent before")


@asynchronous
async def test_mosquitto_keeps_retained_documents_over_a_restart(tmp_path: Path) -> None:
    with site_broker(tmp_path) as broker:
        async with running_hospital(hospital_config(tmp_path, broker.port)):
            pass
        broker.stop()
        broker.start()
        with scripted_cart(broker.port) as cart:
            await until(lambda: cart.payloads(CHART), "a chart that nobody publishes now")


@asynchronous
async def test_mosquitto_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys, pathlib\n"
        "from cart_agent.demo.broker import mosquitto_broker\n"
        "async def main():\n"
        "    async with mosquitto_broker(pathlib.Path(sys.argv[1])):\n"
        "        print('ready', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(tmp_path)), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    assert await parent.stdout.readline() == b"ready\n"
    (child,) = psutil.Process(parent.pid).children()
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "its end")


@asynchronous
async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    async with mosquitto_broker(tmp_path) as broker:
        with pytest.raises(BrokerFailed, match=str(broker.port)):
            async with embedded_broker(broker.port):
                raise AssertionError("it cannot have started")
        with pytest.raises(BrokerFailed, match="Address already in use"):
            async with mosquitto_broker(tmp_path / "second", broker.port):
                raise AssertionError("it cannot have started")


@asynchronous
async def test_the_hospital_comes_back_when_the_broker_does(tmp_path: Path) -> None:
    with site_broker(tmp_path) as broker:
        async with running_hospital(hospital_config(tmp_path, broker.port)):
            broker.stop()
            broker.start()
            with scripted_cart(broker.port) as cart:
                await cart.settles(Chain().next())
