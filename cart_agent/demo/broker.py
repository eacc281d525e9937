"""Brokers that need no service: amqtt inside this process, or a real mosquitto as a child.

All listen on loopback only and end with this process. The guarded one has the configuration, the certificates
and the access rules that a hospital's broker has; the others let everybody in and are for one machine.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cart_agent.broker import mosquitto
from cart_agent.broker.fleet import Fleet
from cart_agent.ending import within
from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki import authority, desk

HOST = "127.0.0.1"
PORTS = range(12_000, 32_000)
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0

MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
set_tcp_nodelay true
persistence true
persistence_location {directory}/
autosave_on_changes true
autosave_interval 1
max_inflight_messages 20
max_queued_messages 100000
log_dest file {log}
{user}
"""
"""The profile's settings of `cart_agent.broker.mosquitto` without TLS and access rules."""


class BrokerFailed(RuntimeError):
    """The broker did not start."""


class Broker(Struct, frozen=True, kw_only=True):
    """Where a running broker listens, and with what a cart and the hospital's side get in."""

    host: str
    port: int
    mqtt: Literal["5", "3.1.1"] = "5"
    cart: TlsSettings | None = None
    hospital: TlsSettings | None = None


def free_port() -> int:
    """A loopback port that nobody listens on now, below those that the kernel gives to whoever connects: one
    of them might be taken before the broker is there, or while it is down.
    """
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port


@asynccontextmanager
async def embedded_broker(port: int = 0) -> AsyncIterator[Broker]:
    """amqtt in this event loop; 0 picks a free port. Raises BrokerFailed.

    It speaks MQTT 3.1.1 only; keeps everything in memory; sends retained messages for wildcards, and again
    with QoS 0 when a session comes back. It queues for an absent client only when that client named itself
    with a username, so one is asked for (any, without password); it does not send a message again whose
    acknowledgement was lost with the connection. The contract's own acks and syncs make up for that.
    """
    from amqtt.broker import Broker as Embedded  # noqa: PLC0415  (half a second, and only this demo needs it)
    from amqtt.errors import BrokerError  # noqa: PLC0415

    logging.getLogger("amqtt").setLevel(logging.CRITICAL)
    port = port or free_port()
    plugin = "amqtt.plugins.authentication.AnonymousAuthPlugin"
    broker = Embedded(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}"}},
            "plugins": {plugin: {"allow_anonymous": False}},
        }
    )
    try:
        await broker.start()
    except (BrokerError, OSError) as error:
        raise BrokerFailed(f"the embedded broker did not start on port {port}: {error}") from error
    try:
        yield Broker(host=HOST, port=port, mqtt="3.1.1")
    finally:
        await broker.shutdown()


@asynccontextmanager
async def mosquitto_broker(directory: Path, port: int = 0) -> AsyncIterator[Broker]:
    """A real mosquitto that keeps its store in `directory`; 0 picks a free port. Raises BrokerFailed."""
    port = port or free_port()
    file, log = directory / "mosquitto.conf", directory / "mosquitto.log"
    user = f"user {_user()}" if _user() else ""
    settings = MOSQUITTO.format(port=port, host=HOST, directory=directory, log=log, user=user)
    file.write_text(settings, encoding="utf-8")
    async with _child(file, log, port):
        yield Broker(host=HOST, port=port)


@asynccontextmanager
async def guarded_mosquitto(directory: Path, fleet: Fleet) -> AsyncIterator[Broker]:
    """A real mosquitto exactly as `cart broker-profile mosquitto` wants it, in a new `directory`.

    `Broker.cart` is the fleet's first cart. Raises BrokerFailed.
    """
    now, port = datetime.now(UTC), free_port()
    authority.create(directory, "Demonstration", now)
    desk.broker(directory, (HOST,), directory, now)
    places = mosquitto.Places(
        port=port, bind=HOST, files=directory, data=directory, log=directory / "mosquitto.log", user=_user()
    )
    for name, text in mosquitto.profile(fleet, places).items():
        (directory / name).write_text(text, encoding="utf-8")
    async with _child(directory / "mosquitto.conf", places.log, port):
        cart = _identity(directory, next(iter(fleet.carts)), now)
        yield Broker(host=HOST, port=port, cart=cart, hospital=_identity(directory, fleet.hospital, now))


def _identity(directory: Path, name: str, now: datetime) -> TlsSettings:
    desk.client(directory, name, directory, now, authority.CART_DAYS)
    ca_file, crl_file = str(directory / "ca.pem"), str(directory / "crl.pem")
    cert_file, key_file = str(directory / f"{name}.pem"), str(directory / f"{name}.key")
    return TlsSettings(ca_file=ca_file, crl_file=crl_file, cert_file=cert_file, key_file=key_file)


def _user() -> str:
    """As root mosquitto would change to a user who may not write here."""
    return "root" if os.geteuid() == 0 else ""


@asynccontextmanager
async def _child(file: Path, log: Path, port: int) -> AsyncIterator[None]:
    """It gets SIGKILL when this process dies, however it dies. Raises BrokerFailed."""
    log.unlink(missing_ok=True)
    try:
        child = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL", "mosquitto", "-c", str(file)),
            env=_with_sbin(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        raise BrokerFailed(f"mosquitto cannot be started: {error.strerror}") from error
    try:
        await _running(child, log, port)
        yield
    finally:
        await _end(child)


def _with_sbin() -> dict[str, str]:
    """Debian keeps mosquitto in /usr/sbin, which is not on every user's path."""
    return dict(os.environ) | {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/bin"}


async def _running(child: asyncio.subprocess.Process, log: Path, port: int) -> None:
    """Wait until its own log says that somebody connected: on the port might be somebody else."""
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if child.returncode is not None:
            raise BrokerFailed(f"mosquitto ended with status {child.returncode}: {said[-500:]}")
        if "New connection" in said:
            return
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.02)
    raise BrokerFailed("mosquitto does not start")


async def _end(child: asyncio.subprocess.Process) -> None:
    """Ask it to save and go; insist after a while."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    if await within(_STOP_SECONDS, child.wait()) is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
