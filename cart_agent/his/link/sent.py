"""Tells the agent which events the broker has taken, many at a time.

A report that gets lost, with the link or the connection, costs nothing: "sent" is for people to see, and all
that the hospital has not settled is published again whatever its state.
"""

import asyncio

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import MarkSent

_GATHER = 0.1
"""Seconds; a hospital that is quick has settled most by then, and for those nothing is written twice."""


class SentReports:
    """Collects, and reports a moment later."""

    def __init__(self, agent: AgentClient) -> None:
        self._agent = agent
        self._sent: list[str] = []
        self._any = asyncio.Event()

    def add(self, event_id: str) -> None:
        """The broker took this event."""
        self._sent.append(event_id)
        self._any.set()

    async def run(self) -> None:
        """Report until cancelled. Raises AgentGone or Refused."""
        while True:
            await self._any.wait()
            await asyncio.sleep(_GATHER)
            self._any.clear()
            sent, self._sent = self._sent, []
            await self._agent.request(MarkSent, event_ids=tuple(sent))
