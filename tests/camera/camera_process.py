"""The camera's process beside a real agent, and what the agent then knows."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import cv2
import msgspec

from bench.frames import Kind, Look, frame
from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch
from cart_agent.api.requests import GetEvents, GetState
from cart_agent.demo.files import Files
from tests.commands.command_help import PATIENCE

T = TypeVar("T")

SECTION = """
[camera]
driver = "scanner_camera"
source = "folder"
folder = "{folder}"
fps = 10
"""


@contextmanager
def running_camera(files: Files) -> Iterator[subprocess.Popen[str]]:
    """`cart camera run`; killed at the end."""
    command = [sys.executable, "-m", "cart_agent", "camera", "run", "--config", str(files.cart)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def show(folder: Path, kind: Kind, seed: int) -> bytes:
    """Hold a code before the camera, which sees it whole or not at all; what the code holds."""
    picture, held = frame(kind, seed, Look(module=2.5 if kind in ("c128", "ean13") else 4))
    part = folder / "part"
    part.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    part.rename(folder / "now.png")
    return held


def device(files: Files, name: str) -> str:
    """What the agent says about a device; empty when it has not heard of it."""

    async def ask(client: AgentClient) -> str:
        reply = await client.request(GetState)
        devices = msgspec.to_builtins(reply.data)["status"]["devices"]
        return next((str(one["state"]) for one in devices if one["name"] == name), "")

    return asyncio.run(_asked(files, ask))


def events(files: Files) -> list[str]:
    """All that the agent has recorded, as text."""

    async def ask(client: AgentClient) -> list[str]:
        batch = await client.fetch(EventBatch, GetEvents, after=0, limit=500)
        return [str(event) for event in batch.events]

    return asyncio.run(_asked(files, ask))


async def _asked(files: Files, ask: Callable[[AgentClient], Awaitable[T]]) -> T:
    client, _ = await AgentClient.connect(files.agent_socket, "admin")
    try:
        return await ask(client)
    finally:
        await client.close()


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait for it. Raises AssertionError."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
