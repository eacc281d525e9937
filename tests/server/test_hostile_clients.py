"""Clients that hang up, wait, flood or never speak: nothing is lost or answered twice, none is left over."""

import asyncio
import os
import random
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cart_agent import conversation
from cart_agent.api.pushes import Reply, Welcome
from cart_agent.api.requests import Request
from cart_agent.conversation import Answer, Conversation
from cart_agent.server import SocketServer
from tests.server.socket_help import ALL, HELLO, Peer, connect, send_home, serving
from tests.support.asynchronous import asynchronous, until

PING = b'{"verb":"ping","id":%d}\n'


class Held:
    """Keeps every request until it is told to answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[Sequence[Request], Answer]] = []
        self.gone: list[str] = []

    def handle(self, _: str, requests: Sequence[Request], answer: Answer) -> None:
        self.asked.append((requests, answer))

    def answer(self, data: object = None) -> None:
        requests, answer = self.asked.pop(0)
        answer([Reply(id=one.id, ok=True, data=data) for one in requests])


@asynccontextmanager
async def holding(path: Path) -> AsyncIterator[tuple[SocketServer, Held]]:
    held = Held()
    roles = {os.getuid(): ALL}
    server = SocketServer(path, roles, lambda _, number: Welcome(id=number), held.handle, held.gone.append)
    await server.start()
    try:
        yield server, held
    finally:
        await server.close()
        await send_home()


def stop_reading(peer: Peer) -> asyncio.Transport:
    transport = peer.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    return transport


@asynchronous
async def test_a_client_that_floods_and_reads_late_gets_every_answer_once_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 10_000
    monkeypatch.setattr(conversation, "BACKLOG_LIMIT", 256 * 2**10)  # its answers are longer together
    async with serving(tmp_path / "s") as (server, counted):
        peer = await connect(tmp_path / "s")
        await peer.greet("ui")
        transport = stop_reading(peer)
        peer.writer.write(
            b"".join(PING % number + b'{"verb":"state","id":%d}\n' % number for number in range(many))
        )
        (client,) = server._clients
        await until(lambda: client._unread, "its answers wait for it")
        assert len(counted.requests) < many

        transport.resume_reading()
        heard = [await peer.hears() for _ in range(2 * many)]
        assert [one.id for one in heard if isinstance(one, Reply)] == [n // 2 for n in range(2 * many)]
        assert [one.id for _, one in counted.requests] == list(range(many))


@asynchronous
async def test_a_client_that_wants_to_be_read_and_reads_nothing_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that closes while much that it wrote is still on its way: neither side would ever go on."""
    monkeypatch.setattr(conversation, "READ_WITHIN", 0.05)
    async with serving(tmp_path / "s") as (server, counted):
        peer = await connect(tmp_path / "s")
        await peer.greet("ui")
        peer.writer.write(PING % 1 * 500_000)
        await peer.leave()
        await until(lambda: not server._connected, "it is gone")

        assert 0 < len(counted.requests) < 500_000


@asynchronous
async def test_what_a_client_sends_while_it_waits_is_not_read_without_end(tmp_path: Path) -> None:
    async with holding(tmp_path / "s") as (_, held):
        peer = await connect(tmp_path / "s")
        await peer.greet("ui")
        peer.writer.write(PING % 1)
        await until(lambda: held.asked)
        peer.writer.write(PING % 2 * 200_000)
        transport = peer.writer.transport
        await until(lambda: not transport.is_closing() and transport.get_write_buffer_size() > 0)
        before = -1
        while before != transport.get_write_buffer_size():  # as much as the kernel and one read take
            before = transport.get_write_buffer_size()
            await asyncio.sleep(0.05)

        assert before > 2**20
        assert len(held.asked) == 1
        transport.abort()


@asynchronous
async def test_a_client_that_never_ends_its_hello_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "HELLO_WITHIN", 0.05)
    async with serving(tmp_path / "s") as (server, _):
        silent, slow = await connect(tmp_path / "s"), await connect(tmp_path / "s")
        await slow.say(HELLO[:10])

        assert await silent.hears() is None
        assert await slow.hears() is None
        assert not server._connected


@asynchronous
async def test_a_hello_that_comes_byte_by_byte_is_welcome_and_nobody_waits_for_it_any_more(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "s") as (server, _):
        peer = await connect(tmp_path / "s")
        for byte in HELLO % b"ui":
            await peer.say(bytes([byte]))
            await asyncio.sleep(0)

        assert isinstance(await peer.hears(), Welcome)
        (client,) = server._clients
        assert client._patience.cancelled()


@asynchronous
async def test_a_client_that_has_said_all_gets_its_last_answers_and_then_goes(tmp_path: Path) -> None:
    async with holding(tmp_path / "s") as (server, held):
        peer = await connect(tmp_path / "s")
        await peer.greet("link")
        peer.writer.write(b'{"verb":"mark-sent","id":1,"event_ids":[]}\n')
        await until(lambda: held.asked)
        peer.writer.write(b'{"verb":"mark-sen')
        peer.writer.write_eof()
        (client,) = server._clients
        await until(lambda: client._said_all, "half of it is closed")
        assert held.gone == []

        held.answer()
        assert [await peer.hears(), await peer.hears()] == [Reply(id=1, ok=True), None]
        assert held.gone == ["link"]
        assert held.asked == []


@asynchronous
async def test_a_client_that_hangs_up_while_it_waits_leaves_nothing_behind(tmp_path: Path) -> None:
    async with holding(tmp_path / "s") as (server, held):
        peer, other = await connect(tmp_path / "s"), await connect(tmp_path / "s")
        await peer.greet("link")
        await other.greet("ui")
        await peer.say(b'{"verb":"mark-sent","id":1,"event_ids":[]}\n')
        await until(lambda: held.asked)
        await peer.leave()
        held.answer()
        await until(lambda: held.gone == ["link"])
        await other.say(PING % 5)
        await until(lambda: held.asked)
        held.answer()

        assert await other.hears() == Reply(id=5, ok=True)
        assert len(server._connected) == 1


@asynchronous
async def test_an_answer_that_cannot_be_given_ends_that_client_and_no_other(tmp_path: Path) -> None:
    async with holding(tmp_path / "s") as (_, held):
        peer, other = await connect(tmp_path / "s"), await connect(tmp_path / "s")
        await peer.greet("ui")
        await other.greet("ui")
        await peer.say(PING % 1 + PING % 2)
        await until(lambda: held.asked)
        held.answer(data=object())
        assert await peer.hears() is None

        assert held.asked == []
        await other.say(PING % 3)
        await until(lambda: held.asked)
        held.answer()
        assert await other.hears() == Reply(id=3, ok=True)


@asynchronous
async def test_closing_waits_for_nobody_without_end(tmp_path: Path) -> None:
    """One waits for its answer, one does not read, one has not said hello."""
    async with holding(tmp_path / "s") as (server, held):
        busy, deaf, silent = [await connect(tmp_path / "s") for _ in range(3)]
        await busy.greet("link")
        await busy.say(b'{"verb":"mark-sent","id":1,"event_ids":[]}\n' * 2)
        await deaf.greet("ui")
        stop_reading(deaf)
        server.broadcast(Reply(id=0, ok=True, text={"en": "x" * 2**22}), "ui")
        await until(lambda: held.asked)
        await server.close()

        assert not server._connected
        assert held.gone == ["link", "ui"]
        held.answer()
        assert held.asked == [], "its second request is not begun any more"
        assert await busy.hears() is None
        assert await silent.hears() is None


@asynchronous
async def test_a_client_that_is_let_in_while_the_agent_ends_is_sent_home_too(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (server, counted):
        here, there = socket.socketpair()
        coming = asyncio.get_running_loop().connect_accepted_socket(lambda: Conversation(server), there)
        late = asyncio.create_task(coming)
        there.setblocking(False)
        here.sendall(HELLO % b"ui" + PING % 1)
        await server.close()
        await late
        await until(lambda: not server._connected, "it is gone")

        with pytest.raises(ConnectionResetError):
            here.recv(1)
        here.close()
        assert counted.requests == []


async def come_and_go(path: Path, chance: random.Random) -> None:
    peer = await connect(path)
    whole = HELLO % chance.choice([b"ui", b"link", b"root"]) + PING % 1 + b"rubbish\n" + PING % 2
    await peer.say(whole[: chance.randrange(len(whole) + 1)])
    if chance.random() < 0.3:
        peer.writer.write_eof()
    if chance.random() < 0.5:
        peer.writer.transport.abort()
    else:
        await peer.leave()


@asynchronous
async def test_whoever_comes_and_goes_in_whatever_way_is_gone_in_the_end(tmp_path: Path) -> None:
    chance = random.Random(5)
    async with serving(tmp_path / "s") as (server, _):
        for _ in range(20):
            await asyncio.gather(*(come_and_go(tmp_path / "s", chance) for _ in range(20)))
        await until(lambda: not server._connected, "all are gone")
        assert not server._clients
