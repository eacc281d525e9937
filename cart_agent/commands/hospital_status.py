"""The carts as the hospital's books have them. Every chain is proven anew from the stored bytes.

cart hospital status --config hospital.toml
cart hospital status --config hospital.toml --json

Exit status 1: a chain is broken.
"""

import argparse
from typing import TYPE_CHECKING

import msgspec

from cart_agent.commands.hospital_books import add_config, with_books

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books
    from cart_agent.hospital.standing import Standing

_HEAD = 12
"""Digits of a chain's head that people compare by eye."""
_ROW = "{:<16} {:<13} {:>8} {:>8} {:<14} {:>7} {:>7} {:<10} {:<12} {}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="one JSON array, with whole hashes")


def run(options: argparse.Namespace) -> int:
    return with_books(options, lambda books: _show(books, options))


def _show(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.standing import standings  # noqa: PLC0415

    found = standings(books.database, books.config.carts)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        print(_ROW.format(*_TITLES).rstrip())
        for one in found:
            print(_line(one))
    return 1 if any(one.broken_at is not None for one in found) else 0


_TITLES = ("cart", "state", "last seq", "events", "gaps", "flagged", "refused", "chain", "head", "last seen")


def _line(one: "Standing") -> str:
    gaps = ",".join(f"{gap.first}-{gap.last}" for gap in one.gaps[:2]) + (",..." if len(one.gaps) > 2 else "")
    chain = "whole" if one.broken_at is None else f"BROKEN {one.broken_at}"
    seen = one.seen_at.isoformat(timespec="seconds") if one.seen_at else "never"
    counts = (one.last_seq, one.events, gaps or "none", one.flagged, one.refused)
    return _ROW.format(one.cart, one.state or "unknown", *counts, chain, one.head[:_HEAD], seen)
