"""The nurse's touchscreen, in this terminal.

cart ui run --config /etc/cart/cart.toml
"""

import argparse
import sys
from pathlib import Path

from cart_agent.config import ConfigError, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["run"], help="run until it is told to end")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="TOML configuration file")


def run(options: argparse.Namespace) -> int:
    from ui_tui.app import run as run_screen  # noqa: PLC0415 - only what this command needs
    from ui_tui.settings import UiSettings  # noqa: PLC0415

    try:
        config = load(options.config)
    except ConfigError as error:
        print(f"cart ui: {error}", file=sys.stderr)
        return 1
    settings = UiSettings(
        socket=Path(config.socket.path),
        language=config.cart.language,
        theme=config.ui.theme,
        bench=config.ui.bench,
    )
    return run_screen(settings)
