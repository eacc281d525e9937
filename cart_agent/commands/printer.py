"""The printer of prepared labels: takes them from the agent and prints them. It has no records.

cart printer run --config /etc/cart/cart.toml

Needs `[printer] url` in the configuration. Whatever happens to it, the cart goes on: labels are then written
by hand. For labels of the pharmacy see `cart label`.
"""

import argparse
import asyncio
from pathlib import Path

from cart_agent.commands.service import add_run, serve
from cart_agent.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)


def run(options: argparse.Namespace) -> int:
    return serve("printer", options, lambda: _run(options.config))


async def _run(file: Path) -> None:
    from cart_agent import notify  # noqa: PLC0415 - only what this command needs
    from cart_agent.labels.process import Printer  # noqa: PLC0415
    from cart_agent.labels.process import run as run_printer  # noqa: PLC0415

    config = load(file)
    section = config.printer
    if not section.url:
        raise OSError(f"{file}: [printer] url is empty: this cart has no printer")
    printer = Printer(
        url=section.url,
        dpi=section.dpi,
        stock=section.stock,
        language=config.cart.language,
        simulated=config.simulate,
    )
    notify.ready()
    feeder = asyncio.create_task(notify.feed())
    try:
        await run_printer(printer, Path(config.socket.path))
    finally:
        feeder.cancel()
