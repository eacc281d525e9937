"""Who was told to end still gives up in time on what does not end, and does what comes after that."""

import asyncio
from contextlib import suppress

import pytest

from cart_agent.ending import within
from tests.support.asynchronous import PATIENCE, asynchronous


@asynchronous
async def test_a_cancelled_task_gives_up_in_time_and_goes_on() -> None:
    given_up: list[bool | None] = []
    begun = asyncio.Event()

    async def ends() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            given_up.append(await within(0.01, asyncio.Event().wait()))

    task = asyncio.create_task(ends())
    await begun.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert given_up == [None]


@asynchronous
async def test_what_ends_in_time_says_what_came_of_it() -> None:
    assert await within(PATIENCE, asyncio.sleep(0, "here")) == "here"

    async def fails() -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await within(PATIENCE, fails())


@asynchronous
async def test_what_does_not_end_is_cancelled() -> None:
    never = asyncio.ensure_future(asyncio.Event().wait())
    assert await within(0.01, never) is None
    with pytest.raises(asyncio.CancelledError):
        await never
