"""The link's requests. Those that wait together are kept with one commit, and acted on and answered after it.

Each commit waits for the disk, and after an outage the hospital's answers come by the hundred.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from cart_agent.agent.agent import Agent
from cart_agent.agent.hospital import HospitalDesk
from cart_agent.agent.views.status import Outside
from cart_agent.agent.words import line
from cart_agent.api import pushes as push
from cart_agent.api import requests as ask
from cart_agent.conversation import refuse
from cart_agent.his.topics import Kind
from cart_agent.store import DiskFull, StoreError
from cart_agent.ward import Received

log = logging.getLogger(__name__)

COMMITTED = "charts committed at monotonic %.6f: %s"
MOST_EVENTS = 500
"""Events in one answer."""
_SHORT = frozenset({Kind.ACK, Kind.COMMAND})
"""Messages that are taken on a full disk too."""


class LinkDesk:
    """For the store's thread only. `changed` is told the encounters that look different now, "" for all."""

    def __init__(
        self, agent: Agent, hospital: HospitalDesk, outside: Outside, changed: Callable[[str], None]
    ) -> None:
        self._agent = agent
        self._hospital = hospital
        self._outside = outside
        self._changed = changed
        self.only_outbox = False
        """Whether the last requests changed nothing but where events are on their way."""
        self._keep: dict[type, Callable[[Any], Any]] = {
            ask.Document: self._keep_document,
            ask.MarkSent: self._mark_sent,
            ask.NextEvents: self._next_events,
            ask.LinkChanged: lambda _: None,
        }
        self._act: dict[type, Callable[[Any, Any], None]] = {
            ask.Document: lambda _, received: self._act_on(received),
            ask.LinkChanged: lambda one, _: self._link_changed(one),
        }

    def answer(self, requests: Sequence[ask.Request]) -> tuple[push.Reply, ...]:
        """Answer in order, on the disk when it returns. A request that cannot be kept spoils no other."""
        try:
            kept = self._together(requests)
        except Exception as error:
            if len(requests) == 1:
                return (self._failed(requests[0], error),)
            return tuple(reply for one in requests for reply in self.answer((one,)))
        self.only_outbox = all(map(_only_outbox, requests, kept))
        return tuple(map(self._answer, requests, kept))

    def _together(self, requests: Sequence[ask.Request]) -> list[Any]:
        """One transaction. Nothing is acted on inside it: no drawer may move for what is not on the disk."""
        try:
            with self._agent.store.transaction():
                kept = [self._keep[type(one)](one) for one in requests]
        except Exception:
            self._hospital.undo()
            raise
        _say_committed(kept)
        return kept

    def _answer(self, request: ask.Request, kept: Any) -> push.Reply:
        try:
            if type(request) in self._act:
                self._act[type(request)](request, kept)
        except Exception as error:
            return self._failed(request, error)
        data = kept if isinstance(kept, push.EventBatch) else None
        return push.Reply(id=request.id, ok=True, data=data)

    def _failed(self, request: ask.Request, error: Exception) -> push.Reply:
        self.only_outbox = False
        if isinstance(error, StoreError):
            self._agent.memory.lost(error)
            return push.Reply(id=request.id, ok=False, code="disk-full", text=line("disk-full"))
        log.error("%s could not be handled", type(request).__name__, exc_info=error)
        return refuse(request.id, "internal", "Software error in the agent.")

    def _keep_document(self, request: ask.Document) -> Received:
        """On a full disk the room that is left is for records and their acknowledgements, not for charts."""
        if self._agent.memory.full and request.topic.rpartition("/")[2] not in _SHORT:
            raise DiskFull("no room for a document")
        return self._hospital.keep(request.topic, request.payload, again=request.again)

    def _mark_sent(self, request: ask.MarkSent) -> None:
        self._agent.store.mark_sent(request.event_ids, self._agent.present().now)

    def _next_events(self, request: ask.NextEvents) -> push.EventBatch:
        limit = max(1, min(request.limit, MOST_EVENTS))
        return push.EventBatch(events=self._agent.store.unsettled(request.after, limit))

    def _act_on(self, received: Received) -> None:
        for encounter_id in self._hospital.act(received):
            self._changed(encounter_id)

    def _link_changed(self, request: ask.LinkChanged) -> None:
        self._outside.link = request.state
        if request.state == "connected":
            self._hospital.ask_every_ward("connect")
        else:
            self._outside.hospital = "unknown"


def _say_committed(kept: Sequence[Any]) -> None:
    """From this moment on every gate decides by the new charts. `bench/chart.py` reads the line."""
    charts = [name for one in kept if isinstance(one, Received) for name in one.charts]
    if charts:
        log.debug(COMMITTED, time.monotonic(), " ".join(charts))


def _only_outbox(request: ask.Request, kept: Any) -> bool:
    if isinstance(kept, Received):
        return kept == Received(settled=kept.settled)
    return not isinstance(request, ask.LinkChanged)
