"""The reference hospital and a broker that does not answer: it waits a while, and begins anew."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.proxy import Fault, Packet
from tests.faults.rig import Rig, rig

LOST = (("SUBACK", 1), ("PUBACK", 12))
"""The nth packet of a kind on its way from the broker to a hospital that announces itself."""


class Once:
    """Drops that one packet of the first connection from now on."""

    def __init__(self, made: Rig, kind: str, nth: int) -> None:
        self._kind, self._nth = kind, nth
        self._first = made.hospital_wire.connections + 1
        self.dropped = False
        made.hospital_wire.judge = self._judge

    async def _judge(self, packet: Packet) -> Fault:
        if packet.connection == self._first and packet.kind == self._kind and not packet.up:
            self._nth -= 1
            if self._nth == 0:
                self.dropped = True
                return Fault.DROP
        return Fault.PASS


async def play(directory: Path) -> None:
    async with rig(directory) as made:
        for kind, nth in LOST:
            print(f"{kind} {nth} is lost")
            await made.kill("hospital")
            harm = Once(made, kind, nth)
            starting = asyncio.create_task(made.start("hospital"))
            await made.reaches(lambda harm=harm: harm.dropped, "the packet that gets lost")
            await starting
            await made.commit(2)
            await made.whole_again()
            await made.complete_again()
            made.check(in_order=False)


@pytest.mark.slow
def test_a_hospital_that_gets_no_receipt_announces_itself_on_a_new_connection(tmp_path: Path) -> None:
    asyncio.run(play(tmp_path))
