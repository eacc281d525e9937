"""The screen in a browser: the real server as a process, asked as a browser asks."""

import asyncio
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import aiohttp
import msgspec
import pytest

from cart_agent.demo.broker import free_port
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import VERIFIED
from tests.ui.terminal import ROOT
from ui_tui.settings import UiSettings

PATIENCE = 60.0
SERVER = """
import sys
from pathlib import Path
from ui_tui.web.server import ScreenServer
ScreenServer(sys.argv[1], "127.0.0.1", int(sys.argv[2]), Path(sys.argv[3])).serve()
"""
FONT = ROOT / "cart_agent/sheet/JetBrainsMono-Regular.ttf"


@contextmanager
def served(settings: UiSettings) -> Iterator[str]:
    """The server's address; the server and its screens end with the block."""
    port = free_port()
    told = msgspec.json.encode(settings, enc_hook=str).decode()
    command = shlex.join([sys.executable, "-m", "tests.ui.child", told])
    arguments = [sys.executable, "-c", SERVER, command, str(port), str(FONT)]
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


Answer = tuple[int, str, str]
"""Status, text (empty where it is none), content security policy."""


async def fetched(session: aiohttp.ClientSession, address: str) -> Answer:
    """The answer, once the server is up."""
    end = monotonic() + PATIENCE
    while True:
        try:
            async with session.get(address) as answer:
                content = await answer.read()
                policy = answer.headers.get("Content-Security-Policy", "")
                return answer.status, content.decode(errors="replace"), policy
        except aiohttp.ClientConnectionError:
            assert monotonic() < end
            await asyncio.sleep(0.1)


async def shown(channel: aiohttp.ClientWebSocketResponse, words: str) -> None:
    """Wait until these words came to the browser."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while words.encode() not in seen:
            message = await channel.receive()
            assert message.type is aiohttp.WSMsgType.BINARY or message.type is aiohttp.WSMsgType.TEXT, message
            seen += message.data if isinstance(message.data, bytes) else message.data.encode()


def test_a_page_loads_nothing_from_outside(agent: FakeAgent) -> None:
    async def browse(address: str) -> None:
        async with aiohttp.ClientSession() as session:
            _, page, policy = await fetched(session, address)
            assert "default-src 'self'" in policy
            assert set(re.findall(r"(?:https?|wss?)://[^/\"']+", page)) <= {
                address,
                address.replace("http", "ws"),
            }
            loaded = re.findall(r"(?:href|src)=\"([^\"]+)\"", page)
            assert len(loaded) == 3
            for one in (*loaded, "/font/JetBrainsMono-Regular.ttf"):
                where = one if one.startswith("http") else address + one
                status, text, _ = await fetched(session, where)
                assert status == 200
                if one.endswith(".css"):
                    assert not re.findall(r"url\([\"']?(?:https?:)?//|@import", text)

    with served(UiSettings(socket=agent.path, watch=True)) as address:
        asyncio.run(browse(address))


@pytest.mark.parametrize("watch", [True, False])
def test_who_looks_on_sees_the_dose_and_cannot_tap(
    agent: FakeAgent, open_terminal: Open, watch: bool
) -> None:
    """The same taps reach the agent where the screen is not read-only, so that this test can fail."""

    async def browse(address: str) -> None:
        async with aiohttp.ClientSession() as session:
            await fetched(session, address)
            target = address.replace("http", "ws") + "/ws?width=80&height=22"
            async with session.ws_connect(target) as channel:
                await shown(channel, "ĐÃ CHO")
                end = monotonic() + (3 if watch else PATIENCE)
                while not agent.taps and monotonic() < end:
                    for press in ("M", "m"):
                        await channel.send_json(["stdin", f"\x1b[<0;{column + 3};{row + 1}{press}"])
                    await asyncio.sleep(0.5)

    agent.show(VERIFIED)
    terminal = open_terminal()
    terminal.wait("ĐÃ CHO")
    column, row = terminal.place("ĐÃ CHO")
    terminal.close()
    with served(UiSettings(socket=agent.path, watch=watch)) as address:
        asyncio.run(browse(address))
    assert bool(agent.taps) is not watch
