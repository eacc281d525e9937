"""The least that a service can be: an asyncio loop of the standard library that says it is ready and waits.

Started as a file of its own, so that nothing of the product is imported.
"""

import asyncio
import os
import socket


async def main() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(os.environ["NOTIFY_SOCKET"])
        channel.sendall(b"READY=1")
    await asyncio.Event().wait()


asyncio.run(main())
