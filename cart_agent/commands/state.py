"""What a running cart knows: its link, drawers, devices, open items, the round, and how much is not settled.

cart state --config /etc/cart/cart.toml
cart state --config /etc/cart/cart.toml --json
"""

import argparse

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.api.views import StatusView
from cart_agent.commands.ask import add_config, ask


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object; names patients")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    reply = await client.request(GetState)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(reply.data)).decode())
        return
    status = msgspec.convert(reply.data["status"], StatusView)
    for name, value in _lines(status):
        print(f"{name:16} {value}")


def _lines(status: StatusView) -> list[tuple[str, str]]:
    age = status.manifest_age_minutes
    lines = [
        ("cart", f"{status.cart}, ward {status.ward}{', SIMULATED' if status.simulated else ''}"),
        ("time", f"{status.now.isoformat()}{'' if status.clock_synced else ' (not synchronised)'}"),
        ("link", f"{status.link}, hospital {status.hospital}"),
        ("orders", "never confirmed by the hospital" if age is None else f"confirmed {age} min ago"),
        ("outbox", f"{status.unsettled} not settled, {status.rejected} rejected"),
        ("drawers", ", ".join(f"{one.number} {one.state}" for one in status.drawers)),
    ]
    lines += [("device", f"{one.name}: {one.state} {one.detail}".rstrip()) for one in status.devices]
    lines += [("open item", one.text["en"]) for one in status.open_items]
    return lines + [("alarm", alarm["en"]) for alarm in status.alarms]
