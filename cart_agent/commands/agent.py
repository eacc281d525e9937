"""The cart itself: decision, records, scanners, drawers. It has no network.

cart agent run --config /etc/cart/cart.toml
"""

import argparse
from pathlib import Path

from cart_agent.commands.service import add_run, serve
from cart_agent.config import load
from cart_agent.config.reader import parse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)


def run(options: argparse.Namespace) -> int:
    return serve("agent", options, lambda: _run(options.config))


async def _run(file: Path) -> None:
    from cart_agent import wiring  # noqa: PLC0415 - only what this command needs
    from cart_agent.agent.process import Devices  # noqa: PLC0415
    from cart_agent.agent.process import run as run_agent  # noqa: PLC0415
    from cart_agent.commands.paper_refresh import refreshing  # noqa: PLC0415

    config = load(file)
    devices = Devices(
        clock=wiring.open_clock(config.clock),
        scanners=wiring.open_scanners(config),
        drawers=wiring.open_drawers(config),
        sounder=wiring.open_sounder(config),
    )
    async with refreshing(file, config):
        await run_agent(config, devices, wiring.roles(config, parse(file)[1]))
