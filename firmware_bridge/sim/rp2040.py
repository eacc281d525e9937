"""The product board in virtual time: its real image on rp2040js in Node.js. The oracle of timing."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Self

from firmware_bridge.device import Device
from firmware_bridge.errors import SimulatorFailed
from firmware_bridge.link import Link

HERE = Path(__file__).parent
MODULES = HERE / "node_modules" / "rp2040js"
LOCK_PINS = range(2, 10)
FULL_PIN = 13
HOUSING_PIN = 18
KEY_PIN = 19
READS_SHUT, READS_OPEN = 1306, 2690
"""Of 4,095: end-of-line resistors, see `core/wire.h`."""
STEP_MS = 1


def missing() -> str:
    """What keeps rp2040js from running here, or empty."""
    if shutil.which("node") is None:
        return "Node.js is not installed"
    return "" if MODULES.is_dir() else "rp2040js is not installed: npm ci --prefix firmware_bridge/sim"


class Rp2040:
    """A running board. It is also the `Port` of a Link: reading waits in virtual time."""

    def __init__(self, image: Path) -> None:
        """Start it; `image` is the `.bin` of `firmware_bridge.cross`. Raises SimulatorFailed."""
        if why := missing():
            raise SimulatorFailed(why)
        self.timeout: float | None = None
        self.edges: list[tuple[int, int, bool]] = []
        """Nanoseconds, pin, level: every change of a lock's output or of the bus voltage."""
        self.writes: list[tuple[int, int]] = []
        """Nanoseconds of the first bit, bytes: everything the host sent."""
        self.ns = 0
        self.resets = 0
        self._high: set[int] = set()
        self._unread = b""
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            ["node", str(HERE / "rp2040.mjs"), str(image)],  # noqa: S607 - wherever Node.js is installed
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.run(20)

    def order(self, **order: Any) -> None:
        """One order of `rp2040.mjs`. Raises SimulatorFailed when the process is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as error:
            raise SimulatorFailed("rp2040js has ended; its words are above") from error
        self.ns, self.resets = int(answer["ns"]), answer["resets"]
        self._unread += bytes.fromhex(answer["sent"])
        for ns, pin, high in answer["edges"]:
            self.edges.append((int(ns), pin, high))
            (self._high.add if high else self._high.discard)(pin)

    def clock(self) -> float:
        """Virtual seconds."""
        return self.ns / 1e9

    def run(self, ms: float) -> None:
        """Let time pass."""
        self.order(run=round(ms * 1e6))

    def write(self, data: bytes, /) -> int:
        """Bytes from the host, at the speed of the wire."""
        self.order(write=data.hex())
        self.writes.append((self.ns, len(data)))
        return len(data)

    def read(self, _size: int = 1, /) -> bytes:
        """Bytes for the host; after `timeout` none."""
        until = self.clock() + (self.timeout or 0)
        while not self._unread and self.clock() < until:
            self.run(STEP_MS)
        data, self._unread = self._unread, b""
        return data

    @property
    def in_waiting(self) -> int:
        """Bytes for the host that came already."""
        return len(self._unread)

    def device(self, key: bytes = b"") -> Device:
        """A host's new session."""
        return Device(Link(self, clock=self.clock), key)

    def energised(self, drawer: int) -> bool:
        """Whether the lock has current."""
        return LOCK_PINS[drawer - 1] in self._high

    @property
    def full_current(self) -> bool:
        """The locks' bus has its full voltage."""
        return FULL_PIN in self._high

    def open(self, drawer: int) -> None:
        """The drawer is opened, however."""
        self.order(sensor=[drawer, READS_OPEN])

    def shut(self, drawer: int) -> None:
        """The drawer is pushed shut."""
        self.order(sensor=[drawer, READS_SHUT])

    def housing(self, *, tamper: bool = False, key: bool = False) -> None:
        """The board's housing is open, the emergency key is turned."""
        self.order(pin=[HOUSING_PIN, tamper])
        self.order(pin=[KEY_PIN, not key])

    def hang(self) -> None:
        """The program runs in a circle with its interrupts masked."""
        self.order(hang=True)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
