"""Events read from the agent before the broker has room for them: the broker never waits for the agent."""

import asyncio
from collections import deque
from collections.abc import Callable

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch, StoredEvent
from cart_agent.api.requests import NextEvents

_PAGE = 100


class Ahead:
    """All unsettled events in order, a page at a time: an outage may have lasted days.

    `ready` is called when there is more to take.
    """

    def __init__(self, agent: AgentClient, ready: Callable[[], None]) -> None:
        self._agent = agent
        self._ready = ready
        self._events: deque[StoredEvent] = deque()
        self._read = 0
        self._more = True
        self._hungry = asyncio.Event()
        self._hungry.set()

    def wake(self) -> None:
        """The agent has new events."""
        self._more = True
        self._look()

    def take(self, most: int) -> list[StoredEvent]:
        """The next events, as many as there are at hand."""
        taken = [self._events.popleft() for _ in range(min(most, len(self._events)))]
        self._look()
        return taken

    def _look(self) -> None:
        if self._more and len(self._events) < _PAGE // 2:
            self._hungry.set()
        else:
            self._hungry.clear()

    async def run(self) -> None:
        """Read until cancelled. Raises AgentGone or Refused."""
        while True:
            await self._hungry.wait()
            self._more = False  # a wake from here on is about later events
            batch = await self._agent.fetch(EventBatch, NextEvents, after=self._read, limit=_PAGE)
            if batch.events:
                self._more = self._more or len(batch.events) == _PAGE
                self._read = batch.events[-1].seq
                self._events.extend(batch.events)
                self._ready()
            self._look()
