"""The nurse's touchscreen, in this terminal or, for training and for looking on, in a browser.

cart ui run --config /etc/cart/cart.toml
cart ui serve --config /etc/cart/cart.toml     needs `[ui] serve` there and the extra `serve`; taps do nothing
"""

import argparse
import shlex
import sys
from pathlib import Path

from cart_agent.commands.cartfile import add_config
from cart_agent.config import CartConfig, ConfigError, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["run", "serve"], help="run until it is told to end")
    add_config(parser)
    parser.add_argument("--watch", action="store_true", help="show everything, take no tap and no key")


def run(options: argparse.Namespace) -> int:
    try:
        config = load(options.config)
    except ConfigError as error:
        print(f"cart ui: {error}", file=sys.stderr)
        return 1
    return _serve(config, options.config) if options.action == "serve" else _show(config, options.watch)


def _show(config: CartConfig, watch: bool) -> int:
    from ui_tui.app import run as run_screen  # noqa: PLC0415 - only what this command needs
    from ui_tui.settings import UiSettings  # noqa: PLC0415

    settings = UiSettings(
        socket=Path(config.socket.path),
        language=config.cart.language,
        theme=config.ui.theme,
        bench=config.ui.bench,
        watch=watch,
    )
    return run_screen(settings)


def _serve(config: CartConfig, file: Path) -> int:
    if not config.ui.serve:
        print(f"cart ui: {file}: [ui] serve is empty, so the screen is shown to no browser", file=sys.stderr)
        return 1
    try:
        from ui_tui.web.server import ScreenServer  # noqa: PLC0415 - an extra
    except ImportError as error:
        print(
            f"cart ui: {error.name} is missing; install the extra: pip install cart-agent[serve]",
            file=sys.stderr,
        )
        return 1
    from cart_agent.sheet.font import FONT  # noqa: PLC0415

    host, _, port = config.ui.serve.rpartition(":")
    watch = [] if config.ui.serve_taps else ["--watch"]
    command = [sys.executable, "-m", "cart_agent", "ui", "run", "--config", str(file.absolute()), *watch]
    ScreenServer(shlex.join(command), host, int(port), FONT).serve()
    return 0
