"""Brokers that die, freeze, refuse or talk rubbish; links that are killed. Nothing is lost or doubled."""

import asyncio
import signal
from pathlib import Path

from cart_agent.his.link.mqtt import BESIDE_EVENTS
from cart_agent.his.link.process import run
from cart_agent.his.topics import Kind
from cart_agent.store import Store
from tests.faults.proxy import Fault, Packet, fault_proxy
from tests.link.conftest import agent_running, behind, killable_link, link_running, settings, unguarded
from tests.support.agent_fake import TOPICS, AgentFake
from tests.support.asynchronous import asynchronous, until
from tests.support.events import event_id
from tests.support.guarded import Guarded
from tests.support.hospital_fake import HospitalFake
from tests.support.mosquitto import free_port
from tests.support.one_way import one_way
from tests.support.site import disguise, guarded

UNHEARD = """user cart-1
topic readwrite mc/v1/demo/cart/cart-1/state
topic read mc/v1/demo/#
"""
"""Access rules under which cart-1 may not publish events."""


@asynchronous
async def test_a_broker_killed_mid_stream_costs_no_event(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, settings(broker.port, resend_after=1)),
    ):
        for start in (1, 101, 201):
            agent.give(*range(start, start + 100))
            await until(lambda start=start: len(hospital.events) > start + 20)  # type: ignore[misc]  # bound now
            broker.stop(signal.SIGKILL)
            broker.start()
        await until(lambda: store.counts().settled == 300)
        await until(lambda: agent.states.count("connected") >= 4)

    assert sorted(hospital.events) == [event_id(number) for number in range(1, 301)]


@asynchronous
async def test_a_frozen_broker_is_given_up_and_loses_nothing(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, settings(broker.port, stuck_after=2, connect_timeout=2)),
    ):
        await until(lambda: "connected" in agent.states)
        broker.send(signal.SIGSTOP)
        agent.give(*range(1, 101))
        await until(lambda: "the broker acknowledges nothing" in agent.details)
        broker.send(signal.SIGCONT)
        await until(lambda: store.counts().settled == 100)

    assert hospital.sequences == sorted(hospital.sequences)


@asynchronous
async def test_a_broker_that_answers_nothing_gets_one_window_and_no_more(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    async with (
        one_way(broker.port) as wire,
        agent_running(tmp_path, store) as agent,
        link_running(agent, settings(wire.port, stuck_after=5)),
    ):
        await until(lambda: "connected" in agent.states)
        wire.answers.clear()
        agent.give(*range(1, 301))
        await until(lambda: "the broker acknowledges nothing" in agent.details)
        assert hospital.sequences == list(range(1, 21 - BESIDE_EVENTS))  # of the 20 that mosquitto takes
        assert agent.handed_out <= 150, "no more in memory than a page and a half"
        wire.answers.set()
        await until(lambda: store.counts().settled == 300)

    assert hospital.sequences == list(range(1, 301))


@asynchronous
async def test_while_nobody_listens_one_window_goes_out_and_later_all_of_it_in_order(
    broker: Guarded, store: Store, tmp_path: Path
) -> None:
    published: list[Packet] = []

    async def judge(packet: Packet) -> Fault:
        if packet.up and packet.topic == TOPICS.own(Kind.EVENT):
            published.append(packet)
        return Fault.PASS

    async with (
        fault_proxy(broker.port, disguise("cart-1")) as wire,
        agent_running(tmp_path, store) as agent,
    ):
        wire.judge = judge
        agent.give(*range(1, 301))
        async with link_running(agent, settings(wire.port, resend_after=10_000)):
            await until(lambda: store.counts().sent)
            agent.give(301)
            await until(lambda: len(published) >= 30)
            assert store.counts().sent <= 20, "the rest waits: what nobody hears is lost at the broker"
            hospital = behind(broker)
            hospital.publish("host/state", b'{"state": "ready", "session": 1}')
            await until(lambda: store.counts().settled == 301)
            hospital.stop()

    assert hospital.sequences == list(range(1, 302))


@asynchronous
async def test_a_killed_link_leaves_its_will_and_the_next_one_gets_the_document(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    async with agent_running(tmp_path, store) as agent:
        agent.gate.clear()
        killed = await killable_link(agent, settings(broker.port))
        await until(lambda: "connected" in agent.states)
        hospital.publish("cart/cart-1/command", b"lockdown", retain=False)
        await until(lambda: agent.waiting == 1)
        killed.kill()
        await killed.wait()
        await until(lambda: hospital.states[-1]["state"] == "lost")
        agent.gate.set()
        await until(lambda: len(agent.documents) == 1)
        async with link_running(agent, settings(broker.port)):
            await until(lambda: len(agent.documents) == 2)

    assert hospital.states[0]["session"] == hospital.states[1]["session"]
    assert [payload for _, payload in agent.documents] == [b"lockdown", b"lockdown"]


@asynchronous
async def test_without_the_agent_the_link_leaves_the_broker(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    async with agent_running(tmp_path, store) as agent:
        task = asyncio.create_task(run(settings(broker.port), TOPICS, agent.socket))
        await until(lambda: "connected" in agent.states)
        await agent.stop()
        await until(lambda: hospital.states and hospital.states[-1]["state"] == "lost")
        again = AgentFake(agent.socket, store)
        await again.start()
        again.give(1)
        await until(lambda: store.counts().settled == 1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await again.stop()


@asynchronous
async def test_an_event_that_the_broker_refuses_stays_unsettled_and_is_an_alarm(
    store: Store, tmp_path: Path
) -> None:
    with guarded(tmp_path / "broker", acl=UNHEARD) as broker:
        async with agent_running(tmp_path, store) as agent:
            agent.give(1)
            async with link_running(agent, settings(broker.port)):
                await until(lambda: "an event was refused: Not authorized" in agent.details)

    assert store.counts().pending == 1


@asynchronous
async def test_the_alarm_ends_when_the_broker_takes_events_again(store: Store, tmp_path: Path) -> None:
    stable = {"persistent_client_expiration": ""}  # with it mosquitto 2.0.11 crashes on SIGHUP now and then
    with guarded(tmp_path / "broker", acl=UNHEARD, spoil=stable) as broker:
        async with (
            agent_running(tmp_path, store) as agent,
            link_running(agent, settings(broker.port, resend_after=0.5)),
        ):
            agent.give(1)
            await until(lambda: agent.states[-1:] == ["refused"])
            (broker.folder / "acl").write_text("user cart-1\ntopic readwrite mc/v1/demo/#\n")
            broker.send(signal.SIGHUP)  # mosquitto reads its rules again
            await until(lambda: agent.states[-1] == "connected")
            await until(lambda: store.counts().sent == 1)
            assert agent.states.count("connecting") == 1, "on the same connection"


@asynchronous
async def test_a_missing_broker_is_retried_until_it_is_there(
    broker: Guarded, store: Store, tmp_path: Path
) -> None:
    broker.stop()
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, settings(broker.port)),
    ):
        await until(lambda: agent.states.count("disconnected") >= 3)
        broker.start()
        await until(lambda: "connected" in agent.states)


@asynchronous
async def test_a_broker_that_talks_rubbish_is_left_and_tried_again(store: Store, tmp_path: Path) -> None:
    connections = 0

    async def rubbish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(100)
        writer.write(b"\x20\x03\x00\x00\x00" + b"\x90\x00" + b"\x30\x02\xff\xff" + b"\xf0\x00" * 9)
        await reader.read(1000)
        writer.close()

    port = free_port()
    server = await asyncio.start_server(rubbish, "127.0.0.1", port)
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, unguarded(port, connect_timeout=2, keepalive=5)),
    ):
        await until(lambda: connections >= 3)
    server.close()

    assert "connected" not in agent.states
