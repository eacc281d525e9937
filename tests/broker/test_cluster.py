"""Three nodes of RabbitMQ, killed in turn while a cart publishes: each event is settled exactly once."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from cart_agent.store import Store
from tests.link.conftest import agent_running, link_running
from tests.support.asynchronous import asynchronous
from tests.support.events import event_id
from tests.support.guarded import Hospital
from tests.support.hospital_fake import HospitalFake
from tests.support.rabbitmq import RabbitMQ
from tests.support.switch import switch

BATCH = 200
PATIENCE = 240.0


async def settled(store: Store, count: int) -> None:
    """Wait until so many are. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while store.counts().settled < count:
            await asyncio.sleep(0.1)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@asynchronous
async def test_nodes_that_are_killed_in_turn_cost_no_event(
    hospital: Hospital, store: Store, tmp_path: Path
) -> None:
    cluster = RabbitMQ(tmp_path / "cluster", hospital, nodes=3)
    try:
        await asyncio.to_thread(cluster.start)
        async with (
            switch([node.port for node in cluster.nodes]) as port,
            agent_running(tmp_path, store) as agent,
        ):
            made = cluster.nodes[0].settings(hospital.identity("cart-1"))
            using = msgspec.structs.replace(made, port=port, resend_after=2.0, stuck_after=10.0)
            behind = await asyncio.to_thread(HospitalFake, port, identity=hospital.identity("hospital"))
            async with link_running(agent, using):
                for number, node in enumerate(cluster.nodes):
                    agent.give(*range(number * BATCH + 1, (number + 1) * BATCH + 1))
                    await settled(store, number * BATCH + 20)
                    await asyncio.to_thread(node.stop)
                    await settled(store, (number + 1) * BATCH)
                    await asyncio.to_thread(node.start)
            await asyncio.to_thread(behind.stop)
    finally:
        await asyncio.to_thread(cluster.stop)

    committed = [event_id(number) for number in range(1, 3 * BATCH + 1)]
    assert sorted(behind.events) == committed
    assert store.counts().settled == len(committed)
