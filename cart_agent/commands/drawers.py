"""The drawers, for the biomedical engineer. The agent must be stopped: one process owns the drawers' port.

cart drawers list --config /etc/cart/cart.toml              every drawer's state, once
cart drawers list --config /etc/cart/cart.toml --json
cart drawers watch --config /etc/cart/cart.toml             a live picture of the cart; Ctrl-C ends it
cart drawers test 3 --config /etc/cart/cart.toml            unlock drawer 3, open it, close it
cart drawers test --all --config /etc/cart/cart.toml        one after the other, with a report
cart drawers calibrate --config /etc/cart/cart.toml --out suggested.toml
cart drawers board --config /etc/cart/cart.toml             the own controller: self-test, supply, settings
cart drawers board --set unlock_window_ms=15000 --config /etc/cart/cart.toml
cart drawers update rp2040-2.image --config /etc/cart/cart.toml     a new signed program for the drawer board

`test` and `calibrate` unlock drawers with drugs in them: each unlock is committed to the cart's records
first, and the hospital gets it when the agent runs again. `update` needs all drawers shut; the board keeps
its old program unless the new one is signed, newer, and proves itself. Exit status: 0 all is well; 1 not; 2
used wrongly.
"""

import argparse
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from cart_agent.commands.cartfile import add_config
from cart_agent.commands.drawers_board import board
from cart_agent.commands.drawers_calibrate import calibrate
from cart_agent.commands.drawers_picture import list_once, watch
from cart_agent.commands.drawers_test import test
from cart_agent.commands.drawers_unit import Talk, unit
from cart_agent.commands.drawers_update import update
from cart_agent.commands.drawers_words import Say, words
from cart_agent.config import CartConfig, ConfigError, load
from cart_agent.store import StoreError

ACTIONS: dict[str, tuple[str, Callable[[Talk, argparse.Namespace], int]]] = {
    "list": ("every drawer's state, once", list_once),
    "watch": ("a live picture of the cart", watch),
    "test": ("unlock, open, close: guided, with a report", test),
    "calibrate": ("find out polarity and timings; suggests a configuration", calibrate),
}


UPDATE, BOARD = "update", "board"
SERVICES: dict[str, tuple[str, Callable[[CartConfig, Say, argparse.Namespace], int]]] = {
    BOARD: ("the cart's own controller: self-test, supply, settings", board),
    UPDATE: ("give the drawer board a new signed program", update),
}
"""They talk to the board by themselves."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, (help_line, _) in (ACTIONS | SERVICES).items():
        action = actions.add_parser(name, help=help_line)
        add_config(action)
        action.add_argument("--language", choices=["vi", "en"], help="default: the cart's own")
        if name in {"list", "test", BOARD, UPDATE}:
            action.add_argument("--json", action="store_true", help="one JSON object")
        if name in {"test", "calibrate"}:
            action.add_argument(
                "--patience", type=float, default=30.0, metavar="SECONDS", help="for each hand"
            )
        if name == "test":
            action.add_argument("drawer", type=int, nargs="?", help="the number on its label")
            action.add_argument("--all", action="store_true", help="one after the other")
        if name == "watch":
            action.add_argument("--seconds", type=float, help="end after so long")
        if name == BOARD:
            action.add_argument(
                "--set", action="append", metavar="NAME=VALUE", help="kept on the board; may be repeated"
            )
            action.add_argument(
                "--new-key", type=Path, metavar="FILE", help="give the board a key, kept in FILE"
            )
        if name == UPDATE:
            action.add_argument(
                "image", type=Path, metavar="IMAGE", help="from make firmware KEY=... VERSION=..."
            )
        if name == "calibrate":
            action.add_argument("--out", type=Path, metavar="FILE", help="write the suggestion there")


def run(options: argparse.Namespace) -> int:
    try:
        config = load(options.config)
        say = words(options.language or config.cart.language)
        if _agent_holds(config):
            print(say("agent-runs"), file=sys.stderr)
            return 1
        if options.action in SERVICES:
            return SERVICES[options.action][1](config, say, options)
        with unit(config, say) as talk:
            return ACTIONS[options.action][1](talk, options)
    except (ConfigError, StoreError, OSError, ValueError) as error:
        print(f"cart drawers: {error}", file=sys.stderr)
        return 1


def _agent_holds(config: CartConfig) -> bool:
    """Whether an agent answers at its socket."""
    with socket.socket(socket.AF_UNIX) as asking:
        return asking.connect_ex(config.socket.path) == 0
