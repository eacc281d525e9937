"""A broker whose disk comes back from an old backup serves old charts as if they were new."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cart_agent.demo.headless import ask_hospital
from tests.faults.rig import Rig, query, rig

CHANGE = {"do": "change-dose", "order": "o101", "value": "10", "unit": "mg"}


def held(made: Rig) -> list[Any]:
    """Version and hash of the chart in force on the cart."""
    sql = "SELECT version, sha256 FROM document WHERE current = 1 AND topic LIKE '%/chart/E26-0001'"
    return query(made.files.directory / "cart.db", sql)


async def play(directory: Path) -> None:
    async with rig(directory) as made:
        await made.complete_again()
        before = held(made)
        made.keep_store()
        await ask_hospital(made.files.hospital_control, CHANGE)
        await made.reaches(lambda: held(made) != before, "the changed chart")
        await made.complete_again()
        changed = held(made)

        await made.kill("hospital")
        await made.kill("broker")
        made.old_store()
        await made.start("broker")
        await made.reaches(lambda: "manifest-went-back" in made.kinds(), "the old manifest is noticed")
        assert held(made) == changed, "the old chart did not come back into force"
        assert not (await made.state())["status"]["complete"], "nothing of the ward counts as verified"

        await made.start("hospital")
        await made.complete_again()
        assert held(made) == changed
        await made.whole_again()
        made.check()


@pytest.mark.slow
def test_old_retained_charts_are_noticed_and_do_not_come_into_force(tmp_path: Path) -> None:
    asyncio.run(play(tmp_path))
