"""Each process killed (SIGKILL) while one packet of the conversation is on its way, whichever packet."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.proxy import Fault, FaultProxy, Packet
from tests.faults.rig import PATIENCE, Rig, rig

CONVERSATION = (
    ("CONNECT", True, ""),
    ("CONNACK", False, ""),
    ("SUBSCRIBE", True, ""),
    ("SUBACK", False, ""),
    ("PUBLISH", True, "state"),
    ("PUBLISH", True, "sync"),
    ("PUBLISH", True, "event"),
    ("PUBACK", False, ""),
    ("PUBLISH", False, "ack"),
    ("PUBACK", True, ""),
)
"""Kind, whether it goes to the broker, last word of its topic: in the order of a cart that comes back."""
SETTLING = CONVERSATION[6:]
TAKING = CONVERSATION[6::2]
Step = tuple[str, bool, str]


class Trap:
    """Holds the first packet of a step back until it is let go."""

    def __init__(self, wire: FaultProxy, step: Step) -> None:
        self._step = step
        self._caught = asyncio.Event()
        self._let_go = asyncio.Event()
        self._wire = wire
        wire.judge = self._judge

    async def _judge(self, packet: Packet) -> Fault:
        step = (packet.kind, packet.up, packet.topic.rpartition("/")[2])
        if step == self._step and not self._caught.is_set():
            self._caught.set()
            await self._let_go.wait()
        return Fault.PASS

    async def caught(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._caught.wait()

    def release(self) -> None:
        self._let_go.set()
        self._wire.heal()


async def kill_at(made: Rig, victim: str, step: Step) -> None:
    """The link comes back with events to settle; at this step the victim dies, and is started again."""
    await made.kill("link")
    await made.commit(2)
    trap = Trap(made.link_wire, step)
    await made.start("link")
    await trap.caught()
    await made.kill(victim)
    trap.release()
    await made.start(victim)
    await made.whole_again()
    made.check()


async def play(directory: Path, victim: str, steps: tuple[Step, ...]) -> None:
    async with rig(directory) as made:
        for step in steps:
            print(f"{victim} dies at {step}")
            await kill_at(made, victim, step)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("victim", "steps"),
    [("link", CONVERSATION), ("agent", SETTLING), ("hospital", TAKING), ("broker", TAKING)],
)
def test_every_event_is_settled_once_whoever_dies_at_whichever_packet(
    tmp_path: Path, victim: str, steps: tuple[Step, ...]
) -> None:
    asyncio.run(play(tmp_path, victim, steps))
