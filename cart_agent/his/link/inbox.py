"""The hospital's messages on their way to the agent; the broker forgets one only once it is committed."""

import asyncio

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
        self._handed: asyncio.Queue[tuple[Arrived, asyncio.Future[Reply]]] = asyncio.Queue()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def put(self, arrived: Arrived) -> None:
        """Hand a message to the agent; waits while too many are not committed yet.

        One that is too long is cut: the agent keeps the piece and reports the document as not readable.
        """
        await self._room.acquire()
        committed = self._agent.ask(
            Document,
            topic=arrived.topic,
            payload=arrived.payload[:LONGEST],
            retained=arrived.retained,
            again=arrived.again,
        )
        self._handed.put_nowait((arrived, committed))

    async def run(self) -> None:
        """Acknowledge what was committed. Raises Refused or AgentGone; the rest is redelivered later."""
        while True:
            arrived, committed = await self._handed.get()
            await committed
            self._connection.acknowledge(arrived)
            self._room.release()

    def abandon(self) -> None:
        """The connection is over: the broker redelivers what was not acknowledged."""
        while not self._handed.empty():
            _, committed = self._handed.get_nowait()
            if not committed.cancel():
                committed.exception()  # looked at, so that nobody reports it as forgotten
