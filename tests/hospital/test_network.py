"""The cable that can be pulled."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from cart_agent.demo.network import network
from tests.support.asynchronous import asynchronous


@asynccontextmanager
async def echo() -> AsyncIterator[int]:
    """A server that sends back what it gets; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def sent_and_back(port: int, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    got = await reader.readexactly(len(data))
    writer.close()
    return got


@asynchronous
async def test_bytes_go_through_unchanged() -> None:
    async with echo() as port, network("127.0.0.1", port) as cable:
        data = bytes(range(256)) * 4000

        assert await sent_and_back(cable.port, data) == data


@asynchronous
async def test_a_pulled_cable_drops_what_is_connected_and_refuses_what_comes() -> None:
    async with echo() as port, network("127.0.0.1", port) as cable:
        reader, writer = await asyncio.open_connection("127.0.0.1", cable.port)
        writer.write(b"x")
        assert await reader.readexactly(1) == b"x"
        await cable.pull()

        assert not cable.whole
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        with pytest.raises(OSError, match="Connect call failed"):
            await asyncio.open_connection("127.0.0.1", cable.port)
        writer.close()


@asynchronous
async def test_a_restored_cable_has_the_same_port() -> None:
    async with echo() as port, network("127.0.0.1", port) as cable:
        before = cable.port
        await cable.pull()
        await cable.pull()
        await cable.restore()
        await cable.restore()

        assert cable.port == before
        assert await sent_and_back(cable.port, b"again") == b"again"


@asynchronous
async def test_a_cable_to_nowhere_closes_at_once() -> None:
    async with echo() as port:
        pass
    async with network("127.0.0.1", port) as cable:
        reader, writer = await asyncio.open_connection("127.0.0.1", cable.port)
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
