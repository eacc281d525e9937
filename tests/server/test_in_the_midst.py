"""The agent while a client dies amid its requests, or while it ends in the midst of them itself."""

import asyncio
import logging
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.api.client import AgentClient, AgentGone
from cart_agent.api.pushes import Reply
from tests.server.socket_help import HELLO, connect, send_home
from tests.server.test_snapshot import Screen, running
from tests.support.asynchronous import asynchronous, until

SENT = b'{"verb":"mark-sent","id":%d,"event_ids":[]}\n'
CONNECTED = b'{"verb":"link-changed","id":99,"state":"connected"}\n'


@asynchronous
async def test_a_link_that_dies_in_the_midst_of_its_requests_is_shown_as_gone(tmp_path: Path) -> None:
    async with running(tmp_path) as agent:
        client, welcome = await AgentClient.connect(agent.socket, "ui")
        screen = Screen(welcome)
        following = asyncio.create_task(screen.follow(client))
        for turns in range(20):
            link = await connect(agent.socket)
            await link.say(HELLO % b"link" + b"".join(map(SENT.__mod__, range(turns * 10))) + CONNECTED)
            for _ in range(turns):
                await asyncio.sleep(0)
            link.writer.transport.abort()
            await until(lambda: len(agent.process._server._connected) == 1, "it is gone")
            await client.request(ask.Ping)  # behind all that came of it

            assert screen.status.link == "disconnected", turns
        await client.close()
        await following
        await send_home()


@asynchronous
async def test_when_the_agent_ends_the_first_requests_are_answered_and_the_others_hear_that_it_is_gone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with running(tmp_path) as agent:
        client, _ = await AgentClient.connect(agent.socket, "ui")
        asked = [client.ask(ask.Ping) for _ in range(300)]
        await asked[10]
    heard = await asyncio.gather(*asked, return_exceptions=True)
    await client.close()

    answered = [isinstance(one, Reply) for one in heard]
    assert answered == sorted(answered, reverse=True)
    assert answered.count(True) > 10
    assert all(isinstance(one, Reply | AgentGone) for one in heard)
    assert caplog.messages == []
