"""A network cable between two programs that can be pulled: a TCP proxy on loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cart_agent.demo.broker import HOST, free_port

_CHUNK = 65536


class Network:
    """Relays every connection to `host:port` while it is whole. Made by `network()`."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._target = port
        self._server: asyncio.Server | None = None
        self._relays: set[asyncio.Task[None]] = set()
        self.port = free_port()
        """Where programs connect to; it stays the same over cuts, and nobody is given it while it is cut."""

    @property
    def whole(self) -> bool:
        """Whether connections are let through."""
        return self._server is not None

    async def pull(self) -> None:
        """Drop what is connected and refuse what comes. May be called twice."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for relay in tuple(self._relays):
            relay.cancel()
        await asyncio.gather(*self._relays, return_exceptions=True)
        await server.wait_closed()

    async def restore(self) -> None:
        """Let connections through, again. May be called twice."""
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, HOST, self.port)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relay = asyncio.create_task(self._relay(reader, writer))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._host, self._target)
        except OSError:
            writer.transport.abort()
            return
        await _join(reader, writer, far_reader, far_writer)


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    """Both directions until one end closes. Cancelled: both are dropped, with what was under way."""
    ways = [asyncio.create_task(_pour(reader, far_writer)), asyncio.create_task(_pour(far_reader, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        writer.close()
        far_writer.close()
    except asyncio.CancelledError:
        writer.transport.abort()
        far_writer.transport.abort()
        raise
    finally:
        for way in ways:
            way.cancel()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def network(host: str, port: int) -> AsyncIterator[Network]:
    """A whole cable to `host:port`; connect to `.port` on loopback."""
    cable = Network(host, port)
    await cable.restore()
    try:
        yield cable
    finally:
        await cable.pull()
