"""Simulation only: the bench's socket, which holds codes before the real scanner driver."""

import asyncio
import contextlib
from collections.abc import Callable

import msgspec

from cart_agent.api.pushes import SimItems, SimScan

LINE_LIMIT = 2**20
"""Bytes: thousands of items fit."""
RETRY = 1.0
"""Seconds between attempts to connect."""


class Bench:
    """A client of the bench; `offered` gets the items, None when the bench is gone."""

    def __init__(self, path: str, offered: Callable[[SimItems | None], None]) -> None:
        self._path = path
        self._offered = offered
        self._writer: asyncio.StreamWriter | None = None

    async def run(self) -> None:
        """Connect, hand the items on, connect again; until cancelled."""
        while True:
            with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
                await self._session()
            self._writer = None
            self._offered(None)
            await asyncio.sleep(RETRY)

    def hold(self, item: str) -> None:
        """Hold this item before the scanner; nothing happens when the bench is gone."""
        if self._writer is not None:
            self._writer.write(msgspec.json.encode(SimScan(item=item)) + b"\n")

    async def _session(self) -> None:
        reader, writer = await asyncio.open_unix_connection(self._path, limit=LINE_LIMIT)
        with contextlib.closing(writer):
            self._offered(msgspec.json.decode(await reader.readline(), type=SimItems))
            self._writer = writer
            while await reader.readline():
                pass
