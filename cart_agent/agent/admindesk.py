"""What the administrator asks on the console: events, the list of refused ones, orders from a file."""

from collections.abc import Callable
from typing import Any

from cart_agent.agent.agent import Agent, Refusal
from cart_agent.agent.fileorders import FileOrders
from cart_agent.agent.linkdesk import MOST_EVENTS
from cart_agent.agent.views.rejected import rejected_view
from cart_agent.api import pushes as push
from cart_agent.api import requests as ask


class AdminDesk:
    """For the store's thread only. Handlers raise Refusal or StoreError, and then nothing has changed."""

    def __init__(self, agent: Agent, files: FileOrders) -> None:
        self._agent = agent
        self._files = files
        self.handlers: dict[type, Callable[[Any], push.Reply]] = {
            ask.GetEvents: self._events,
            ask.GetEvent: self._event,
            ask.GetRejected: self._rejected,
            ask.ResolveRejected: self._resolve,
            ask.ResendRejected: self._resend,
            ask.ImportOrders: self._import,
        }

    def _events(self, request: ask.GetEvents) -> push.Reply:
        events = self._agent.store.events(request.after, _page(request.limit))
        return push.Reply(id=request.id, ok=True, data=push.EventBatch(events=events))

    def _event(self, request: ask.GetEvent) -> push.Reply:
        found = self._agent.store.event(request.event_id)
        return push.Reply(id=request.id, ok=True, data=push.EventBatch(events=(found,) if found else ()))

    def _rejected(self, request: ask.GetRejected) -> push.Reply:
        found = self._agent.store.rejected(_page(request.limit), request.after)
        data = push.RejectedBatch(events=tuple(map(rejected_view, found)))
        return push.Reply(id=request.id, ok=True, data=data)

    def _resolve(self, request: ask.ResolveRejected) -> push.Reply:
        return _answer(request, self._agent.reconciliation.resolve(request, self._agent.present()))

    def _resend(self, request: ask.ResendRejected) -> push.Reply:
        return _answer(request, self._agent.reconciliation.resend(request, self._agent.present()))

    def _import(self, request: ask.ImportOrders) -> push.Reply:
        report = self._files.take(request.payload, request.by, dry_run=request.dry_run)
        return push.Reply(id=request.id, ok=True, data=report)


def _page(limit: int) -> int:
    return max(1, min(limit, MOST_EVENTS))


def _answer(request: ask.Request, problem: str) -> push.Reply:
    if problem:
        raise Refusal(problem)
    return push.Reply(id=request.id, ok=True)
