"""Statistics of a running cart, from its own records. No patient appears in them.

cart stats scans --config /etc/cart/cart.toml             what could not be scanned: products, scanners
cart stats scans --config /etc/cart/cart.toml --days 30
cart stats scans --config /etc/cart/cart.toml --csv       for a spreadsheet
cart stats scans --config /etc/cart/cart.toml --json      one JSON object a line

A product is failing when at least a tenth of its doses, and of three or more, were given without its code.
The report begins with those: why each failed, how often, and what helps (docs/scanners.md). "unreadable"
are reads that were refused; "good" and "suspect" of a scanner count since the cart was set up. The cart
keeps its records for the days of `store.keep_events_days`.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch
from cart_agent.api.requests import GetEvents, GetState
from cart_agent.api.views import DeviceView, StatusView
from cart_agent.commands.ask import add_config, ask
from cart_agent.commands.scan_report import told
from cart_agent.commands.scan_tally import Row, Tally
from cart_agent.his.messages import Envelope

PAGE = 500
COLUMNS = ("by", "name", "doses", "unscanned", "unreadable", "percent", "failing", "why")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("scans",))
    add_config(parser)
    parser.add_argument("--days", type=float, metavar="N", help="only the last N days")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", action="store_true", help="comma-separated, with a header line")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    reply = await client.request(GetState)
    status = msgspec.convert(reply.data["status"], StatusView)
    since = status.now - timedelta(days=options.days) if options.days else None
    tally = Tally(status.ward)
    after = 0
    while events := (await client.fetch(EventBatch, GetEvents, after=after, limit=PAGE)).events:
        for event in events:
            envelope = msgspec.json.decode(event.message, type=Envelope)
            if since is None or envelope.occurred_at >= since:
                tally.take(envelope)
        after = events[-1].seq
    _print(tally.rows(), status.devices, options)


def _print(rows: list[Row], devices: Iterable[DeviceView], options: argparse.Namespace) -> None:
    if options.json:
        for row in rows:
            print(msgspec.json.encode(_held(row)).decode())
    elif options.csv:
        writer = csv.DictWriter(sys.stdout, COLUMNS)
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in _held(row).items()} for row in rows)
    else:
        for line in told(rows, devices):
            print(line)


def _held(row: Row) -> dict[str, object]:
    held: dict[str, object] = msgspec.structs.asdict(row)
    return held | {"failing": row.failing}


def _cell(value: object) -> object:
    """A spreadsheet takes a text that begins so for a formula; names come from the hospital."""
    if isinstance(value, dict):
        return ", ".join(f"{times} x {reason}" for reason, times in value.items())
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
