"""Send a cart a signed command. There is no command that opens a drawer.

cart hospital command cart-01 lockdown --config hospital.toml
cart hospital command cart-01 refresh --config hospital.toml --minutes 60

The serving hospital publishes it, once; a cart that is away gets it when it is back, if that is in time. What
became of it: `cart hospital events --cart cart-01` (command-obeyed, or command-refused with the reason).

refresh              the cart asks for all documents again
lockdown             every drawer stays shut, for break-glass too; nobody at the cart can end it
release-lockdown     ends it
collect-diagnostics  a file without patients on the cart; the event names it with its SHA-256
update               refused: a cart is updated by hand, and says so
"""

import argparse
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from cart_agent.commands.hospital_books import add_config, with_books
from cart_agent.his.messages import Command, CommandKind

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("cart", help="the cart's id")
    parser.add_argument("kind", choices=[kind.value for kind in CommandKind], help="what the cart is to do")
    add_config(parser)
    parser.add_argument(
        "--minutes", type=_minutes, default=10, help="how long it may be obeyed (default: %(default)s)"
    )


def _minutes(text: str) -> int:
    if not 1 <= int(text) <= 7 * 24 * 60:
        raise ValueError(text)
    return int(text)


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _give(books, options))


def _give(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.commands import Commands, new_id  # noqa: PLC0415

    if books.config.carts and options.cart not in books.config.carts:
        known = ", ".join(books.config.carts)
        print(f"cart hospital: there is no cart {options.cart!r}; there are: {known}", file=sys.stderr)
        return 1
    command = Command(
        command_id=new_id(),
        kind=CommandKind(options.kind),
        not_after=books.now + timedelta(minutes=options.minutes),
        cart=options.cart,
        site=books.config.site,
    )
    Commands(books.database).give(command, books.sign)
    print(f"{command.command_id} {options.kind} for {options.cart}, until {command.not_after.isoformat()}")
    return 0
