"""A hospital's whole fleet on one broker: is every event acknowledged, and what does one cost the broker?

Each simulated cart keeps a connection and a session, as the link does, and sends an event every so often.
The smallest hospital acknowledges. The reference is the same number of events, in the same time, from a few
carts.
"""

import asyncio
import json
import random
import resource
import tempfile
import time
import uuid
from pathlib import Path

import psutil

from bench.drain import acker
from bench.figures import Figure, Target
from bench.mini_mqtt import MiniClient
from cart_agent.demo.broker import mosquitto_broker
from cart_agent.his.topics import Kind, Topics

SITE = "bench"
FEW = 20
SILENCE = 60.0
"""Seconds without any acknowledgement until what is missing counts as lost; a slow disk is not a loss."""
AT_ONCE = 50
"""Carts that connect at the same time: a broker's queue of new connections is short."""


async def measure(carts: int, seconds: float) -> tuple[Figure, ...]:
    """One event per cart and twenty seconds, about as many as a busy cart makes."""
    _many_files(4 * carts)
    per_cart = max(1, round(seconds / 20))
    few = await _run(min(FEW, carts), carts * per_cart // min(FEW, carts), seconds)
    many = await _run(carts, per_cart, seconds)
    offered = carts * per_cart
    return (
        Figure(
            what=f"fleet of {carts:,} carts on one broker: events acknowledged",
            measured=many[0],
            unit="",
            reference=offered,
            against="offered",
            target=Target(limit=1, of="ratio", least=True),
        ),
        Figure(
            what=f"fleet of {carts:,} carts: the broker's CPU per event",
            measured=1000 * many[1] / offered,
            unit="ms",
            reference=1000 * few[1] / offered,
            against=f"{FEW} carts, as many events",
        ),
    )


def _many_files(wanted: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(1024, wanted)), hard))


async def _run(carts: int, per_cart: int, seconds: float) -> tuple[int, float]:
    """How many different events were acknowledged, and the broker's processor time meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        async with mosquitto_broker(Path(folder)) as broker, acker(broker.port, SITE):
            process = _broker(folder)
            waiting: set[str] = set()
            room = asyncio.Semaphore(AT_ONCE)
            clients = await asyncio.gather(*(_cart(broker.port, n, waiting, room) for n in range(carts)))
            listeners = [asyncio.create_task(client.listen()) for client in clients]
            before = process.cpu_times()
            await asyncio.gather(
                *(_shift(client, n, per_cart, seconds, waiting) for n, client in enumerate(clients))
            )
            await _answered(waiting)
            after = process.cpu_times()
            for listener in listeners:
                listener.cancel()
            await asyncio.gather(*listeners, return_exceptions=True)
            await asyncio.gather(*(client.close() for client in clients))
    cpu = after.user + after.system - before.user - before.system
    return carts * per_cart - len(waiting), cpu


def _broker(folder: str) -> psutil.Process:
    ours = psutil.Process().children(recursive=True)
    return next(
        one for one in ours if any(folder in word for word in one.cmdline()) and "mosquitto" in one.name()
    )


async def _answered(waiting: set[str]) -> None:
    """Until nothing is missing, or nothing more comes."""
    left, since = len(waiting), time.monotonic()
    while waiting and time.monotonic() - since < SILENCE:
        await asyncio.sleep(0.1)
        if len(waiting) != left:
            left, since = len(waiting), time.monotonic()


async def _cart(port: int, number: int, waiting: set[str], room: asyncio.Semaphore) -> MiniClient:
    def acknowledged(payload: bytes) -> None:
        waiting.difference_update(json.loads(payload)["settled"])

    async with room:
        return await MiniClient.connect(port, f"cart-{number}", _topic(number, Kind.ACK), acknowledged)


async def _shift(client: MiniClient, number: int, count: int, seconds: float, waiting: set[str]) -> None:
    for _ in range(count):
        await asyncio.sleep(random.uniform(0, 2 * seconds / count))
        event_id = str(uuid.uuid4())
        waiting.add(event_id)
        event = {"eventId": event_id, "cart": f"cart-{number}", "resource": {"text": "x" * 600}}
        client.publish(_topic(number, Kind.EVENT), json.dumps(event).encode())


def _topic(number: int, kind: Kind) -> str:
    return Topics(site=SITE, cart=f"cart-{number}").own(kind)
