"""Which cart a command is about: its configuration file."""

import argparse
from pathlib import Path

INSTALLED = Path("/etc/cart/cart.toml")
"""Where a cart has it (tools/install.sh)."""


def add_config(parser: argparse.ArgumentParser) -> None:
    """The option `--config`; without it the file of the cart that this machine is."""
    words = f"the cart's TOML file (without: {INSTALLED})"
    parser.add_argument("--config", type=Path, default=INSTALLED, metavar="FILE", help=words)
