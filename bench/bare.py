"""The least that Textual can be: one text and one button, fed by the same socket as the cart's screen.

Started as a file of its own, so that nothing of the product is imported. Usage: bare.py SOCKET
"""

import asyncio
import json
import sys

from textual.app import App, ComposeResult
from textual.widgets import Button, Static

HELLO = {"verb": "hello", "id": 0, "role": "ui"}


class Bare(App[None]):
    """Shows the lot of what was scanned."""

    CSS = "Static { height: 1fr; } Button { width: 100%; height: 4; }"

    def compose(self) -> ComposeResult:
        yield Static("SCAN")
        yield Button("GIVEN")

    def on_mount(self) -> None:
        self.heard = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        reader, writer = await asyncio.open_unix_connection(sys.argv[1], limit=2**20)
        writer.write(json.dumps(HELLO).encode() + b"\n")
        while line := await reader.readline():
            session = json.loads(line).get("session") or {}
            scanned = session.get("scanned") or {}
            self.query_one(Static).update(f"{session.get('state')} {scanned.get('lot', '')}")


Bare().run()
