"""The events that the hospital has settled, in the order of settlement. The first column is their number.

cart hospital events --config hospital.toml
cart hospital events --config hospital.toml --cart cart-01 --after 120
cart hospital events --config hospital.toml --json     the exact messages, one a line
"""

import argparse
from typing import TYPE_CHECKING

import msgspec

from cart_agent.commands.events import what
from cart_agent.commands.hospital_books import add_config, with_books
from cart_agent.his.messages import Envelope

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books
    from cart_agent.hospital.ledger import Entry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--cart", default="", help="only this cart's")
    parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="only those after this number")
    parser.add_argument(
        "--json", action="store_true", help="the messages as the cart sent them; names patients"
    )


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _show(books, options))


def _show(books: "Books", options: argparse.Namespace) -> int:
    after = options.after
    while page := books.ledger.entries(after, options.cart):
        for entry in page:
            print(entry.message.decode() if options.json else _line(entry))
        after = page[-1].number
    return 0


def _line(entry: "Entry") -> str:
    """No patient is named here: the line may end up in a ticket."""
    envelope = msgspec.json.decode(entry.message, type=Envelope)
    when = envelope.occurred_at.isoformat(timespec="seconds")
    order = f" order {envelope.order_id}" if envelope.order_id else ""
    flags = "".join(f" [{flag}]" for flag in entry.flags)
    place = f"{entry.number:6} {entry.cart} {entry.seq:6}"
    return f"{place} {when} {envelope.kind.value}{what(envelope)}{order}{flags}"
