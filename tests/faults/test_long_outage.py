"""Three days without the hospital, in the cart's own time: nothing is lost, all of it is settled after."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from drivers import clock_simulated
from tests.faults.proxy import Fault, Packet
from tests.faults.rig import Rig, rig

HOURS = 72
EVENTS = 5_000


async def _nothing_passes(_: Packet) -> Fault:
    return Fault.RESET


async def _outage(made: Rig) -> None:
    """The cable is cut; every hour people use the cart. Half-way the agent is killed."""
    made.link_wire.judge = _nothing_passes
    for hour in range(HOURS):
        clock_simulated.advance(made.files.clock, 3600)
        await made.commit(EVENTS // HOURS + 1)
        if hour == HOURS // 2:
            await made.kill("agent")
            await made.start("agent")
    status = (await made.state())["status"]
    assert status["unsettled"] >= EVENTS
    assert status["manifest_age_minutes"] >= HOURS * 60


async def play(directory: Path) -> None:
    async with rig(directory) as made:
        await _outage(made)
        await made.heal()
        await made.whole_again()
        made.check()
        await made.complete_again()
        times = [msgspec.json.decode(message)["occurredAt"] for message in made.committed()]
        first, last = (datetime.fromisoformat(times[place]) for place in (0, -1))
        assert last - first >= timedelta(hours=HOURS)
        assert (await made.state())["status"]["manifest_age_minutes"] == 0


@pytest.mark.slow
def test_five_thousand_events_of_three_days_without_a_hospital_are_settled_once(
    tmp_path: Path,
) -> None:
    asyncio.run(play(tmp_path))
