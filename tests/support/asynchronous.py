"""Tests that are coroutines, and waiting for a condition."""

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")
PATIENCE = 30.0
"""Seconds until a condition that should have come true is a failure: generous, the machine may be busy."""


def asynchronous(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run a coroutine as a test, in a loop of its own."""

    @functools.wraps(test)
    def run(*arguments: P.args, **named: P.kwargs) -> None:
        asyncio.run(test(*arguments, **named))

    return run


async def until(condition: Callable[[], object], what: str = "") -> None:
    """Wait until the condition holds. Raises AssertionError when it does not in good time."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"never came: {what or condition}"
        await asyncio.sleep(0.01)
