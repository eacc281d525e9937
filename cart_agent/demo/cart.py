"""A whole simulated cart with its hospital: one context manager, nothing left behind.

    hospital -> broker -> (a cable that can be pulled) -> link -> agent -> scanner (pty), drawers (firmware)

Every process is the real one; every device sends real bytes. Only the hands and the codes are made up.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cart_agent.broker.fleet import Fleet
from cart_agent.demo import files as layout
from cart_agent.demo.broker import Broker, embedded_broker, guarded_mosquitto
from cart_agent.demo.files import Files, Setting
from cart_agent.demo.hands import Hands, drawer_board
from cart_agent.demo.network import Network, network
from cart_agent.demo.place import demo_ward
from cart_agent.demo.processes import Child, children
from cart_agent.demo.scanner import SimScanner
from cart_agent.hospital import keys
from drivers import clock_simulated

BrokerKind = Literal["embedded", "mosquitto"]
PREFIX = "cart-demo-"


class SimulatedCart(Struct, kw_only=True):
    """What a person, or a scripted nurse, can do to it."""

    files: Files
    scanner: SimScanner
    hands: Hands
    cable: Network
    processes: dict[str, Child]

    async def first_end(self) -> tuple[str, str]:
        """Wait for the first process that ends by itself: its name and the end of its log."""
        waits: dict[asyncio.Future[object], str] = {
            asyncio.ensure_future(child.wait()): name for name, child in self.processes.items()
        }
        waits[asyncio.ensure_future(self.hands.ended())] = "drawers"
        done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()
        name = waits[done.pop()]
        return name, self.processes[name].tail() if name in self.processes else ""


@asynccontextmanager
async def simulated_cart(
    broker: BrokerKind | Broker = "embedded", language: str = "vi", logout_seconds: int = 3600
) -> AsyncIterator[SimulatedCart]:
    """Everything but the screen, ready for the first badge. Raises BrokerFailed, ProcessFailed and more.

    A broker that runs already must let the cart and the hospital of `fleet()` in.
    """
    sweep()
    async with AsyncExitStack() as stack:
        directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        place = Files(directory=directory)
        clock_simulated.create(place.clock, demo_ward().start)
        keys.create(directory / "hospital.key")
        served = await stack.enter_async_context(_serving(broker, directory / "broker"))
        cable = await stack.enter_async_context(network(served.host, served.port))
        layout.write(
            place,
            Setting(
                broker_port=served.port,
                cart_port=cable.port,
                mqtt=served.mqtt,
                cart_tls=served.cart,
                hospital_tls=served.hospital,
                language=language,
                logout_seconds=logout_seconds,
            ),
        )
        hands = await stack.enter_async_context(drawer_board(place))
        scanner = SimScanner(place.scanner)
        scanner.plug()
        stack.callback(scanner.unplug)
        processes = children(place)
        for child in processes.values():
            stack.push_async_callback(child.stop)
            await child.start()
        yield SimulatedCart(files=place, scanner=scanner, hands=hands, cable=cable, processes=processes)


def _serving(broker: BrokerKind | Broker, directory: Path) -> AbstractAsyncContextManager[Broker]:
    if isinstance(broker, Broker):
        return nullcontext(broker)
    return guarded_mosquitto(directory, fleet()) if broker == "mosquitto" else embedded_broker()


def fleet() -> Fleet:
    """Who connects to the demonstration's broker."""
    ward = demo_ward()
    return Fleet(site=ward.site, carts={ward.cart: (ward.ward,)})


def sweep() -> None:
    """Remove what a demonstration left that was killed before it could clean up: its process is gone."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = old.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(old, ignore_errors=True)
