"""The paper fallback: a ward's current orders and records as a PDF, to go on with when the cart is dead.

cart paper --config /etc/cart/cart.toml --ward noi-a --out noi-a.pdf
cart paper --config /etc/cart/cart.toml --ward noi-a --out noi-a.pdf --language en
cart paper --config /etc/cart/cart.toml --directory /srv/paper       every ward of the cart, as DIR/WARD.pdf

Reads the cart's records beside a running agent, or without one. With `[paper] directory` in the configuration
the agent makes the sheets by itself every few minutes. They name patients: keep them as you keep charts.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cart_agent.commands.cartfile import add_config
from cart_agent.config import CartConfig, ConfigError, load
from cart_agent.store import StoreError

if TYPE_CHECKING:  # the command line starts faster without them
    from cart_agent.agent.knowledge import Knowledge
    from cart_agent.his.messages import Instant
    from cart_agent.store import Store


NICE = 10
"""Sheets that are made by themselves wait for everything else on the machine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--ward", help="the ward; left out where the cart serves one only")
    parser.add_argument("--language", choices=["vi", "en"], help="default: the cart's own")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FILE", help="the PDF to write")
    where.add_argument("--directory", type=Path, metavar="DIR", help="every ward, each as DIR/WARD.pdf")


def run(options: argparse.Namespace) -> int:
    try:
        config = load(options.config)
        files = _files(config, options)
        for file in files:
            print(file)
    except (ConfigError, StoreError, OSError, ValueError) as error:
        print(f"cart paper: {error}", file=sys.stderr)
        return 1
    return 0


def _files(config: CartConfig, options: argparse.Namespace) -> list[Path]:
    from cart_agent.agent.paper import ward_paper  # noqa: PLC0415 - only what this command needs
    from cart_agent.agent.printing import Printing  # noqa: PLC0415
    from cart_agent.paper import render  # noqa: PLC0415

    wanted = _wanted(config, options)
    if options.directory:
        os.nice(NICE)
        options.directory.mkdir(mode=0o700, exist_ok=True)
    with reading(config) as (_, knowledge, at):
        printing = Printing(
            knowledge=knowledge,
            at=at,
            cart=config.cart.id,
            language=options.language or config.cart.language,
            simulated=config.simulate,
        )
        return [write(file, render(ward_paper(printing, ward))) for ward, file in wanted.items()]


@contextmanager
def reading(config: CartConfig) -> Iterator[tuple["Store", "Knowledge", "Instant"]]:
    """What the records hold, now. They are only read. Raises OSError where there are none, or StoreError."""
    from cart_agent import wiring  # noqa: PLC0415
    from cart_agent.agent.instant import present  # noqa: PLC0415
    from cart_agent.agent.knowledge import Knowledge  # noqa: PLC0415
    from cart_agent.his.topics import Kind, Topics  # noqa: PLC0415
    from cart_agent.store import Store  # noqa: PLC0415
    from cart_agent.ward import WardBook  # noqa: PLC0415

    if not Path(config.store.path).is_file():
        raise FileNotFoundError(f"there are no records at {config.store.path}; has the agent ever run?")
    store = Store.open(Path(config.store.path), config.cart.id)
    try:
        keys = {kid: Path(path).read_bytes() for kid, path in config.keys.items()}
        topics = Topics(site=config.cart.site, cart=config.cart.id)
        book = WardBook(store, topics, config.cart.wards, keys, frozenset(map(Kind, config.cart.signed)))
        at = present(wiring.open_clock(config.clock), book.hospital_time)
        yield store, Knowledge(store, book, config.cart.zone), at
    finally:
        store.close()


def _wanted(config: CartConfig, options: argparse.Namespace) -> dict[str, Path]:
    """Ward -> its file. Raises ValueError, which says what to add."""
    wards = config.cart.wards
    if options.directory:
        return {ward: options.directory / f"{ward}.pdf" for ward in wards if options.ward in (None, ward)}
    ward = options.ward or (wards[0] if len(wards) == 1 else "")
    if ward not in wards:
        raise ValueError(f"name one of this cart's wards with --ward: {', '.join(wards)}")
    return {ward: options.out}


def write(file: Path, content: bytes) -> Path:
    """Whole or not at all, also when the power goes; only its owner may read it."""
    handle, part = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(file)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return file
