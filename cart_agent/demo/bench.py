"""The bench beside the screen: holds the demo ward's codes before the scanner, asked on a Unix socket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from cart_agent.api.pushes import SimItems, SimScan
from cart_agent.demo.items import WardItem, ward_items
from cart_agent.demo.place import demo_ward


@asynccontextmanager
async def bench(path: Path, scan: Callable[[WardItem], None]) -> AsyncIterator[None]:
    """Serve until left. `scan` is called with each item that the screen asks for."""
    items = {item.id: item for item in ward_items()}
    offer = SimItems(items=tuple(item.shown for item in items.values()), hints=demo_ward().pins())

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(msgspec.json.encode(offer) + b"\n")
        with contextlib.suppress(OSError, ValueError):
            while line := await reader.readline():
                item = items.get(_wanted(line))
                if item is not None:
                    scan(item)
        writer.close()

    server = await asyncio.start_unix_server(serve, str(path))
    try:
        yield
    finally:
        server.close()


def _wanted(line: bytes) -> str:
    try:
        return msgspec.json.decode(line, type=SimScan).item
    except msgspec.MsgspecError:
        return ""
