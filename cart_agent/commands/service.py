"""What the long-running commands share: `run --config FILE`, signals, the log, errors for people."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from cart_agent.commands.cartfile import add_config
from cart_agent.config import ConfigError
from cart_agent.store import StoreError


class CannotServe(Exception):
    """What a person has to mend first, in words."""


def add_run(parser: argparse.ArgumentParser) -> None:
    """The action `run` and its option."""
    parser.add_argument("action", choices=["run"], help="run until it is told to end (SIGTERM, Ctrl-C)")
    add_options(parser)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `run`."""
    add_config(parser)
    parser.add_argument("--verbose", action="store_true", help="log more; may name patients and drugs")


def serve(name: str, options: argparse.Namespace, body: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Run `body` until it ends or a signal comes. 0: it was told to end; 1: it could not go on."""
    level = logging.DEBUG if options.verbose else logging.INFO
    logging.basicConfig(level=level, format=f"%(asctime)s {name} %(levelname)s %(name)s: %(message)s")
    try:
        return asyncio.run(_until_signal(body))
    except (CannotServe, ConfigError, StoreError, OSError) as error:
        print(f"cart {name}: {error}", file=sys.stderr)
        return 1


async def _until_signal(body: Callable[[], Coroutine[Any, Any, None]]) -> int:
    task = asyncio.create_task(body())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return 0
    return 0
