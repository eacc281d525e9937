"""The store's one thread: jobs go in, in order, and what comes of each is a future of the event loop.

A scan, a tap and a chart each wait for this way there and back. The standard library's thread pool, made for
many threads, takes twice the time for it.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class JobThread:
    """One thread that lives until `close`."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]] | None]
        self._jobs = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Callable[..., T], *arguments: Any) -> "asyncio.Future[T]":
        """Run a job behind those that wait. Whoever stops waiting for it does not stop it."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put((done, job, arguments))
        return done

    def close(self) -> None:
        """Work off what waits and end. May be called twice."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (one := self._jobs.get()) is not None:
            done, job, arguments = one
            try:
                result = job(*arguments)
            except BaseException as error:  # the thread outlives whatever happens in a job
                _tell(done, done.set_exception, _tellable(error))
            else:
                _tell(done, done.set_result, result)


def _tellable(error: BaseException) -> BaseException:
    """A future takes no StopIteration; whoever waits for it would wait without end."""
    if not isinstance(error, StopIteration):
        return error
    told = RuntimeError("a job ran out of something")
    told.__cause__ = error
    return told


def _tell(done: asyncio.Future[Any], how: Callable[[Any], None], what: Any) -> None:
    def tell() -> None:
        if not done.done():
            how(what)

    with suppress(RuntimeError):  # the event loop is closed, and with it whoever waited
        done.get_loop().call_soon_threadsafe(tell)
