"""What a service tells systemd: ready, still alive, stopping (the protocol of sd_notify(3)).

Own code because it is one datagram; without systemd every call does nothing.
"""

import asyncio
import os
import socket


def ready() -> None:
    """The service can do its work now."""
    _tell("READY=1")


def stopping() -> None:
    """The service ends by its own will."""
    _tell("STOPPING=1")


def alive() -> None:
    """Feed the watchdog. Call it only after the work that it stands for was really done."""
    _tell("WATCHDOG=1")


def watchdog_seconds() -> float | None:
    """How often to call `alive`: half of what systemd allows; None when it does not watch this process."""
    period = os.environ.get("WATCHDOG_USEC", "")
    watched = os.environ.get("WATCHDOG_PID", str(os.getpid()))
    if not period.isdigit() or watched != str(os.getpid()):
        return None
    return int(period) / 2_000_000


async def feed() -> None:
    """Feed the watchdog for as long as the event loop turns; ends at once when nobody watches."""
    while (pause := watchdog_seconds()) is not None:
        alive()
        await asyncio.sleep(pause)


def _tell(message: str) -> None:
    """A name that begins with @ is in the abstract namespace. A manager that is gone is no error, and one
    that does not read is not waited for: a drop is safer than a service that stands still.
    """
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name.startswith(("/", "@")):
        return
    address = f"\0{name[1:]}" if name.startswith("@") else name
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.setblocking(False)
        try:
            channel.connect(address)
            channel.sendall(message.encode())
        except OSError:
            return
