"""Publishes the agent's unsettled events in order, and again until the hospital has settled them."""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch, StoredEvent
from cart_agent.api.requests import NextEvents
from cart_agent.his.link.ahead import Ahead
from cart_agent.his.link.backoff import Backoff
from cart_agent.his.link.items import Receipt
from cart_agent.his.link.mqtt import BESIDE_EVENTS, Connection
from cart_agent.his.link.quota import SILENCE, Quota
from cart_agent.his.link.sent import SentReports
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.link.tasks import first

_MOST_PATIENT = 20
_TRY_AGAIN = 1.0
"""Seconds from a new event to the next attempt while nobody hears them."""


class Pump:
    """One connection's publishing. Remembers places in the journal, and events no further than a page ahead.

    Everything up to `_published` went out on this connection. At each tick all that is unsettled up to `_due`
    (published before the tick before) goes out once more, from `_resent` on. While nobody hears them
    (`_unheard`) no further events go out: the hospital shall get them in order.
    """

    def __init__(
        self, settings: LinkSettings, agent: AgentClient, connection: Connection, topic: str
    ) -> None:
        self._window = settings.window
        self._patience = settings.resend_after
        self._agent = agent
        self._connection = connection
        self._topic = topic
        self._published = self._mark = self._due = self._resent = 0
        self._unheard = False
        self._in_flight: dict[int, str] = {}
        self._changed = asyncio.Event()
        self._ahead = Ahead(agent, self._changed.set)
        self._sent = SentReports(agent)
        self._quota = Quota(time.monotonic())
        self._ticks = Backoff(self._patience, self._patience * _MOST_PATIENT)
        self._tick_at = time.monotonic() + self._patience
        self._beat = time.monotonic()

    def limit(self, receive_maximum: int) -> None:
        """Never have more in flight than the broker takes (MQTT 5, 4.9)."""
        self._window = max(1, min(self._window, receive_maximum - BESIDE_EVENTS))

    def wake(self) -> None:
        """The agent has new events; where nobody heard the last ones it is time to try again."""
        self._ahead.wake()
        if self._unheard:
            self._tick_at = min(self._tick_at, time.monotonic() + _TRY_AGAIN)
            self._changed.set()

    def hospital_heard(self, answered: int) -> None:
        """The hospital answers for so many events: be as quick as at first about the rest."""
        self._ticks.reset()
        self._tick_at = min(self._tick_at, time.monotonic() + self._patience)
        self._quota.answered(answered, time.monotonic())
        self._changed.set()

    def hospital_back(self) -> None:
        """The hospital says that it is ready: all that it missed goes out now."""
        self._mark = self._published
        self._ticks.reset()
        self._tick_at = time.monotonic()
        self._changed.set()

    def receipt(self, receipt: Receipt) -> str | None:
        """Take the broker's answer; returns why it refused an event, which stays unsettled; empty: none.

        None: the answer was not about an event.
        """
        event_id = self._in_flight.pop(receipt.mid, None)
        self._beat = time.monotonic()
        if event_id is None:
            return None
        if not receipt.refusal:
            self._sent.add(event_id)
        if receipt.unheard:
            self._unheard, self._resent = True, self._due
        self._changed.set()
        return receipt.refusal

    def waiting_since(self) -> float | None:
        """Since when the broker has answered nothing although it owes receipts; None: it owes none."""
        return self._beat if self._in_flight else None

    async def run(self) -> None:
        """Publish until cancelled. Raises AgentGone or Refused."""
        await first(self._publish_all(), self._ahead.run(), self._sent.run())

    async def _publish_all(self) -> None:
        while True:
            self._changed.clear()
            if time.monotonic() >= self._tick_at:
                self._tick()
            await self._publish_again()
            self._publish_new()
            # Not wait_for: on Python 3.11 it can swallow a cancellation (python/cpython#86296).
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._changed.wait()

    def _pause(self) -> float:
        """Seconds until there may be something to do without a reason from outside."""
        now = time.monotonic()
        return min(self._tick_at - now, SILENCE) if self._quota.left(now) == 0 else self._tick_at - now

    def _tick(self) -> None:
        self._tick_at = time.monotonic() + self._ticks.take()
        if self._unheard:
            self._unheard, self._mark = False, self._published
        if self._resent >= self._due:  # else the last round is not through yet
            self._resent, self._due, self._mark = 0, self._mark, self._published

    async def _publish_again(self) -> None:
        """By half windows at least: each asks the agent once."""
        if self._resent < self._due and (room := self._room()) * 2 >= self._window:
            events = [event for event in await self._next(self._resent, room) if event.seq <= self._due]
            self._resent = events[-1].seq if len(events) == room else self._due
            self._publish(events)

    def _publish_new(self) -> None:
        if self._unheard:
            return
        now = time.monotonic()
        room = max(0, min(self._room(), self._quota.left(now)))
        if self._resent >= self._due and (events := self._ahead.take(room)):
            self._published = events[-1].seq
            self._quota.published(len(events), now)
            self._publish(events)

    def _room(self) -> int:
        return self._window - len(self._in_flight)

    async def _next(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return (await self._agent.fetch(EventBatch, NextEvents, after=after, limit=limit)).events

    def _publish(self, events: Sequence[StoredEvent]) -> None:
        if not self._in_flight:
            self._beat = time.monotonic()
        for event in events:
            self._in_flight[self._connection.publish(self._topic, event.message)] = event.event_id
