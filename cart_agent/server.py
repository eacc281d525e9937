"""The agent's Unix socket: who may connect as what, and pushes to all. `conversation` is one client's side.

The peer's user, told by the kernel (SO_PEERCRED), decides which roles it may take, and the role which
requests it may send. Rubbish gets an answer that says so and is counted; it never reaches the agent.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from cart_agent.api.pushes import AnyPush, Welcome
from cart_agent.conversation import Conversation, Handle
from cart_agent.ending import within

GOODBYE_WITHIN = 0.5
"""Seconds that clients have to take what was sent, when the agent ends."""


class SocketServer:
    """Listens, checks peers, passes requests on. `welcome`, `handle` and `gone` are the agent's.

    `gone` is told a role when its last client has hung up or died.
    """

    def __init__(
        self,
        path: Path,
        roles: Mapping[int, frozenset[str]],
        welcome: Callable[[str, int], Welcome],
        handle: Handle,
        gone: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.welcome = welcome
        self.handle = handle
        self._path = path
        self._roles = roles
        self._gone = gone
        self._connected: set[Conversation] = set()
        self._clients: set[Conversation] = set()
        self._server: asyncio.Server | None = None
        self._ended = False
        self._left = asyncio.Event()

    async def check_alone(self) -> None:
        """Raises OSError when another agent listens: to be asked before a device or a record is touched."""
        if await _answers(self._path):
            raise OSError(f"another agent listens on {self._path}")

    async def start(self) -> None:
        """Listen. A socket file left by a dead agent is replaced. Raises OSError, also when one is alive."""
        await self.check_alone()
        self._path.unlink(missing_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Conversation(self), str(self._path))
        os.chmod(self._path, 0o666)  # noqa: S103 - who may ask what is decided by SO_PEERCRED, not by the file

    async def close(self) -> None:
        """Stop listening and hang up. The file of another agent is left alone."""
        if self._server is None:
            return
        self._ended = True
        self._server.close()
        for client in tuple(self._connected):
            client.hang_up()
        self._path.unlink(missing_ok=True)
        await within(GOODBYE_WITHIN, self._all_gone())
        for client in tuple(self._connected):
            client.abort()
        await within(GOODBYE_WITHIN, self._all_gone())

    async def _all_gone(self) -> None:
        while self._connected:
            self._left.clear()
            await self._left.wait()

    def broadcast(self, push: AnyPush, *roles: str) -> None:
        """To every client of these roles."""
        for client in tuple(self._clients):
            if client.role in roles:
                client.send(push)

    def roles(self, uid: int) -> frozenset[str]:
        """What a user may be."""
        return self._roles.get(uid, frozenset())

    def came(self, client: Conversation) -> None:
        """One that came in while the others were sent home goes too."""
        self._connected.add(client)
        if self._ended:
            client.abort()

    def joined(self, client: Conversation) -> None:
        """From now on it gets the pushes of its role."""
        self._clients.add(client)

    def left(self, client: Conversation) -> None:
        """Its connection is over."""
        self._connected.discard(client)
        self._clients.discard(client)
        self._left.set()
        if client.role and all(other.role != client.role for other in self._clients):
            self._gone(client.role)


async def _answers(path: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(str(path))
    except OSError:
        return False
    writer.close()
    return True
