"""Take orders in from a USB stick when there is no network.

cart orders import /media/usb/noi-a.orders --config /etc/cart/cart.toml --dry-run    judge it, keep nothing
cart orders import /media/usb/noi-a.orders --config /etc/cart/cart.toml

The hospital's side makes the file: cart hospital export-orders. The cart must be running. It takes the file
only with the hospital's signature, for its own wards, and never one that is older than what it has. The exit
status is 1 where a document was not taken as it is.
"""

import argparse
import getpass
import sys
from pathlib import Path

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import ImportReport
from cart_agent.api.requests import ImportOrders
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config
from cart_agent.his.orderfile import LARGEST_FILE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import"], help="take a file in")
    parser.add_argument("file", type=Path, help="the signed file, made by cart hospital export-orders")
    add_config(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and keep nothing")


def run(options: argparse.Namespace) -> int:
    try:
        with options.file.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        print(f"cart orders: {options.file}: {error.strerror}. Is the stick mounted?", file=sys.stderr)
        return 1
    problems: list[str] = []
    status = ask(options.config, lambda client: _import(client, content, problems, dry_run=options.dry_run))
    return status or int(bool(problems))


async def _import(client: AgentClient, content: bytes, problems: list[str], *, dry_run: bool) -> None:
    report = await client.fetch(
        ImportReport, ImportOrders, payload=content, by=getpass.getuser(), dry_run=dry_run
    )
    print(f"ward {report.ward}, orders as of {report.as_of.isoformat()}")
    print(f"{report.taken} documents taken, {report.unchanged} the cart had already")
    if report.not_ours:
        print(f"{report.not_ours} are of other carts")
    for problem in report.problems:
        print(f"NOT TAKEN AS IT IS  {problem}")
    problems += report.problems
    if report.dry_run:
        print("Nothing was kept: this was a dry run.")
