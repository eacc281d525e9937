"""Keeps one connection to the agent: connects again with back-off, says within a second when it is silent."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import AnyPush
from cart_agent.api.requests import Ping, Request
from cart_agent.api.views import Texts
from ui_tui.commands import Send
from ui_tui.i18n import N_, both
from ui_tui.model import Agent

PING_EVERY = 0.4
"""Seconds between an answer and the next ping."""
PATIENCE = 0.45
"""Seconds to wait for an answer; with the grace below and `PING_EVERY` less than a second."""
GRACE = 0.05
"""Seconds more, for an answer that came while this process was not scheduled."""
BACK_OFF = (0.1, 0.2, 0.4, 0.8, 1.0)
"""Seconds before each attempt to connect; the last one repeats."""
TAP_PATIENCE = 5.0
"""Seconds to wait for the answer to a tap."""

UNSURE = N_("No answer yet - look at what is shown before tapping again")


class Connection:
    """The screen's end of the socket. `heard` gets every push, `became` what is known of the agent."""

    def __init__(self, path: Path, heard: Callable[[AnyPush], None], became: Callable[[Agent], None]) -> None:
        self._path = path
        self._heard = heard
        self._became = became
        self._client: AgentClient | None = None

    async def run(self) -> None:
        """Connect, listen, connect again; until cancelled."""
        failures = 0
        while True:
            try:
                async with asyncio.timeout(PATIENCE + GRACE):
                    self._client, welcome = await AgentClient.connect(self._path, "ui")
            except (AgentGone, Refused, TimeoutError):
                self._became(Agent.GONE)
                await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
                continue
            failures = 0
            self._heard(welcome)
            await self._listen(self._client)
            self._became(Agent.GONE)

    async def ask(self, send: Send, revision: int) -> Texts | None:
        """Send a tap; returns why the agent refused it, or None when it was taken or the connection died."""
        if self._client is None:
            return None
        try:
            async with asyncio.timeout(TAP_PATIENCE):
                await self._client.request(send.kind, revision=revision, **send.fields)
        except Refused as refused:
            return refused.reply.text
        except TimeoutError:
            return both(UNSURE)
        except AgentGone:
            return None
        return None

    async def _listen(self, client: AgentClient) -> None:
        pinger = asyncio.create_task(self._watch(client))
        try:
            async for push in client.pushes():
                self._heard(push)
        finally:
            pinger.cancel()
            self._client = None
            await client.close()

    async def _watch(self, client: AgentClient) -> None:
        while True:
            await asyncio.sleep(PING_EVERY)
            answer = asyncio.create_task(_answers(client, Ping))
            await asyncio.wait({answer}, timeout=PATIENCE)
            _done, late = await asyncio.wait({answer}, timeout=GRACE)
            if late:
                self._became(Agent.SLOW)
                await asyncio.wait(late)
            if answer.result():
                self._became(Agent.LIVE)


async def _answers(client: AgentClient, kind: type[Request]) -> bool:
    """Whether it answered at all; also a refusal shows that it lives."""
    with contextlib.suppress(AgentGone):
        with contextlib.suppress(Refused):
            await client.request(kind)
        return True
    return False
