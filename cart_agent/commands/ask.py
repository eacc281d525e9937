"""What the commands share that ask a running agent: its configuration, the socket, errors for people."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.config import ConfigError, load


def ask(config: Path, body: Callable[[AgentClient], Awaitable[None]], seconds: float | None = None) -> int:
    """Connect as administrator and run `body`, for `seconds` at most. 0: answered; 1: no agent, or not
    allowed."""
    try:
        asyncio.run(_in_time(config, body, seconds))
    except TimeoutError:
        print("the agent did not answer in time; systemctl status cart-agent", file=sys.stderr)
        return 1
    except AgentGone as error:
        print(f"{error}\nIs the agent running? systemctl status cart-agent", file=sys.stderr)
        return 1
    except (ConfigError, Refused) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _in_time(
    config: Path, body: Callable[[AgentClient], Awaitable[None]], seconds: float | None
) -> None:
    async with asyncio.timeout(seconds):
        await _ask(config, body)


async def _ask(config: Path, body: Callable[[AgentClient], Awaitable[None]]) -> None:
    client, _ = await AgentClient.connect(Path(load(config).socket.path), "admin")
    try:
        await body(client)
    finally:
        await client.close()
