"""The last thing that a program waits for, to be given up in time also by a task that was cancelled."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def within(seconds: float, last: Awaitable[T]) -> T | None:
    """What came of it; None when it did not end in time, and then it is cancelled. Raises what it raised.

    In a task that was cancelled `asyncio.timeout` raises CancelledError where TimeoutError is due, before
    Python 3.11.3 (https://github.com/python/cpython/issues/102780), and what stands behind it is not done any
    more. Debian 12 has 3.11.2.
    """
    work = asyncio.ensure_future(last)
    try:
        await asyncio.wait({work}, timeout=seconds)
        return work.result() if work.done() else None
    finally:
        work.cancel()
