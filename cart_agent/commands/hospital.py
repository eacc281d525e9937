"""The reference hospital side: publishes charts, formulary, staff and policy; commits and settles events.

cart hospital run --config hospital.toml
"""

import argparse
from pathlib import Path

from cart_agent.commands.service import add_run, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)


def run(options: argparse.Namespace) -> int:
    return serve("hospital", options, lambda: _run(options.config))


async def _run(file: Path) -> None:
    from cart_agent import notify, wiring  # noqa: PLC0415 - only what this command needs
    from cart_agent.hospital.config import load  # noqa: PLC0415
    from cart_agent.hospital.process import run as run_hospital  # noqa: PLC0415

    config = load(file)
    await run_hospital(config, wiring.open_clock(config.clock), notify.ready)
