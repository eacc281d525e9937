"""A hospital whose machine loses power at the worst moment: the commit is made, the ack not yet sent.

Usage: python -m tests.hospital.dies_before_the_ack CONFIGURATION (JSON)
"""

import asyncio
import os
import signal
import sys

import msgspec

from cart_agent.hospital import process
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.wire import Publication, Wire
from tests.support.hospitals import running_hospital


class Doomed(Wire):
    """The wire on which no ack ever gets out."""

    def publish(self, message: Publication) -> asyncio.Future[None]:
        if message.topic.endswith("/ack"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().publish(message)


async def main(config: HospitalConfig) -> None:
    async with running_hospital(config):
        await asyncio.Event().wait()


if __name__ == "__main__":
    process.Wire = Doomed  # type: ignore[attr-defined]  # this process is the test's, and dies of it
    asyncio.run(main(msgspec.json.decode(sys.argv[1], type=HospitalConfig)))
