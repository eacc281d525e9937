"""The MQTT thread: what raises in it, hangs in it or ends it is noticed, and the link begins anew."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.link.backoff import Backoff
from cart_agent.his.link.items import Arrived, Connected, Lost
from cart_agent.his.link.mqtt import Connection
from cart_agent.store import Store
from tests.link.conftest import agent_running, link_running, settings, unguarded
from tests.support.asynchronous import asynchronous, until
from tests.support.guarded import Guarded
from tests.support.hospital_fake import HospitalFake
from tests.support.mosquitto import free_port

CONNACK = b"\x20\x03\x00\x00\x00"
NO_UTF8 = b"\x30\x06\x00\x02\xc3\x28\x00x"
"""A PUBLISH whose topic is not UTF-8: reading it raises inside paho's callback."""


@asynchronous
async def test_a_callback_that_raises_ends_the_connection_with_a_reason(store: Store, tmp_path: Path) -> None:
    async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(CONNACK + NO_UTF8)
        await reader.read(1000)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(broker, "127.0.0.1", port)
    async with agent_running(tmp_path, store) as agent, link_running(agent, unguarded(port)):
        await until(lambda: sum("could not be handled" in detail for detail in agent.details) >= 2)
    server.close()


@asynchronous
async def test_a_message_that_could_not_be_handed_over_ends_the_connection() -> None:
    """It would never be acknowledged, and the broker would not send it again on this connection."""

    async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(CONNACK + b"\x30\x05\x00\x01t\x00x")
        await reader.read(1000)
        writer.close()

    def full(arrived: Arrived) -> None:
        raise MemoryError(arrived.topic)

    port = free_port()
    server = await asyncio.start_server(broker, "127.0.0.1", port)
    connection = Connection(unguarded(port), "cart-1", ("will", b""), full)
    await connection.open()
    assert isinstance(await connection.items.get(), Connected)
    assert await connection.items.get() == Lost(reason="a message could not be handed over: MemoryError('t')")
    await connection.close(farewell=False)
    server.close()


@asynchronous
async def test_a_thread_that_hangs_is_left_and_the_events_go_out_on_the_next_one(
    broker: Guarded,
    hospital: HospitalFake,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library itself hangs: it is replaced where it is called, and only the first time."""
    due, hangs, freed = threading.Event(), threading.Event(), threading.Event()
    loop = paho.Client.loop

    def hanging(client: Any, seconds: float) -> Any:
        if due.is_set() and not hangs.is_set():
            hangs.set()
            freed.wait(60)
        return loop(client, seconds)

    monkeypatch.setattr(paho.Client, "loop", hanging)
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, settings(broker.port, stuck_after=1)),
    ):
        await until(lambda: "connected" in agent.states)
        due.set()
        agent.give(1, 2, 3)
        await until(lambda: "the MQTT thread is stuck" in agent.details)
        await until(lambda: store.counts().settled == 3)
        freed.set()

    assert hospital.sequences == [1, 2, 3]


@asynchronous
async def test_the_window_holds_on_every_new_connection(store: Store, tmp_path: Path) -> None:
    """A broker that takes everything and confirms nothing: each connection brings the same first events."""
    published: list[int] = []

    async def broker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(CONNACK)
        subscribe = await reader.read(1000)
        topics = subscribe.count(b"mc/v1/")
        writer.write(bytes([0x90, 3 + topics]) + subscribe[2:4] + b"\x00" + b"\x01" * topics)
        taken = b""
        while data := await reader.read(65_536):
            taken += data
        published.append(taken.count(b'"eventId"'))
        writer.close()

    port = free_port()
    server = await asyncio.start_server(broker, "127.0.0.1", port)
    async with agent_running(tmp_path, store) as agent:
        agent.give(*range(1, 101))
        async with link_running(agent, unguarded(port, stuck_after=1)):
            await until(lambda: len(published) >= 3)
    server.close()

    assert published[:3] == [20, 20, 20]


@given(shortest=st.floats(0.01, 10), factor=st.floats(1, 1000), times=st.integers(1, 30))
def test_the_waits_double_are_random_and_bounded(shortest: float, factor: float, times: int) -> None:
    longest = shortest * factor
    waits = Backoff(shortest, longest)
    for attempt in range(times):
        expected = min(longest, shortest * 2**attempt)
        assert expected / 2 <= waits.take() <= expected
    waits.reset()
    assert waits.take() <= shortest


def test_two_carts_do_not_come_back_together() -> None:
    first, second = ([waits.take() for _ in range(10)] for waits in (Backoff(1, 60), Backoff(1, 60)))

    assert first != second
