"""One simulated lock board as a process. Ends when its standard input does.

    python -m drivers.simulated cu16 --pty /tmp/board --control /tmp/hands --drawers 8 --open-bit 0

Orders come by lines on the control socket, each answered by a line: `pull N` (`ok`, `no`), `force N`,
`push N`, `swap A B`, `stuck N`, `end-pulses`, `unplug`, `replug`, `power-cycle`, `fault NAME`, and `state`,
which is answered in JSON.
"""

import argparse
import json
import random
import selectors
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from drivers.simulated.cabinet import Cabinet
from drivers.simulated.faults import FAULTS
from drivers.simulated.kerong import Cu12, Cu16
from drivers.simulated.modbus import Modbus
from drivers.simulated.port import Port, Pty, Tcp
from drivers.simulated.xor8a import Xor8a


class Board(Protocol):
    """A board's electronics."""

    strange: list[str]
    """Whole frames that it has no business with."""

    def feed(self, data: bytes) -> list[bytes]:
        """The answers to what came."""


BOARDS: dict[str, Callable[[Cabinet, int, int], Board]] = {
    "cu16": Cu16,
    "cu12": Cu12,
    "xor8a": Xor8a,
    "modbus": Modbus,
}
FIRST = {"cu16": 0, "cu12": 0}
"""Addresses of boards that are not counted from 1, as in the drivers' settings."""
DARK_QUESTIONS = 3
"""A board without power comes back when it has left this many questions unanswered: then it was missed."""


class Bench:
    """One board on its cable, with hands at its drawers."""

    def __init__(self, options: argparse.Namespace, selector: selectors.BaseSelector) -> None:
        pulse_s = None if options.hold else options.pulse_ms / 1000
        self._cabinet = Cabinet(options.drawers, time.monotonic, pulse_s, spring=options.spring)
        address = FIRST.get(options.board, 1) if options.address is None else options.address
        self._board = BOARDS[options.board](self._cabinet, address, options.open_bit)
        self._port: Port = Pty(options.pty, selector) if options.pty else Tcp(options.tcp, selector)
        self._chance = random.Random(options.seed)  # noqa: S311 - noise, no secret
        self._spoil = FAULTS["none"]
        self._dark = 0
        self._echoes = False
        self._numbered: dict[str, Callable[..., object]] = {
            "pull": self._cabinet.pull,
            "force": self._cabinet.force,
            "push": self._cabinet.push,
            "swap": self._cabinet.swap,
            "stuck": self._cabinet.stuck.add,
        }
        self._plain: dict[str, Callable[[], object]] = {
            "end-pulses": self._cabinet.end_pulses,
            "unplug": self._port.unplug,
            "replug": self.plug,
            "power-cycle": self._power_cycle,
            "echo": self._echo,
        }

    def plug(self) -> None:
        """On its cable."""
        self._port.plug(self._receive)

    def order(self, line: str) -> str:
        """Carry out one line. The answer is `ok`, `no`, or what was asked for."""
        name, *words = line.split()
        if name == "state":
            return json.dumps({"pulses": self._cabinet.pulses, "strange": self._board.strange})
        if name == "fault":
            self._spoil = FAULTS[words[0]]
            return "ok"
        done = self._numbered[name](*map(int, words)) if name in self._numbered else self._plain[name]()
        return "no" if done is False else "ok"

    def _power_cycle(self) -> None:
        self._cabinet.end_pulses()
        self._dark = DARK_QUESTIONS

    def _echo(self) -> None:
        """From now on the adapter hears itself, as some do on a line of two wires."""
        self._echoes = True

    def _receive(self, data: bytes) -> None:
        if self._echoes:
            self._port.send(data)
        if self._dark:
            self._dark -= 1
            return
        for answer in self._board.feed(data):
            for piece in self._spoil(answer, self._chance):
                self._port.send(piece)


def main() -> None:
    """Serve the board and its control socket until standard input ends."""
    options = _options()
    selector = selectors.DefaultSelector()
    bench = Bench(options, selector)
    bench.plug()
    options.control.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(options.control))
        listener.listen()
        selector.register(listener, selectors.EVENT_READ, lambda: _serve(listener, bench, selector))
        with suppress(PermissionError):  # of a file, such as /dev/null, nobody can wait for the end
            selector.register(sys.stdin, selectors.EVENT_READ, sys.exit)
        print("ready", flush=True)
        while True:
            for key, _ in selector.select():
                if key.fd in selector.get_map():  # an order before it may have taken the cable off
                    key.data()


def _serve(listener: socket.socket, bench: Bench, selector: selectors.BaseSelector) -> None:
    hands, _ = listener.accept()
    lines = hands.makefile("rw")

    def answer() -> None:
        if line := lines.readline():
            lines.write(bench.order(line) + "\n")
            lines.flush()
        else:
            selector.unregister(hands)
            hands.close()

    selector.register(hands, selectors.EVENT_READ, answer)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="drivers.simulated", description=__doc__)
    parser.add_argument("board", choices=BOARDS)
    cable = parser.add_mutually_exclusive_group(required=True)
    cable.add_argument("--pty", type=Path, help="a link of this name leads to the pseudo-terminal")
    cable.add_argument("--tcp", type=int, help="port at 127.0.0.1")
    parser.add_argument("--control", type=Path, required=True, help="the socket for orders")
    parser.add_argument("--drawers", type=int, default=8)
    parser.add_argument("--address", type=int, help="of the board; its maker counts from 0 or 1")
    parser.add_argument("--open-bit", type=int, choices=(0, 1), default=1, help="what an open drawer reports")
    parser.add_argument("--pulse-ms", type=float, default=550.0)
    parser.add_argument("--hold", action="store_true", help="a pulse lasts until the order `end-pulses`")
    parser.add_argument("--spring", action="store_true", help="an unlocked drawer jumps open")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
