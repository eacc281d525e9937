"""A hospital whose machine loses power at the worst moment: the commit is made, the ack not yet sent.

Usage: python -m tests.hospital.dies_before_the_ack DIRECTORY PORT
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from cart_agent.hospital import process
from cart_agent.hospital.wire import Publication, Wire
from tests.support.hospitals import hospital_config, running_hospital


class Doomed(Wire):
    """The wire on which no ack ever gets out."""

    def publish(self, message: Publication) -> asyncio.Future[None]:
        if message.topic.endswith("/ack"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().publish(message)


async def main(directory: Path, port: int) -> None:
    async with running_hospital(hospital_config(directory, port)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    process.Wire = Doomed  # type: ignore[attr-defined]  # this process is the test's, and dies of it
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
