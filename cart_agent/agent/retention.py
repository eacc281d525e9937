"""Forgets what the cart need not hold any longer, a little at a time."""

import logging
from datetime import timedelta

from cart_agent.agent.agent import Agent
from cart_agent.agent.reads import forget_days
from cart_agent.agent.scans import today
from cart_agent.config.sections import StoreSection
from cart_agent.store import StoreError

log = logging.getLogger(__name__)
EVERY = 3600.0
"""Seconds between two looks."""
BATCH = 200
"""Events erased at once: a nurse's scan waits no longer than for this."""


class Retention:
    """For the store's thread only. Nothing is erased by a clock that is not trusted."""

    def __init__(self, agent: Agent, settings: StoreSection) -> None:
        self._agent = agent
        self._charts = timedelta(days=settings.keep_charts_days)
        self._events = timedelta(days=settings.keep_events_days)
        self._next = 0.0

    def look(self) -> None:
        """Called each second. Goes on at once while there is more to erase."""
        at = self._agent.present()
        if at.monotonic < self._next or not at.clock.synced or self._agent.memory.failed:
            return
        try:
            erased = self._agent.store.erase_events(at.now - self._events, BATCH)
            forget_days(self._agent.store, today(at, self._agent.knowledge.zone) - self._events)
            charts = self._agent.knowledge.book.forget_old(at, self._charts)
        except StoreError as error:
            self._agent.memory.lost(error)
            return
        if erased or charts:
            log.info("erased %d events, %d charts and old documents", erased, charts)
        self._next = at.monotonic + (0.0 if erased == BATCH else EVERY)
