"""Events out and documents in, over the real broker."""

import asyncio
from pathlib import Path

import pytest

from cart_agent.his.link import session
from cart_agent.store import Store
from tests.faults.proxy import Fault, Packet, fault_proxy
from tests.link.conftest import agent_running, link_running, settings
from tests.support.agent_fake import TOPICS
from tests.support.asynchronous import PATIENCE, asynchronous, until
from tests.support.events import event_id
from tests.support.guarded import Guarded
from tests.support.hospital_fake import ROOT, HospitalFake
from tests.support.site import disguise

CHART = f"{ROOT}/ward/W1/chart/E1"
VERSIONS = pytest.mark.parametrize("mqtt", ["5", "3.1.1"])


@VERSIONS
def test_events_arrive_in_order_and_are_settled(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path, mqtt: str
) -> None:
    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            agent.give(*range(1, 61))
            async with link_running(agent, settings(broker.port, mqtt=mqtt)):
                await until(lambda: store.counts().settled == 60)
                agent.give(61)
                await until(lambda: store.counts().settled == 61)

    asyncio.run(scene())
    assert hospital.events == [event_id(number) for number in range(1, 62)]
    assert hospital.sequences == list(range(1, 62))


@VERSIONS
def test_the_hospital_sees_birth_sync_farewell_of_one_session(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path, mqtt: str
) -> None:
    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            async with link_running(agent, settings(broker.port, mqtt=mqtt)):
                await until(lambda: hospital.syncs and agent.states[-1] == "connected")
            await until(lambda: len(hospital.states) >= 2)

    asyncio.run(scene())
    assert hospital.syncs == [{"ward": "W1", "have": {}, "reason": "connect"}]
    assert [state["state"] for state in hospital.states] == ["ready", "disconnected"]
    assert hospital.states[0]["drawers"] == {"1": "locked"}
    assert hospital.states[0]["session"] == hospital.states[1]["session"] > 0


@VERSIONS
def test_a_link_that_is_stopped_in_the_midst_of_its_events_says_farewell_too(
    broker: Guarded,
    hospital: HospitalFake,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mqtt: str,
) -> None:
    """The broker is still answering then: were the socket shut at once, it would never read the farewell."""
    monkeypatch.setattr(session, "_FAREWELL", PATIENCE)  # how long a busy machine takes is not the question

    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            for stop in range(1, 5):
                agent.give(*range(stop * 1000, stop * 1000 + 400))
                settled = store.counts().settled
                async with link_running(agent, settings(broker.port, mqtt=mqtt)):
                    await until(lambda settled=settled: store.counts().settled > settled + 40)  # type: ignore[misc]
                await until(lambda stop=stop: len(hospital.states) >= 2 * stop, "the farewell")  # type: ignore[misc]

    asyncio.run(scene())
    assert [state["state"] for state in hospital.states] == ["ready", "disconnected"] * 4


@VERSIONS
@asynchronous
async def test_a_farewell_that_the_broker_does_not_confirm_leaves_the_will(
    broker: Guarded,
    hospital: HospitalFake,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mqtt: str,
) -> None:
    """A clean end without it would let the hospital take the cart for connected."""
    monkeypatch.setattr(session, "_FAREWELL", 0.2)

    async def judge(packet: Packet) -> Fault:
        return Fault.DROP if b'"disconnected"' in packet.data else Fault.PASS

    async with (
        fault_proxy(broker.port, disguise("cart-1")) as wire,
        agent_running(tmp_path, store) as agent,
    ):
        wire.judge = judge
        async with link_running(agent, settings(wire.port, mqtt=mqtt)):
            await until(lambda: hospital.states and "connected" in agent.states, "the birth")
        await until(lambda: len(hospital.states) == 2, "the will")

    assert [state["state"] for state in hospital.states] == ["ready", "lost"]


@VERSIONS
def test_retained_and_new_documents_reach_the_agent_byte_for_byte(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path, mqtt: str
) -> None:
    async def scene() -> list[tuple[str, bytes]]:
        hospital.publish("ward/W1/chart/E1", '{"tên": 1.50}'.encode())
        hospital.publish("ward/W2/chart/E2", b"another ward's")
        async with (
            agent_running(tmp_path, store) as agent,
            link_running(agent, settings(broker.port, mqtt=mqtt)),
        ):
            await until(lambda: len(agent.documents) == 1)
            hospital.publish("formulary/a", b"[]")
            await until(lambda: len(agent.documents) == 2)
            return agent.documents

    assert asyncio.run(scene()) == [(CHART, '{"tên": 1.50}'.encode()), (f"{ROOT}/formulary/a", b"[]")]


@VERSIONS
def test_a_document_that_the_agent_did_not_commit_is_delivered_again(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path, mqtt: str
) -> None:
    async def scene() -> list[tuple[bytes, bool]]:
        using = settings(broker.port, mqtt=mqtt)
        async with agent_running(tmp_path, store) as agent:
            agent.gate.clear()
            async with link_running(agent, using):
                await until(lambda: "connected" in agent.states)
                hospital.publish("cart/cart-1/command", b"first", retain=False)
                hospital.publish("cart/cart-1/command", b"second", retain=False)
                await until(lambda: agent.waiting == 2)
                await agent.stop()
        async with agent_running(tmp_path, store) as agent, link_running(agent, using):
            await until(lambda: len(agent.documents) == 2)
            hospital.publish("cart/cart-1/command", b"third", retain=False)
            await until(lambda: len(agent.documents) == 3)
            return [
                (payload, again) for (_, payload), again in zip(agent.documents, agent.again, strict=True)
            ]

    assert asyncio.run(scene()) == [(b"first", True), (b"second", True), (b"third", False)]


@asynchronous
async def test_an_agent_that_is_slow_with_what_waited_is_not_taken_for_a_silent_broker(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    """The broker's answer to SUBSCRIBE stands behind the messages that waited for this cart."""
    using = settings(broker.port, connect_timeout=3.0)
    async with agent_running(tmp_path, store) as agent:
        async with link_running(agent, using):
            await until(lambda: "connected" in agent.states)
        for number in range(60):
            hospital.publish("cart/cart-1/command", b"%d" % number, retain=False)
        agent.states.clear()
        agent.gate.clear()
        async with link_running(agent, using):
            await until(lambda: agent.waiting == 16)
            await asyncio.sleep(1.2 * using.connect_timeout)  # longer than a silent broker has
            agent.gate.set()
            await until(lambda: len(agent.documents) == 60)
            await until(lambda: "connected" in agent.states)

        assert "disconnected" not in agent.states
        assert not any(agent.again)


@asynchronous
async def test_nothing_is_acknowledged_before_the_commit(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    receipts: list[Packet] = []

    async def judge(packet: Packet) -> Fault:
        if packet.kind == "PUBACK" and packet.up:
            receipts.append(packet)
        return Fault.PASS

    async with (
        fault_proxy(broker.port, disguise("cart-1")) as wire,
        agent_running(tmp_path, store) as agent,
    ):
        wire.judge = judge
        agent.gate.clear()
        async with link_running(agent, settings(wire.port)):
            await until(lambda: "connected" in agent.states)
            hospital.publish("cart/cart-1/command", b"once", retain=False)
            await until(lambda: agent.waiting == 1)
            assert receipts == []
            agent.gate.set()
            await until(lambda: receipts)
            assert len(agent.documents) == 1


def test_an_acknowledgement_that_was_lost_is_asked_for_again(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    hospital.acknowledge = False

    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            agent.give(*range(1, 31))
            async with link_running(agent, settings(broker.port, resend_after=0.5)):
                await until(lambda: len(hospital.events) == 30 and store.counts().sent == 30)
                assert store.counts().settled == 0
                hospital.acknowledge = True
                await until(lambda: store.counts().settled == 30)

    asyncio.run(scene())
    assert hospital.copies >= 60
    assert hospital.sequences == list(range(1, 31))


def test_a_hospital_that_comes_back_gets_the_rest_at_once(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    hospital.acknowledge = False

    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            agent.give(1, 2, 3)
            async with link_running(agent, settings(broker.port, resend_after=10_000)):
                await until(lambda: store.counts().sent == 3)
                hospital.acknowledge = True
                hospital.publish("host/state", b'{"state": "ready", "session": 2}')
                await until(lambda: store.counts().settled == 3)

    asyncio.run(scene())


def test_topics_are_those_of_the_contract() -> None:
    assert TOPICS.subscriptions(("W1",)) == (
        f"{ROOT}/host/state",
        f"{ROOT}/cart/cart-1/ack",
        f"{ROOT}/cart/cart-1/command",
        f"{ROOT}/cart/cart-1/stock",
        f"{ROOT}/ward/W1/manifest",
        f"{ROOT}/ward/W1/staff",
        f"{ROOT}/ward/W1/policy",
        f"{ROOT}/formulary/+",
        f"{ROOT}/ward/W1/chart/+",
    )
