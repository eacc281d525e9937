"""Write a ward's orders into one signed file, to be carried to carts that have no network.

cart hospital export-orders --config hospital.toml --ward noi-a --out /media/usb/noi-a.orders
cart hospital export-orders --config hospital.toml --ward noi-a --out noi-a.orders --hours 4

On the cart: cart orders import FILE. The file names patients; keep the stick as you keep charts.
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cart_agent.commands.hospital_books import add_config, with_books

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books

LONGEST = 72


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--ward", required=True, help="the ward's id")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    parser.add_argument(
        "--hours",
        type=_hours,
        default=24,
        help=f"how long carts take it, 1 to {LONGEST} (default: %(default)s)",
    )


def _hours(text: str) -> int:
    if not 1 <= int(text) <= LONGEST:
        raise ValueError(text)
    return int(text)


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _export(books, options))


def _export(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.orderfile import order_file  # noqa: PLC0415
    from cart_agent.hospital.shelves import fill  # noqa: PLC0415

    wards = [one.id for one in books.config.wards]
    if options.ward not in wards:
        print(
            f"cart hospital: there is no ward {options.ward!r}; there are: {', '.join(wards)}",
            file=sys.stderr,
        )
        return 1
    fill(books.library, books.desk, books.config, books.now)  # as the serving hospital does at its start
    try:
        index, content = order_file(books, options.ward, timedelta(hours=options.hours), books.now)
    except ValueError as error:
        print(f"cart hospital: {error}", file=sys.stderr)
        return 1
    options.out.write_bytes(content)
    print(f"{options.out}: {len(index.documents)} documents of ward {index.ward}, {len(content)} bytes,")
    print(f"as of {index.as_of.isoformat()}, taken by carts until {index.not_after.isoformat()}")
    return 0
