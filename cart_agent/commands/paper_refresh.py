"""Makes the printed sheets anew beside the agent, in a process of its own: drawing pages costs seconds and
memory, and the agent has drawers to open.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cart_agent.config import CartConfig

log = logging.getLogger(__name__)
FIRST = 10.0
"""Seconds after the start: the agent opens its records and its drawers first."""
PATIENCE = 120.0
"""Seconds for the sheets of all wards; then the process is ended, and the sheets before stay."""


@asynccontextmanager
async def refreshing(file: Path, config: CartConfig) -> AsyncIterator[None]:
    """Inside, the sheets are made every `[paper] minutes`; nothing, where no directory is configured."""
    if not config.paper.directory:
        yield
        return
    task = asyncio.create_task(_forever(file, config))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _forever(file: Path, config: CartConfig) -> None:
    every = config.paper.minutes * 60
    await asyncio.sleep(min(FIRST, every))
    while True:
        said = await _once(file, config.paper.directory)
        if said:
            log.error("the paper sheets could not be made: %s", said)
        await asyncio.sleep(every)


async def _once(file: Path, directory: str) -> str:
    """Empty, or why there are no new sheets. Raises nothing."""
    command = ("-m", "cart_agent", "paper", "--config", str(file), "--directory", directory)
    pipe = asyncio.subprocess.PIPE
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=asyncio.subprocess.DEVNULL, stderr=pipe
        )
    except OSError as error:
        return str(error)
    try:
        async with asyncio.timeout(PATIENCE):
            _, said = await child.communicate()
    except TimeoutError:
        return f"not done after {PATIENCE:.0f} s"
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return "" if child.returncode == 0 else said.decode(errors="replace").strip()[-500:]
