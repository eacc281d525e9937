"""Commands from the hospital's console to the cart and back, by processes, certificates and signatures."""

import asyncio
from pathlib import Path
from typing import Any

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.demo.cart import SimulatedCart, simulated_cart
from cart_agent.demo.place import demo_ward
from tests.commands.command_help import cart as command
from tests.support.asynchronous import PATIENCE

CART = demo_ward().cart
OUTCOMES = {
    "refresh": "command-obeyed refresh",
    "lockdown": "command-obeyed lockdown",
    "release-lockdown": "command-obeyed release-lockdown",
    "collect-diagnostics": "command-obeyed collect-diagnostics",
    "update": "command-refused update not supported: this cart is updated by hand",
}


async def told(config: Path, *words: str) -> str:
    done = await asyncio.to_thread(command, "hospital", *words, "--config", str(config))
    assert done.returncode == 0, done.stderr
    return done.stdout


async def outcome(config: Path, wanted: str) -> None:
    """Wait until the hospital has settled this event."""
    async with asyncio.timeout(2 * PATIENCE):
        while wanted not in await told(config, "events", "--cart", CART):
            await asyncio.sleep(0.1)


async def alarms(made: SimulatedCart) -> str:
    client, _ = await AgentClient.connect(made.files.agent_socket, "admin")
    try:
        state: dict[str, Any] = (await client.request(GetState)).data
        return " ".join(one["en"] for one in state["status"]["alarms"])
    finally:
        await client.close()


async def play() -> None:
    async with simulated_cart("mosquitto") as made:
        for kind, wanted in OUTCOMES.items():
            await told(made.files.hospital, "command", CART, kind)
            await outcome(made.files.hospital, wanted)
            assert ("LOCKED THIS CART DOWN" in await alarms(made)) == (kind == "lockdown")
        (file,) = (made.files.directory / "diagnostics").glob("*.json")
        assert file.stat().st_size > 0


def test_each_command_is_obeyed_or_refused_in_words_that_the_hospital_reads() -> None:
    asyncio.run(play())
