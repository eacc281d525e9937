"""Lines of the link that lie ready are handed over together; everybody else's one by one."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path

import pytest

from cart_agent.api.pushes import Reply, Welcome
from cart_agent.api.requests import Request
from cart_agent.conversation import TOGETHER, Answer
from cart_agent.lines import TOGETHER_BYTES
from cart_agent.server import SocketServer
from tests.server.socket_help import ALL, connect
from tests.support.asynchronous import asynchronous


def sent(number: int, padding: int = 0) -> bytes:
    """One line of the link."""
    return b'{"verb":"mark-sent","id":%d,"event_ids":["%s"]}\n' % (number, b"x" * padding)


@asynccontextmanager
async def grouping(path: Path) -> AsyncIterator[list[list[int]]]:
    """A server whose handler notes which requests came together."""
    groups: list[list[int]] = []

    def handle(_: str, requests: Sequence[Request], answer: Answer) -> None:
        groups.append([one.id for one in requests])
        asyncio.get_running_loop().call_soon(answer, [Reply(id=one.id, ok=True) for one in requests])

    server = SocketServer(path, {os.getuid(): ALL}, lambda _, number: Welcome(id=number), handle)
    await server.start()
    try:
        yield groups
    finally:
        await server.close()


async def answers(path: Path, role: str, *pieces: bytes) -> list[int]:
    """Say these pieces, one write each, and return the ids of the replies."""
    peer = await connect(path)
    await peer.greet(role)
    for piece in pieces:
        await peer.say(piece)
    peer.writer.write_eof()
    heard: list[int] = []
    while (reply := await peer.hears()) is not None:
        assert isinstance(reply, Reply)
        heard.append(reply.id)
    await peer.leave()
    return heard


@asynchronous
async def test_lines_that_lie_ready_are_one_group(tmp_path: Path) -> None:
    async with grouping(tmp_path / "s") as groups:
        lines = b"".join(map(sent, range(1, 6)))
        assert await answers(tmp_path / "s", "link", lines) == [1, 2, 3, 4, 5]
    assert groups == [[1, 2, 3, 4, 5]]


@asynchronous
async def test_a_group_is_bounded_in_number_and_in_length(tmp_path: Path) -> None:
    most = TOGETHER["link"]
    async with grouping(tmp_path / "s") as groups:
        await answers(tmp_path / "s", "link", b"".join(map(sent, range(most + 5))))
    assert max(map(len, groups)) <= most

    async with grouping(tmp_path / "s") as groups:
        await answers(tmp_path / "s", "link", b"".join(sent(one, TOGETHER_BYTES) for one in range(5)))
    assert groups == [[0], [1], [2], [3], [4]]


@asynchronous
async def test_a_line_that_comes_in_pieces_is_whole_in_the_end(tmp_path: Path) -> None:
    lines = b"".join(map(sent, range(1, 21)))
    pieces = [lines[start : start + 37] for start in range(0, len(lines), 37)]
    async with grouping(tmp_path / "s") as groups:
        assert await answers(tmp_path / "s", "link", *pieces) == list(range(1, 21))
    assert list(chain(*groups)) == list(range(1, 21))


@asynchronous
async def test_rubbish_among_good_lines_is_answered_and_holds_nothing_up(tmp_path: Path) -> None:
    async with grouping(tmp_path / "s") as groups:
        heard = await answers(tmp_path / "s", "link", sent(1) + b"rubbish\n" + sent(2))
    assert sorted(heard) == [0, 1, 2]
    assert list(chain(*groups)) == [1, 2]


@pytest.mark.parametrize("role", ["ui", "admin"])
@asynchronous
async def test_nobody_else_is_grouped(tmp_path: Path, role: str) -> None:
    line = {"ui": b'{"verb":"logout","id":7,"revision":0}\n', "admin": b'{"verb":"state","id":7}\n'}[role]
    async with grouping(tmp_path / "s") as groups:
        assert await answers(tmp_path / "s", role, line * 3) == [7, 7, 7]
    assert groups == [[7], [7], [7]]
