"""Every settled dose as FHIR MedicationAdministration, one a line (NDJSON), in the order of settlement.

cart hospital export --config hospital.toml > doses.ndjson
cart hospital export --config hospital.toml --after 120

The `[records]` section of the configuration writes the same lines into files as they are settled.
"""

import argparse
from typing import TYPE_CHECKING

from cart_agent.commands.hospital_books import add_config, with_books

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--cart", default="", help="only this cart's")
    parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="only those after this event")


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _export(books, options))


def _export(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.records import lines_of  # noqa: PLC0415

    after = options.after
    while page := books.ledger.entries(after, options.cart):
        for line in lines_of(entry.message for entry in page):
            print(line.decode())
        after = page[-1].number
    return 0
