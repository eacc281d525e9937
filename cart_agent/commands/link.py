"""The connection to the hospital: MQTT to the broker, the local socket to the agent, nothing else.

cart link run --config /etc/cart/cart.toml
"""

import argparse
import asyncio
from pathlib import Path

from cart_agent.commands.service import add_run, serve
from cart_agent.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)


def run(options: argparse.Namespace) -> int:
    return serve("link", options, lambda: _run(options.config))


async def _run(file: Path) -> None:
    from cart_agent import notify  # noqa: PLC0415 - only what this command needs
    from cart_agent.his.link.process import run as run_link  # noqa: PLC0415
    from cart_agent.his.topics import Topics  # noqa: PLC0415

    config = load(file)
    notify.ready()
    topics = Topics(site=config.cart.site, cart=config.cart.id)
    feeder = asyncio.create_task(notify.feed())  # a stuck MQTT thread is the link's own to see
    try:
        await run_link(config.hospital, topics, Path(config.socket.path))
    finally:
        feeder.cancel()
