"""A client that hangs up leaves nobody waiting."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import Welcome
from cart_agent.api.requests import Ping, Request
from cart_agent.conversation import Answer
from cart_agent.server import SocketServer
from tests.server.socket_help import serving
from tests.support.asynchronous import PATIENCE, asynchronous, until


@asynchronous
async def test_hanging_up_ends_the_pushes(tmp_path: Path) -> None:
    async with serving(tmp_path / "s"):
        client, _ = await AgentClient.connect(tmp_path / "s", "ui")
        following = asyncio.create_task(collect(client))
        await asyncio.sleep(0)
        await client.close()

        assert await following == 0


async def collect(client: AgentClient) -> int:
    return len([push async for push in client.pushes()])


@asynchronous
async def test_hanging_up_ends_a_request_that_waits(tmp_path: Path) -> None:
    asked: list[Request] = []

    def never(_: str, requests: Sequence[Request], __: Answer) -> None:
        asked.extend(requests)

    server = SocketServer(
        tmp_path / "s", {os.getuid(): frozenset({"ui"})}, lambda _, number: Welcome(id=number), never
    )
    await server.start()
    client, _ = await AgentClient.connect(tmp_path / "s", "ui")
    waiting = asyncio.create_task(client.request(Ping))
    await until(lambda: asked)
    await client.close()

    with pytest.raises(AgentGone):
        await waiting
    await server.close()


@asynchronous
async def test_a_role_that_is_not_hers_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path / "s", {}):
        with pytest.raises(Refused, match="may not"):
            await AgentClient.connect(tmp_path / "s", "ui")


@pytest.mark.parametrize("line", [b"rubbish\n", b'{"type":"no-such-push"}\n', b"[" * 100_000 + b"\n"])
@asynchronous
async def test_a_line_that_cannot_be_read_ends_the_connection_and_every_request(
    tmp_path: Path, line: bytes
) -> None:
    hung_up = asyncio.Event()

    async def agent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"type":"welcome","id":0}\n')
        await reader.readline()
        writer.write(line)
        await reader.read()
        hung_up.set()
        writer.close()

    async with await asyncio.start_unix_server(agent, tmp_path / "s"), asyncio.timeout(PATIENCE):
        client, _ = await AgentClient.connect(tmp_path / "s", "ui")
        with pytest.raises(AgentGone):
            await client.request(Ping)
        with pytest.raises(AgentGone):
            await client.request(Ping)
        assert await collect(client) == 0
        await hung_up.wait()
        await client.close()
