"""The report of a shift as a PDF: each patient's doses, to be signed by nurse and patient, and what is open.

cart report shift --config /etc/cart/cart.toml --ward noi-a --out shift.pdf
cart report shift --config /etc/cart/cart.toml --ward noi-a --out shift.pdf --since 07:00 --language en

Without `--since` it tells the last 8 hours. Reads the cart's records beside a running agent, or without one.
It names patients: keep it as you keep charts.
"""

import argparse
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cart_agent.commands.cartfile import add_config
from cart_agent.commands.paper import reading, write
from cart_agent.config import CartConfig, ConfigError, load
from cart_agent.store import StoreError

SHIFT = timedelta(hours=8)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["shift"], help="which report")
    add_config(parser)
    parser.add_argument("--ward", help="the ward; left out where the cart serves one only")
    parser.add_argument(
        "--since", type=time.fromisoformat, metavar="HH:MM", help="ward's time, within 24 hours"
    )
    parser.add_argument("--language", choices=["vi", "en"], help="default: the cart's own")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the PDF to write")


def run(options: argparse.Namespace) -> int:
    try:
        print(_report(load(options.config), options))
    except (ConfigError, StoreError, OSError, ValueError) as error:
        print(f"cart report: {error}", file=sys.stderr)
        return 1
    return 0


def _report(config: CartConfig, options: argparse.Namespace) -> Path:
    from cart_agent.agent.printing import Printing  # noqa: PLC0415 - only what this command needs
    from cart_agent.agent.shift import shift_report  # noqa: PLC0415
    from cart_agent.report import render  # noqa: PLC0415

    wards = config.cart.wards
    ward = options.ward or (wards[0] if len(wards) == 1 else "")
    if ward not in wards:
        raise ValueError(f"name one of this cart's wards with --ward: {', '.join(wards)}")
    with reading(config) as (store, knowledge, at):
        printing = Printing(
            knowledge=knowledge,
            at=at,
            cart=config.cart.id,
            language=options.language or config.cart.language,
            simulated=config.simulate,
        )
        start = since(options.since, at.now, config.cart.zone)
        return write(options.out, render(shift_report(printing, store, ward, start)))


def since(begin: time | None, now: datetime, zone: str) -> datetime:
    """When the shift began: the last time that the ward's clock showed `begin`."""
    if begin is None:
        return now - SHIFT
    local = now.astimezone(ZoneInfo(zone))
    start = datetime.combine(local.date(), begin, ZoneInfo(zone))
    return (
        start if start <= local else datetime.combine(local.date() - timedelta(days=1), begin, ZoneInfo(zone))
    )
