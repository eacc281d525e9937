"""A staff list or a policy that runs out while it is in force: the hospital and people here hear of it."""

from collections.abc import Callable

from cart_agent.agent.agent import Agent
from cart_agent.ward import Notice

EVERY = 60.0
"""Seconds between two looks."""


class PaperWatch:
    """For the store's thread only. Each is told once in a run, and none by a clock that is not trusted."""

    def __init__(self, agent: Agent, tell: Callable[[Notice], None]) -> None:
        self._agent = agent
        self._tell = tell
        self._told: set[Notice] = set()
        self._next = 0.0

    def look(self) -> None:
        """Called each second."""
        at = self._agent.present()
        if at.monotonic < self._next or not at.clock.synced:
            return
        self._next = at.monotonic + EVERY
        for notice in self._agent.knowledge.book.run_out(at):
            if notice not in self._told:
                self._told.add(notice)
                self._tell(notice)
