"""The cart itself: decision, records, scanners, drawers. It has no network.

cart agent run --config /etc/cart/cart.toml
"""

import argparse

from cart_agent.commands.service import add_run, serve
from cart_agent.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)


def run(options: argparse.Namespace) -> int:
    from cart_agent.agent.process import run as run_agent  # noqa: PLC0415 - only what this command needs

    return serve("agent", options, lambda: run_agent(load(options.config)))
