"""Check a cart's configuration file without starting anything.

    cart check-config /etc/cart/cart.toml

Says every problem with its line, or "ok". Drivers and their settings are checked too; devices are not opened.
"""

import argparse
import sys
from pathlib import Path

from cart_agent.config import ConfigError, load
from cart_agent.config.reader import parse
from cart_agent.wiring import check_devices, roles


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the cart's TOML file")


def run(options: argparse.Namespace) -> int:
    try:
        config = load(options.file)
        check_devices(config)
        roles(config, parse(options.file)[1])
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    print("ok")
    return 0
