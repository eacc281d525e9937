"""What the agent wants said to the hospital: kept without a connection, published with one."""

import asyncio
from collections.abc import Callable

import msgspec

from cart_agent.api.client import AgentClient, AgentGone
from cart_agent.api.pushes import OutboxChanged, Publish, Welcome
from cart_agent.his.link.mqtt import Connection
from cart_agent.his.messages import CartState, decode, encode
from cart_agent.his.topics import Kind, Topics

_ALLOWED = {"state": Kind.STATE, "sync": Kind.SYNC}


class Desk:
    """Reads the agent's pushes for as long as the agent is there."""

    def __init__(self, topics: Topics, welcome: Welcome) -> None:
        self._topics = topics
        self._retained = {push.topic: push for push in welcome.publish}
        self._waiting: asyncio.Queue[Publish] = asyncio.Queue()
        self.on_outbox: Callable[[], None] = lambda: None
        """Called when there are new events."""
        self.abandoned = False
        """The agent is gone; the hospital shall learn of it from the will."""

    async def read(self, agent: AgentClient) -> None:
        """Take pushes in. Raises AgentGone when they end."""
        async for push in agent.pushes():
            if isinstance(push, OutboxChanged):
                self.on_outbox()
            elif isinstance(push, Publish) and push.topic in _ALLOWED:
                self._take(push)
        self.abandoned = True
        raise AgentGone("the agent hung up")

    def _take(self, push: Publish) -> None:
        if push.retain:
            self._retained[push.topic] = push
        self._waiting.put_nowait(push)

    def birth(self, session: int) -> bytes:
        """The newest state for a new connection; `init` when the agent has not said any."""
        push = self._retained.get("state")
        return with_session(push.payload if push else b"", session)

    def forget_waiting(self) -> None:
        """A new connection begins with the newest state and a sync of its own."""
        while not self._waiting.empty():
            self._waiting.get_nowait()

    async def publish(self, connection: Connection, session: int) -> None:
        """Publish what comes, until cancelled."""
        while True:
            push = await self._waiting.get()
            kind = _ALLOWED[push.topic]
            payload = with_session(push.payload, session) if kind is Kind.STATE else push.payload
            connection.publish(self._topics.own(kind), payload, retain=push.retain)


def with_session(payload: bytes, session: int) -> bytes:
    """A cart's state as the state of this connection, so that its will can be told from an older one's."""
    try:
        state = decode(payload, CartState)
    except ValueError:
        state = CartState(state="init", session=session)
    return encode(msgspec.structs.replace(state, session=session))
