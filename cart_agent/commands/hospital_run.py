"""Serve the carts until told to end (SIGTERM, Ctrl-C).

cart hospital run --config hospital.toml
"""

import argparse

from cart_agent.commands.hospital_books import add_config
from cart_agent.commands.service import CannotServe, serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--verbose", action="store_true", help="log more; may name patients and drugs")


def run(options: argparse.Namespace) -> int:
    async def body() -> None:
        import peewee  # noqa: PLC0415 - only what this command needs

        from cart_agent import notify, wiring  # noqa: PLC0415
        from cart_agent.hospital.config import load  # noqa: PLC0415
        from cart_agent.hospital.documents import DocumentError  # noqa: PLC0415
        from cart_agent.hospital.keys import KeyUnusable  # noqa: PLC0415
        from cart_agent.hospital.process import run as run_hospital  # noqa: PLC0415

        config = load(options.config)
        try:
            await run_hospital(config, wiring.open_clock(config.clock), notify.ready)
        except (DocumentError, KeyUnusable, peewee.PeeweeException) as error:
            raise CannotServe(str(error)) from error

    return serve("hospital", options, body)
