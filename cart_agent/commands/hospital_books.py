"""What the hospital's commands share: its configuration, its database, errors for people."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cart_agent.config import ConfigError
from cart_agent.store import StoreError

if TYPE_CHECKING:  # the commands start faster without it
    from cart_agent.hospital.books import Books


def add_config(parser: argparse.ArgumentParser) -> None:
    """Which hospital."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="the hospital's TOML file")


def with_books(options: argparse.Namespace, body: Callable[["Books"], int]) -> int:
    """Open the hospital's database, also while `cart hospital run` serves, and run `body`; its exit status.

    1: the database, its key or the configuration cannot be used.
    """
    import peewee  # noqa: PLC0415

    from cart_agent import wiring  # noqa: PLC0415
    from cart_agent.hospital.books import Books  # noqa: PLC0415
    from cart_agent.hospital.config import load  # noqa: PLC0415
    from cart_agent.hospital.documents import DocumentError  # noqa: PLC0415
    from cart_agent.hospital.keys import KeyUnusable  # noqa: PLC0415

    try:
        config = load(options.config)
        with Books.open(config, wiring.open_clock(config.clock)) as books:
            return body(books)
    except (ConfigError, StoreError, DocumentError, KeyUnusable, OSError, peewee.PeeweeException) as error:
        print(f"cart hospital: {error}", file=sys.stderr)
        return 1
