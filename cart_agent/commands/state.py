"""What a running cart knows: its link, drawers, devices, open items, how much is not settled; with --json
also the round and which version of each of the hospital's documents is in force.

cart state --config /etc/cart/cart.toml
cart state --config /etc/cart/cart.toml --json
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.api.views import StatusView
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config
from cart_agent.config import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object; names patients")


def run(options: argparse.Namespace) -> int:
    status = ask(options.config, lambda client: _show(client, options))
    if status == 0 and not options.json:
        for line in _certificate(options.config):
            print(f"{'certificate':16} {line}")
    return status


def _certificate(file: Path) -> list[str]:
    """How long the cart's certificate is good; nothing where it has none."""
    tls = load(file).hospital.tls
    if tls is None:
        return []
    from cart_agent.pki import expiry, files  # noqa: PLC0415 - cryptography is large

    try:
        found = expiry.expiry(Path(tls.cert_file), datetime.now(UTC))
    except files.PkiError as error:
        return [f"not readable: {error}"]
    if found.expired:
        return [f"EXPIRED on {found.until.date()}: ask for a new one (cart enrol request)"]
    warning = ": ask for a new one (cart enrol request)" if found.due else ""
    return [f"good for {found.days_left} more days, until {found.until.date()}{warning}"]


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
    lines += [
        ("reads", f"{one.name}: {one.good} good, {one.unreadable} unreadable, {one.suspect} suspect")
        for one in status.devices
        if one.good or one.unreadable or one.suspect
    ]
    lines += [("open item", one.text["en"]) for one in status.open_items]
    return lines + [("alarm", alarm["en"]) for alarm in status.alarms]
