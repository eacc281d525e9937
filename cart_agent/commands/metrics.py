"""Figures of a running cart in Prometheus' text format: scanners, devices, drawers, link, records. Nothing in
them names a patient, an order or a drug.

cart metrics --config /etc/cart/cart.toml
cart metrics --config /etc/cart/cart.toml --output /var/lib/node_exporter/textfile/cart.prom

The cart listens on no port. With --output the file is replaced in one step, for the textfile collector of
Prometheus' node_exporter (docs/metrics.md has a timer); when the agent does not answer, the file is replaced
by one that says `cart_up 0`, so that old figures never pass for new ones.
Exit status: 0 the agent answered; 1 it did not; 2 used wrongly.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest

from cart_agent.api.client import AgentClient
from cart_agent.api.requests import GetState
from cart_agent.api.views import StatusView
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config

DRAWER_STATES = ("locked", "selected", "unlocked", "open", "fault", "unknown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--output", type=Path, metavar="FILE", help="replace this file instead of printing")
    parser.add_argument(
        "--seconds",
        type=float,
        default=10.0,
        metavar="S",
        help="how long the agent has (default: %(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    # Those would say when this command ran.
    cast("Callable[[], None]", disable_created_metrics)()
    held = CollectorRegistry()
    up = Gauge("cart_up", "Whether the agent answered", registry=held)
    status = ask(options.config, lambda client: _measure(client, held), options.seconds)
    up.set(status == 0)
    text = generate_latest(held)
    try:
        _give(text, options.output)
    except OSError as error:
        print(f"{options.output}: {error.strerror}", file=sys.stderr)
        return 2
    return status


def _give(text: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text)
        return
    part = output.with_name(f".{output.name}.{os.getpid()}")
    part.write_bytes(text)
    part.chmod(0o644)  # the collector is another user
    part.replace(output)


async def _measure(client: AgentClient, held: CollectorRegistry) -> None:
    reply = await client.request(GetState)
    fill(msgspec.convert(reply.data["status"], StatusView), held)


def fill(status: StatusView, held: CollectorRegistry) -> None:
    """Every figure of `status`, as metrics of `held`."""
    _cart(status, held)
    _devices(status, held)
    states = Gauge("cart_drawer_state", "1 for the state that it is in", ["drawer", "state"], registry=held)
    for drawer in status.drawers:
        for state in DRAWER_STATES:
            states.labels(str(drawer.number), state).set(drawer.state == state)


def _cart(status: StatusView, held: CollectorRegistry) -> None:
    info = Gauge("cart_info", "Always 1", ["cart", "ward"], registry=held)
    info.labels(status.cart, status.ward).set(1)
    figures: dict[str, tuple[str, float]] = {
        "cart_simulated": ("Whether devices are simulated", status.simulated),
        "cart_link_connected": ("Whether the broker is connected", status.link == "connected"),
        "cart_hospital_ready": ("Whether the hospital says that it is ready", status.hospital == "ready"),
        "cart_clock_synced": ("Whether the clock was set since the boot", status.clock_synced),
        "cart_orders_complete": ("Whether every document of the manifest is here", status.complete),
        "cart_outbox_unsettled": ("Events that the hospital has not settled", status.unsettled),
        "cart_outbox_rejected": ("Events that the hospital refused", status.rejected),
        "cart_open_items": ("What a person still has to resolve", len(status.open_items)),
        "cart_alarms": ("Alarms on the screen", len(status.alarms)),
        "cart_disk_full": ("Whether records can not be written", status.disk_full),
    }
    if status.manifest_age_minutes is not None:
        age = ("Since the hospital confirmed the orders", 60.0 * status.manifest_age_minutes)
        figures["cart_orders_age_seconds"] = age
    for name, (meaning, value) in figures.items():
        Gauge(name, meaning, registry=held).set(value)


def _devices(status: StatusView, held: CollectorRegistry) -> None:
    ready = Gauge("cart_device_ready", "Whether it works", ["device"], registry=held)
    reads = Counter(
        "cart_scanner_reads", "Codes read since the cart was set up", ["device", "quality"], registry=held
    )
    for device in status.devices:
        ready.labels(device.name).set(device.state == "ready")
        for quality in ("good", "unreadable", "suspect"):
            reads.labels(device.name, quality).inc(getattr(device, quality))
