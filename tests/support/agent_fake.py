"""The agent's end of the socket for tests of the link: a real store behind the real protocol."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.api.client import LINE_LIMIT
from cart_agent.api.pushes import EventBatch, OutboxChanged, Publish, Reply, Welcome
from cart_agent.api.requests import AnyRequest, Document, Hello, LinkChanged, MarkSent, NextEvents
from cart_agent.his.messages import Ack, CartState, SyncRequest, decode, encode
from cart_agent.his.topics import Kind, Topics
from cart_agent.store import Store
from tests.support.events import MORNING, draft

TOPICS = Topics(site="demo", cart="cart-1")
WARDS = ("W1",)


class AgentFake:
    """Commits documents (`documents`), keeps events in a real store, and remembers what the link said."""

    def __init__(self, socket: Path, store: Store) -> None:
        self.socket = socket
        self.store = store
        self.documents: list[tuple[str, bytes]] = []
        self.again: list[bool] = []
        self.states: list[str] = []
        self.details: list[str] = []
        self.handed_out = 0
        """How many events the link has asked for."""
        self.gate = asyncio.Event()
        self.gate.set()
        """While it is clear, documents wait uncommitted."""
        self.waiting = 0
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.socket, limit=LINE_LIMIT)

    async def stop(self) -> None:
        """Die without a word."""
        for task in self._tasks:
            task.cancel()
        if self._server is not None:
            self._server.close()
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        self.socket.unlink(missing_ok=True)

    def give(self, *numbers: int) -> None:
        """Commit doses and tell the link."""
        with self.store.transaction():
            for number in numbers:
                self.store.append(draft(number))
        self._push(OutboxChanged(seq=self.store.head().seq))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            while line := await reader.readline():
                request: Any = msgspec.json.decode(line, type=AnyRequest)
                task = asyncio.create_task(self._answer(request))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (OSError, ValueError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _push(self, push: msgspec.Struct) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(msgspec.json.encode(push) + b"\n")

    async def _answer(self, request: Any) -> None:
        data: Any = None
        match request:
            case Hello():
                state = encode(CartState(state="ready", session=0, drawers={"1": "locked"}))
                publish = (Publish(topic="state", payload=state, retain=True),)
                self._push(Welcome(id=request.id, publish=publish, subscribe=TOPICS.subscriptions(WARDS)))
                return
            case Document():
                await self._commit(request)
            case NextEvents():
                events = self.store.unsettled(request.after, request.limit)
                self.handed_out += len(events)
                data = EventBatch(events=events)
            case MarkSent():
                self.store.mark_sent(request.event_ids, MORNING)
            case LinkChanged():
                self._link_changed(request)
        self._push(Reply(id=request.id, ok=True, data=data))

    def _link_changed(self, request: LinkChanged) -> None:
        self.states.append(request.state)
        self.details.append(request.detail)
        if request.state == "connected":
            sync = encode(SyncRequest(ward="W1", have={}, reason="connect"))
            self._push(Publish(topic="sync", payload=sync, retain=False))

    async def _commit(self, request: Document) -> None:
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        if request.topic == TOPICS.own(Kind.ACK):
            self.store.settle(decode(request.payload, Ack).settled, MORNING)
        self.documents.append((request.topic, request.payload))
        self.again.append(request.again)
