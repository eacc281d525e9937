"""An agent that keeps the socket's rules and decides nothing: tests say what it shows."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.api.pushes import Push, Reply, RoundChanged, SessionChanged, StatusChanged, Welcome
from cart_agent.api.requests import AnyRequest, Hello, Ping, Request, Tap
from cart_agent.api.views import RoundView, SessionView, StatusView
from tests.ui.views import ROUND, STATUS, session

_decoder: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)


class FakeAgent:
    """Serves in a thread of its own. `taps` are those taken, `refused` those with an old revision."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.status, self.session, self.round = STATUS, session("off"), ROUND
        self.taps: list[Tap] = []
        self.refused: list[Tap] = []
        self.answer: Callable[[Tap], SessionView | None] = lambda _tap: None
        """What the session becomes after a tap; None: it stays."""
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._awake = asyncio.Event()
        self._awake.set()
        self.start()

    def start(self) -> None:
        """Listen."""
        self._call(self._listen())

    def stop(self) -> None:
        """Die: hang up on everybody and listen no more."""
        self._call(self._hang_up())

    def close(self) -> None:
        """End the thread."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def hang(self, hung: bool) -> None:
        """Stay connected and answer nothing, until told otherwise."""
        self._loop.call_soon_threadsafe(self._awake.clear if hung else self._awake.set)

    def show(
        self,
        view: SessionView | None = None,
        status: StatusView | None = None,
        round_: RoundView | None = None,
    ) -> None:
        """Push what is given; the session gets the next revision."""
        self._call(self._show(view, status, round_))

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self.path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, str(self.path))

    async def _hang_up(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        for writer in list(self._writers):
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        self.path.unlink(missing_ok=True)

    async def _show(
        self, view: SessionView | None, status: StatusView | None, round_: RoundView | None
    ) -> None:
        if status is not None:
            self.status = status
            self._push(StatusChanged(status=status))
        if round_ is not None:
            self.round = round_
            self._push(RoundChanged(round=round_))
        if view is not None:
            self.session = msgspec.structs.replace(view, revision=self.session.revision + 1)
            self._push(SessionChanged(session=self.session))

    def _push(self, push: Push) -> None:
        for writer in self._writers:
            writer.write(msgspec.json.encode(push) + b"\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._awake.wait()
            hello = _decoder.decode(await reader.readline())
            assert isinstance(hello, Hello)
            welcome = Welcome(id=hello.id, status=self.status, session=self.session, round=self.round)
            writer.write(msgspec.json.encode(welcome) + b"\n")
            self._writers.add(writer)
            while line := await reader.readline():
                await self._awake.wait()
                await self._answer(_decoder.decode(line), writer)
        except ConnectionError:
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if not isinstance(request, Tap):
            assert isinstance(request, Ping)
            self._reply(writer, Reply(id=request.id, ok=True))
        elif request.revision != self.session.revision:
            self.refused.append(request)
            text = {"vi": "Màn hình đã đổi", "en": "The screen changed"}
            self._reply(writer, Reply(id=request.id, ok=False, code="stale", text=text))
        else:
            self.taps.append(request)
            self._reply(writer, Reply(id=request.id, ok=True))
            await self._show(self.answer(request), None, None)

    def _reply(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        writer.write(msgspec.json.encode(reply) + b"\n")
