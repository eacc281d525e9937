"""Who may say what on the agent's socket, and what becomes of rubbish."""

import asyncio
import contextlib
import os
import random
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cart_agent.api.client import LINE_LIMIT
from cart_agent.api.pushes import OutboxChanged, Reply, Welcome
from cart_agent.conversation import BACKLOG_LIMIT, RUBBISH_LIMIT
from tests.server.socket_help import ALL, HELLO, connect, serving
from tests.support.asynchronous import asynchronous, until

LOGOUT = b'{"verb":"logout","id":7,"revision":0}\n'
SENT = b'{"verb":"mark-sent","id":8,"event_ids":[]}\n'
STATE = b'{"verb":"state","id":9}\n'
PING = b'{"verb":"ping","id":5}\n'
NOBODY = 65534


@asynchronous
async def test_hello_comes_first_and_is_answered_by_a_welcome(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (_, counted):
        peer = await connect(tmp_path / "s")
        assert isinstance(await peer.greet("ui"), Welcome)

        await peer.say(LOGOUT)
        assert await peer.hears() == Reply(id=7, ok=True)
        assert [role for role, _ in counted.requests] == ["ui"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (LOGOUT, "not-allowed"),
        (b"\n", "bad-request"),
        (b"rubbish\n", "bad-request"),
        (HELLO % b"root", "not-allowed"),
        (HELLO % b"", "not-allowed"),
    ],
)
def test_anything_else_first_is_refused_and_cut_off(tmp_path: Path, line: bytes, code: str) -> None:
    async def body() -> None:
        async with serving(tmp_path / "s") as (_, counted):
            peer = await connect(tmp_path / "s")
            await peer.say(line)
            answer = await peer.hears()

            assert isinstance(answer, Reply)
            assert (answer.ok, answer.code) == (False, code)
            assert await peer.hears() is None
            assert counted.requests == []

    asyncio.run(body())


@pytest.mark.parametrize(
    ("role", "foreign"),
    [
        ("ui", SENT),
        ("ui", STATE),
        ("link", LOGOUT),
        ("link", STATE),
        ("admin", LOGOUT),
        ("admin", SENT),
        ("ui", HELLO % b"link"),
    ],
)
def test_the_requests_of_another_role_are_refused(tmp_path: Path, role: str, foreign: bytes) -> None:
    async def body() -> None:
        async with serving(tmp_path / "s") as (_, counted):
            peer = await connect(tmp_path / "s")
            await peer.greet(role)
            await peer.say(foreign)
            answer = await peer.hears()

            assert isinstance(answer, Reply)
            assert answer.code == "not-allowed"
            assert counted.requests == []

    asyncio.run(body())


@asynchronous
async def test_a_user_takes_only_the_roles_that_are_hers(tmp_path: Path) -> None:
    async with serving(tmp_path / "s", {os.getuid(): frozenset({"ui"})}):
        for role in ("link", "admin"):
            peer = await connect(tmp_path / "s")
            answer = await peer.greet(role)
            assert isinstance(answer, Reply)
            assert answer.code == "not-allowed"


AS_ANOTHER = """
import os, socket, sys
os.setresuid(*[int(sys.argv[3])] * 3)
peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
peer.sendall(sys.argv[2].encode())
print(peer.makefile().readline(), end="")
"""


@pytest.mark.skipif(os.getuid() != 0, reason="NOT TESTED: only root can connect as another user")
@pytest.mark.parametrize(("held", "said"), [({}, "not-allowed"), ({NOBODY: frozenset({"link"})}, "welcome")])
def test_the_kernel_says_who_the_peer_is(held: dict[int, frozenset[str]], said: str, tmp_path: Path) -> None:
    directory = Path(f"/tmp/cart-peer-{os.getpid()}")  # the other user may not look into pytest's own
    directory.mkdir()
    directory.chmod(0o755)
    path = directory / "s"

    async def body() -> str:
        async with serving(path, {os.getuid(): ALL, **held}):
            command = [
                sys.executable,
                "-I",
                "-c",
                AS_ANOTHER,
                str(path),
                (HELLO % b"link").decode(),
                str(NOBODY),
            ]
            child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            out, _ = await child.communicate()
            return out.decode()

    try:
        assert said in asyncio.run(body())
    finally:
        directory.rmdir()


@asynchronous
async def test_rubbish_is_answered_counted_and_then_cut_off(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (_, counted):
        peer = await connect(tmp_path / "s")
        await peer.greet("ui")
        await peer.say(b"rubbish\n" * RUBBISH_LIMIT)
        answers = [await peer.hears() for _ in range(RUBBISH_LIMIT)]

        assert {one.code for one in answers if isinstance(one, Reply)} == {"bad-request"}
        assert await peer.hears() is None
        assert counted.requests == []


def rubbish(chance: random.Random) -> bytes:
    """One line that is no request: bytes, broken JSON, deep nests, wrong types, numbers beyond reason."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 40)).replace(b"\n", b"") + b"\n"
    if kind == 1:
        return b"[" * chance.randrange(1, 3000) + b"\n"
    if kind == 2:
        return LOGOUT[: chance.randrange(1, len(LOGOUT) - 2)] + b"\n"
    if kind == 3:
        return b'{"verb":"give","id":1e999,"revision":0}\n'
    if kind == 4:
        return b'{"verb":"logout","id":1,"revision":0,"more":%d}\n' % chance.randrange(10)
    return b'{"verb":{"verb":[]},"id":null}\n'


@asynchronous
async def test_a_hundred_thousand_lines_of_rubbish_harm_nobody(tmp_path: Path) -> None:
    chance = random.Random(7)
    async with serving(tmp_path / "s") as (_, counted):
        good = await connect(tmp_path / "s")
        await good.greet("ui")
        sent = 0
        while sent < 100_000:
            peer = await connect(tmp_path / "s")
            await peer.greet(chance.choice(["ui", "link", "admin"]))
            lines = [rubbish(chance) for _ in range(RUBBISH_LIMIT * 50)]
            peer.writer.write(b"".join(lines))  # the server cuts off after the first twenty
            sent += len(lines)
            while await peer.hears() is not None:
                pass
            await peer.leave()

        await good.say(PING)
        assert await good.hears() == Reply(id=5, ok=True)
        assert len(counted.requests) == 1


@asynchronous
async def test_an_endless_line_is_cut_off(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (_, counted):
        peer = await connect(tmp_path / "s")
        await peer.greet("link")
        with contextlib.suppress(ConnectionError):
            for _ in range(2 * LINE_LIMIT // 2**20 + 2):
                await peer.say(b"x" * 2**20)
        assert await peer.hears() is None
        assert counted.requests == []


@asynchronous
async def test_a_client_that_does_not_read_is_cut_off_and_the_others_go_on(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (server, _):
        slow, quick = await connect(tmp_path / "s"), await connect(tmp_path / "s")
        await slow.greet("ui")
        await quick.greet("link")
        padding = Reply(id=0, ok=True, text={"en": "x" * 2**20})
        read = slow.writer.transport
        assert isinstance(read, asyncio.Transport)
        read.pause_reading()
        for _ in range(BACKLOG_LIMIT // 2**20 + 4):
            server.broadcast(padding, "ui")
            await asyncio.sleep(0)

        await until(lambda: all(client.role != "ui" for client in server._clients), "the slow one is cut off")
        server.broadcast(OutboxChanged(seq=3), "link")
        assert await quick.hears() == OutboxChanged(seq=3)


@asynchronous
async def test_pushes_go_to_their_roles_only(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (server, _):
        ui, link = await connect(tmp_path / "s"), await connect(tmp_path / "s")
        await ui.greet("ui")
        await link.greet("link")
        server.broadcast(OutboxChanged(seq=1), "link")
        await ui.say(PING)

        assert await link.hears() == OutboxChanged(seq=1)
        assert await ui.hears() == Reply(id=5, ok=True)


@asynchronous
async def test_the_file_of_a_dead_agent_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "s"))
    dead.close()
    async with serving(tmp_path / "s"):
        assert isinstance(await (await connect(tmp_path / "s")).greet("ui"), Welcome)
    assert not (tmp_path / "s").exists()


@asynchronous
async def test_a_second_agent_is_refused_and_leaves_the_first_one_its_socket(tmp_path: Path) -> None:
    async with serving(tmp_path / "s"):
        with pytest.raises(OSError, match="another agent"):
            async with serving(tmp_path / "s"):
                pass
        assert isinstance(await (await connect(tmp_path / "s")).greet("ui"), Welcome)


@asynchronous
async def test_closing_a_server_that_never_started_removes_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path / "s") as (running, _):
        other = type(running)(tmp_path / "s", {}, running.welcome, running.handle)
        await other.close()

        assert (tmp_path / "s").exists()
