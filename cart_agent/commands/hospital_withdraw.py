"""Say that something is over. The carts get an empty document with a higher version, or a closed chart.

cart hospital withdraw stock cart-01 --config hospital.toml       no drawer of this cart holds anything
cart hospital withdraw formulary uong --config hospital.toml      no product of this part is known any more
cart hospital withdraw chart E26-0001 --config hospital.toml      discharged
"""

import argparse
import sys
from typing import TYPE_CHECKING

from cart_agent.commands.hospital_books import add_config, with_books
from cart_agent.his.topics import Kind

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books

_KINDS = (Kind.STOCK, Kind.FORMULARY, Kind.CHART)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=[kind.value for kind in _KINDS])
    parser.add_argument("name", help="the cart, the formulary's part or the encounter")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _withdraw(books, options))


def _withdraw(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.withdraw import NotThere, withdraw  # noqa: PLC0415

    try:
        document = withdraw(books.library, books.database, Kind(options.what), options.name, books.now)
    except NotThere as error:
        print(f"cart hospital: {error.args[0]}", file=sys.stderr)
        return 1
    print(f"{options.what} {options.name}: withdrawn with version {document.version}")
    return 0
