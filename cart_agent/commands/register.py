"""The register of controlled drugs of a running cart: every piece in and out, and the balance after it.

cart register --config /etc/cart/cart.toml                    a table
cart register --config /etc/cart/cart.toml --drawer 11
cart register --config /etc/cart/cart.toml --json             one entry a line

Made from the events of kind `stock` and `count` alone, so anybody who has the events can make it again.
Patients are named by their id in the hospital's record; the columns are those that circular 20/2017/TT-BYT
(Vietnam) asks for.
"""

import argparse
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch
from cart_agent.api.requests import GetEvents
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config
from cart_agent.config import load
from cart_agent.his.messages import Envelope, EventKind, decode

PAGE = 500
KINDS = (EventKind.STOCK, EventKind.COUNT)
COLUMNS = (
    ("at", "Ngày giờ", 16),
    ("drawer", "Ngăn", 4),
    ("name", "Tên thuốc", 28),
    ("what", "Loại", 11),
    ("amount", "Số lượng", 8),
    ("balance", "Tồn", 5),
    ("patient", "Người bệnh", 12),
    ("prescriber", "Bác sĩ", 20),
    ("giver", "Người thực hiện", 22),
    ("witness", "Người chứng kiến", 22),
)
"""Field, heading, width."""


class Row(Struct, frozen=True, kw_only=True):
    """One entry. Amounts are pieces; a count has no amount, and its `balance` is what was counted."""

    seq: int
    at: str
    """Ward's local time, `2026-03-02 08:04`."""
    drawer: str
    product: str
    name: str
    what: str
    """in, out, corrected; of a count opening, closing, hand-over, misfit, discrepancy or missing."""
    cause: str = ""
    amount: str = ""
    balance: str = ""
    lot: str = ""
    patient: str = ""
    prescriber: str = ""
    giver: str = ""
    witness: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--drawer", metavar="NUMBER", help="only this drawer")
    parser.add_argument("--json", action="store_true", help="one entry a line")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    zone = load(options.config).cart.zone
    if not options.json:
        print(" ".join(title.ljust(width) for _, title, width in COLUMNS))
    after = 0
    while True:
        page = await client.fetch(EventBatch, GetEvents, after=after, limit=PAGE)
        for row in rows((event.message for event in page.events), zone):
            if options.drawer in (None, row.drawer):
                print(msgspec.json.encode(row).decode() if options.json else _line(row))
        if not page.events:
            return
        after = page.events[-1].seq


def rows(messages: Iterator[bytes], zone: str) -> Iterator[Row]:
    """The register's entries among these event messages, in their order."""
    for message in messages:
        event = decode(message, Envelope)
        if event.kind in KINDS and event.resource:
            yield _row(event, event.resource, zone)


def _row(event: Envelope, resource: dict[str, Any], zone: str) -> Row:
    told = {
        one["type"]: one["valueString"]
        for entity in resource.get("entity", ())
        for one in entity.get("detail", ())
    }
    people = [agent.get("who", {}) for agent in resource.get("agent", ())]
    names = [one.get("display") or one.get("reference", "") for one in people]
    return Row(
        seq=event.seq,
        at=event.occurred_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
        drawer=told.get("drawer", ""),
        product=told.get("product", ""),
        name=told.get("name", ""),
        what=resource["subtype"][0]["code"],
        cause=told.get("cause", ""),
        amount=told.get("amount", ""),
        balance=told.get("balance") or told.get("counted", ""),
        lot=told.get("lot", ""),
        patient=told.get("patient", ""),
        prescriber=told.get("prescriber", ""),
        giver=names[0] if names else "",
        witness=names[1] if len(names) > 1 else "",
    )


def _line(row: Row) -> str:
    return " ".join(str(getattr(row, field)).ljust(width) for field, _, width in COLUMNS).rstrip()
