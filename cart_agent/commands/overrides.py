"""The review list: overrides and break-glass that nobody has reviewed yet, the most urgent first.

cart overrides --config /etc/cart/cart.toml
cart overrides --config /etc/cart/cart.toml --json      one JSON object a line

Reviews are signed at the cart's screen, with the reviewer's own PIN. Exit status: 0 the list was printed,
also an empty one; 1 no agent, or not allowed.
"""

import argparse
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.api.views import OpenItemView, StatusView
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config

LATEST = datetime.max.replace(tzinfo=UTC)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    reply = await client.request(GetState)
    status = msgspec.convert(reply.data["status"], StatusView)
    for item in listed(status):
        print(msgspec.json.encode(item).decode() if options.json else told(item, ZoneInfo(status.zone)))


def listed(status: StatusView) -> tuple[OpenItemView, ...]:
    """What waits for a review, by the time it has."""
    waiting = (item for item in status.open_items if item.review_by)
    return tuple(sorted(waiting, key=lambda item: item.review_by or LATEST))


def told(item: OpenItemView, zone: ZoneInfo) -> str:
    """One line: since when, by whom, what; the text says until when and whether that is over."""
    since = item.since.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return f"{since}  {item.by:8}  {item.text['en']}"
