"""A wire to a broker that can be made to carry nothing back: what is sent arrives, and no answer comes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class OneWay:
    """Bytes from the broker wait while `answers` is clear; connections made before hear them never."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self._target = target

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_broker, to_broker = await asyncio.open_connection("127.0.0.1", self._target)
        back = asyncio.create_task(self._carry(from_broker, writer))
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(65_536):
                    to_broker.write(data)
        finally:
            back.cancel()
            to_broker.close()
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self.answers.wait()
                writer.write(data)


@asynccontextmanager
async def one_way(target: int) -> AsyncIterator[OneWay]:
    """Before the broker on loopback port `target`."""
    wire = OneWay(target)
    async with await asyncio.start_server(wire.serve, "127.0.0.1", 0) as server:
        wire.port = server.sockets[0].getsockname()[1]
        yield wire
