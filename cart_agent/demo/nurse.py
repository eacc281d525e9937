"""The scripted nurse: she sees what the screen sees, and taps as the screen taps."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct

from cart_agent.api import requests as ask
from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import AnyPush, RoundChanged, SessionChanged, StatusChanged, Welcome
from cart_agent.api.views import RoundView, SessionView, StatusView
from cart_agent.sheet.items import SheetItem

TAPS: dict[str, type[ask.Tap]] = {str(kind.__struct_config__.tag): kind for kind in get_args(ask.UiRequest)}
"""Every tap by its name."""


LOOKS = 3
"""The screen may change under a finger; the nurse reads it again and taps again, at most so often."""


class Screen(Struct, frozen=True, kw_only=True):
    """What the nurse sees at one moment."""

    session: SessionView
    status: StatusView
    round: RoundView


class Nurse:
    """A client of the agent's socket that comes back when the agent does."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._client: AgentClient | None = None
        self._changed = asyncio.Event()
        self.screen: Screen | None = None
        """None: the agent is gone."""
        self._labels: dict[str, str] = {}
        """Numbers of the labels that the screen showed, by order."""
        self._task = asyncio.create_task(self._follow())

    def label(self, name: str) -> SheetItem | None:
        """The label that she wrote for an order, `label:o401`, as a code; None: she wrote none."""
        number = self._labels.get(name.removeprefix("label:"))
        return SheetItem(title=name, kind="qr", data=number) if number else None

    async def close(self) -> None:
        """Leave the screen."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def until(self, holds: Callable[["Nurse"], bool], within: float) -> None:
        """Look at the screen until `holds`. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds(self):
                self._changed.clear()
                await self._changed.wait()

    async def tap(self, name: str, fields: dict[str, Any], within: float) -> None:
        """Tap what the screen offers, once it offers it. Raises TimeoutError, Refused, or KeyError."""
        kind = TAPS[name]
        await self.until(lambda nurse: nurse._may(name), within)
        for attempt in range(LOOKS):
            assert self.screen is not None
            assert self._client is not None
            filled = _filled(fields, self.screen)
            try:
                await self._client.request(kind, revision=self.screen.session.revision, **filled)
                await self.until(Nurse._has_seen_all, within)  # what her tap did is what she looks at next
                return
            except Refused as refused:
                if refused.reply.code != "old-screen" or attempt == LOOKS - 1:
                    raise
            await self.until(lambda nurse: nurse._may(name), within)

    def _has_seen_all(self) -> bool:
        return self._client is None or not self._client.unread

    def _may(self, name: str) -> bool:
        return self._client is not None and self.screen is not None and name in self.screen.session.actions

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(AgentGone):
                await self._watch()
            self._client, self.screen = None, None
            self._changed.set()
            await asyncio.sleep(0.05)

    async def _watch(self) -> None:
        client, welcome = await AgentClient.connect(self._socket, "ui")
        try:
            self._see(welcome)
            self._client = client
            self._changed.set()
            async for push in client.pushes():
                self._see(push)
                self._changed.set()
                await asyncio.sleep(0)  # whoever waits looks at each picture, also where several came at once
        finally:
            await client.close()

    def _see(self, push: AnyPush) -> None:
        match push:
            case Welcome(session=SessionView() as session, status=StatusView() as status):
                self.screen = Screen(session=session, status=status, round=push.round or RoundView())
            case SessionChanged() | StatusChanged() | RoundChanged():
                assert self.screen is not None
                part = push.__struct_fields__[0]
                self.screen = msgspec.structs.replace(self.screen, **{part: getattr(push, part)})
        if self.screen is not None and self.screen.session.patient is not None:
            self._labels |= {one.order_id: one.number for one in self.screen.session.patient.prepared}


def _filled(fields: dict[str, Any], screen: Screen) -> dict[str, Any]:
    """`order` names a dose by its order (the first one that is not done), `record` the order's newest record,
    `label` its label;
    `item = "first"` an open item, `waste = "first"` the newest waste.
    """
    filled = dict(fields)
    if "order" in filled and screen.session.patient is not None:
        order = filled.pop("order")
        doses = [one for one in screen.session.patient.doses if one.order_id == order]
        waiting = [one for one in doses if one.status not in ("given", "not-given")]
        filled["key"] = (waiting or doses)[0].key if doses else order
    if "record" in filled and screen.session.patient is not None:
        order = filled["record"]
        found = (one.id for one in screen.session.patient.records if one.order_id == order)
        filled["record"] = next(found, order)
    if filled.get("waste") == "first" and screen.session.patient is not None:
        found = (one.id for one in screen.session.patient.wastes if one.may_undo)
        filled["waste"] = next(found, "")
    if "label" in filled and screen.session.patient is not None:
        made = {one.order_id: one.number for one in screen.session.patient.prepared}
        filled["label"] = made.get(filled["label"], filled["label"])
    if filled.get("item") == "first" and screen.status.open_items:
        filled["item"] = screen.status.open_items[0].id
    return filled
