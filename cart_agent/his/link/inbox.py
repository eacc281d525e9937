"""The hospital's messages on their way to the agent; the broker forgets one only once it is committed."""

import asyncio
import time
from collections import deque

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import Reply
from cart_agent.api.requests import Document
from cart_agent.his.link.items import Arrived
from cart_agent.his.link.mqtt import Connection
from cart_agent.his.topics import LONGEST

_AT_ONCE = 16


class Inbox:
    """Hands messages over in order, several at once, and acknowledges them in that order (MQTT 5, 4.6)."""

    def __init__(self, agent: AgentClient, connection: Connection) -> None:
        self._agent = agent
        self._connection = connection
        self._waiting: deque[Arrived] = deque()
        self._handed: deque[tuple[Arrived, asyncio.Future[Reply]]] = deque()
        self._more = asyncio.Event()
        self._over = False
        self._moved = time.monotonic()

    def put(self, arrived: Arrived) -> None:
        """Hand a message to the agent, or keep it while too many are not committed yet.

        One that is too long is cut: the agent keeps the piece and reports the document as not readable.
        """
        if not self._over:
            self._waiting.append(arrived)
            self._hand_over()

    def _hand_over(self) -> None:
        while self._waiting and len(self._handed) < _AT_ONCE:
            arrived = self._waiting.popleft()
            committed = self._agent.ask(
                Document,
                topic=arrived.topic,
                payload=arrived.payload[:LONGEST],
                retained=arrived.retained,
                again=arrived.again,
            )
            self._handed.append((arrived, committed))
        self._moved = time.monotonic()
        self._more.set()

    def empty_since(self) -> float | None:
        """Since when nothing has come and nothing waits; None: the agent is at work on what has come."""
        return None if self._handed else self._moved

    async def run(self) -> None:
        """Acknowledge what was committed. Raises Refused or AgentGone; the rest is redelivered later."""
        while True:
            while self._handed:
                arrived, committed = self._handed[0]
                await committed
                self._handed.popleft()
                self._connection.acknowledge(arrived)
                self._hand_over()
            self._more.clear()
            await self._more.wait()

    def abandon(self) -> None:
        """The connection is over: the broker redelivers what was not acknowledged."""
        self._over = True
        for _, committed in self._handed:
            if not committed.cancel() and not committed.cancelled():
                committed.exception()  # looked at, so that nobody reports it as forgotten
