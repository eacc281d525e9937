"""Statistics of a running cart, from its own records. No patient appears in them.

cart stats scans --config /etc/cart/cart.toml             what could not be scanned: products, scanners
cart stats scans --config /etc/cart/cart.toml --days 30
cart stats scans --config /etc/cart/cart.toml --csv       for a spreadsheet
cart stats scans --config /etc/cart/cart.toml --json      one JSON object a line

A product is failing when at least a tenth of its doses, and of three or more, were given without its code.
The report begins with those: why each failed, how often, and what helps (docs/scanners.md). "unreadable"
are reads that were refused, "reads" all of them with the good and the suspect ones, "refused" their share in
percent. --days counts whole days of the ward, today among them. The cart keeps its records and its counts of
each day for `store.keep_events_days`.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch, ReadsBatch
from cart_agent.api.requests import GetEvents, GetReads, GetState
from cart_agent.api.views import DeviceView, StatusView
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config
from cart_agent.commands.scan_report import told
from cart_agent.commands.scan_tally import Row, Tally
from cart_agent.config import load
from cart_agent.his.messages import Envelope

PAGE = 500
MOST_DAYS = 3650
"""As long as a cart may be told to keep records."""
COLUMNS = ("by", "name", "doses", "unscanned", "unreadable", "percent", "reads", "refused", "failing", "why")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("scans",))
    add_config(parser)
    parser.add_argument("--days", type=_days, metavar="N", help="only today and the N-1 days before it")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", action="store_true", help="comma-separated, with a header line")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return int(text)


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    reply = await client.request(GetState)
    status = msgspec.convert(reply.data["status"], StatusView)
    zone = ZoneInfo(load(options.config).cart.zone)
    first = _first_day(status.now.astimezone(zone).date(), options.days)
    since = datetime.combine(first, time(), zone)
    tally = Tally(status.ward)
    after = 0
    while events := (await client.fetch(EventBatch, GetEvents, after=after, limit=PAGE)).events:
        for event in events:
            envelope = msgspec.json.decode(event.message, type=Envelope)
            if envelope.occurred_at >= since:
                tally.take(envelope)
        after = events[-1].seq
    tally.take_reads((await client.fetch(ReadsBatch, GetReads, since=first)).days)
    _print(tally.rows(), status.devices, options)


def _first_day(today: date, days: int | None) -> date:
    return today - timedelta(days=(days or MOST_DAYS) - 1)


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
