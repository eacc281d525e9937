"""Brokers that need no service: amqtt inside this process, or a real mosquitto as a child.

Both listen on loopback only and end with this process. Neither asks for a password: they are for
demonstrations and tests on one machine.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

HOST = "127.0.0.1"
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
"""The settings that docs/his-contract.md asks for ("Enrolment"), without TLS and access rules."""


class BrokerFailed(RuntimeError):
    """The broker did not start."""


class Broker(Struct, frozen=True, kw_only=True):
    """Where a running broker listens."""

    host: str
    port: int


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


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
        yield Broker(host=HOST, port=port)
    finally:
        await broker.shutdown()


@asynccontextmanager
async def mosquitto_broker(directory: Path, port: int = 0) -> AsyncIterator[Broker]:
    """A real mosquitto that keeps its store in `directory`; 0 picks a free port. Raises BrokerFailed.

    The child gets SIGKILL when this process dies, however it dies.
    """
    port = port or free_port()
    file, log = directory / "mosquitto.conf", directory / "mosquitto.log"
    log.unlink(missing_ok=True)
    # As root mosquitto would change to a user who may not write here.
    user = "user root" if os.geteuid() == 0 else ""
    settings = MOSQUITTO.format(port=port, host=HOST, directory=directory, log=log, user=user)
    file.write_text(settings, encoding="utf-8")
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
        await _running(child, log)
        yield Broker(host=HOST, port=port)
    finally:
        await _end(child)


def _with_sbin() -> dict[str, str]:
    """Debian keeps mosquitto in /usr/sbin, which is not on every user's path."""
    return dict(os.environ) | {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/bin"}


async def _running(child: asyncio.subprocess.Process, log: Path) -> None:
    """Wait until it says so itself: somebody else might answer on the port."""
    deadline = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if child.returncode is not None:
            raise BrokerFailed(f"mosquitto ended with status {child.returncode}: {said[-500:]}")
        if " running" in said:
            return
        await asyncio.sleep(0.02)
    raise BrokerFailed("mosquitto does not start")


async def _end(child: asyncio.subprocess.Process) -> None:
    """Ask it to save and go; insist after a while."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await child.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
