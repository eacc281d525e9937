"""Each process is killed (SIGKILL) after every step of the morning round; nothing committed is lost."""

import asyncio
from collections import Counter

import pytest

from cart_agent.demo.cart import SimulatedCart, simulated_cart
from cart_agent.demo.headless import Report, Stage
from cart_agent.demo.scenario import load
from tests.e2e.stubborn import StubbornNurse
from tests.e2e.test_scenarios import GIVEN, assert_settled_once, given

pytestmark = pytest.mark.slow

ROUND = load("morning_round")


BOARD = "drawer board"
VICTIMS = ("agent", "link", "hospital", BOARD)


@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_when_a_process_dies_at_every_step() -> None:
    """Carts side by side, each with its own victim: most of the time is waiting."""
    reports = asyncio.run(play_all())

    for victim, report in zip(VICTIMS, reports, strict=True):
        assert_settled_once(report)
        assert given(report) == Counter(GIVEN["morning_round"]), victim


async def play_all() -> list[Report]:
    return await asyncio.gather(*map(play_and_kill, VICTIMS))


async def restart(cart: SimulatedCart, victim: str) -> None:
    if victim == BOARD:
        await cart.hands.power_cycle()
    else:
        await cart.processes[victim].kill()
        await cart.processes[victim].start()


async def play_and_kill(victim: str) -> Report:
    async with simulated_cart("mosquitto") as cart:
        stage = Stage(cart)
        nurse = StubbornNurse(stage)
        try:
            for step in ROUND.steps:
                await nurse.do(step)
                before = await stage.committed()
                await restart(cart, victim)
                after = await stage.committed()
                assert after[: len(before)] == before
            return await stage.report(ROUND, ())
        finally:
            await stage.close()
