"""The demonstration for people: the touchscreen in this terminal, with the bench that scans at a tap."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys

from cart_agent.demo.bench import bench
from cart_agent.demo.cart import BrokerKind, SimulatedCart, simulated_cart
from cart_agent.demo.headless import StepFailed, ask_hospital
from cart_agent.demo.items import WardItem

SMALLEST = os.terminal_size((60, 15))
"""A 7-inch touchscreen in cells."""


class NoTerminal(RuntimeError):
    """There is nothing to show the screen on; the words say what to do."""


async def show(broker: BrokerKind, language: str) -> int:
    """Run until the screen is left. 1 when a process ended under it. Raises NoTerminal."""
    check_terminal()
    print("Starting hospital, drawers, agent and link ...", flush=True)
    _end_by_signals()
    async with (
        simulated_cart(broker, language) as cart,
        bench(cart.files.bench_socket, lambda item: _hold(cart, item)),
    ):
        status = await _screen(cart)
        await _farewell(cart)
        return status


async def _farewell(cart: SimulatedCart) -> None:
    """What came of it; nothing where the hospital is gone already."""
    with contextlib.suppress(StepFailed, OSError):
        answer = await ask_hospital(cart.files.hospital_control, {"do": "events"})
        print(f"The hospital settled {len(answer['events'])} events of your round. Nothing of it is kept.")


def check_terminal() -> None:
    """Raises NoTerminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise NoTerminal("the touchscreen needs a terminal; without one: cart demo --headless morning_round")
    size = shutil.get_terminal_size()
    if size < SMALLEST or size.lines < SMALLEST.lines:
        wanted = f"{SMALLEST.columns} columns and {SMALLEST.lines} lines"
        raise NoTerminal(f"this terminal is {size.columns} by {size.lines}; the screen needs {wanted}")


def _hold(cart: SimulatedCart, item: WardItem) -> None:
    with contextlib.suppress(OSError):
        cart.scanner.send(item)


async def _screen(cart: SimulatedCart) -> int:
    """The screen as a child that has this terminal; it ends when the cart under it does."""
    command = (sys.executable, "-m", "cart_agent", "ui", "run", "--config", str(cart.files.cart))
    screen = await asyncio.create_subprocess_exec("setpriv", "--pdeathsig", "TERM", *command)
    left = asyncio.ensure_future(screen.wait())
    ended = asyncio.ensure_future(cart.first_end())
    try:
        await asyncio.wait({left, ended}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(screen)
        ended.cancel()
    if not ended.done() or ended.cancelled():
        return await left
    name, log = ended.result()
    print(f"The {name} process ended:\n{log}".rstrip(), file=sys.stderr)
    return 1


async def _end(screen: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        screen.terminate()
    await screen.wait()


def _end_by_signals() -> None:
    """SIGTERM, SIGHUP and Ctrl-C end the demonstration as leaving the screen does."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
