"""The drawer board's timing: the product's image on rp2040js, in virtual time, down to the pins."""

import asyncio
import random
import tempfile
from pathlib import Path

from bench.figures import Figure, Target
from firmware_bridge import cross
from firmware_bridge.device import Device
from firmware_bridge.protocol.generated import DEBOUNCE_MS, HOST_SILENCE_MS, PULL_IN_MAX_MS, WATCHDOG_MS
from firmware_bridge.sim.rp2040 import FULL_PIN, LOCK_PINS, Rp2040, missing

BYTE_MS = 10_000 / 115_200
"""8N1: ten bits a byte."""
UNLOCK_LIMIT_MS = 0.05
RELOCK_LIMIT_MS = 2.0
HANG_LIMIT_MS = 100.0
COOL_MS = 10_000
"""At first, so that every coil is cold."""
PAUSE_MS = 25
"""Between two unlocks: each coil cools more than its few milliseconds of current have warmed it."""
KEY = bytes(range(16))
SEALED_SHARE = 5
"""One trial more under a key for so many without."""


async def measure(trials: int) -> tuple[Figure, ...]:
    """The worst of all trials; nothing where rp2040js is not installed."""
    if why := missing():
        print(f"    the board is not measured: {why}")
        return ()
    return await asyncio.to_thread(_measure, trials)


def _measure(trials: int) -> tuple[Figure, ...]:
    luck = random.Random(1)
    with tempfile.TemporaryDirectory() as target:
        image = cross.build(cross.PORTS["rp2040"], Path(target)).bin
        with Rp2040(image) as board:
            session = _Session(board)
            session.cool()
            unlocks, wire_ms = session.unlocks(trials, luck)
            session.set_key()
            sealed, sealed_wire_ms = session.unlocks(max(1, trials // SEALED_SHARE), luck)
            relock, full = session.relock(), session.full_current()
            silence, hang = session.silence(), session.hang()
    return (
        _unlock_figure("", unlocks, wire_ms),
        _unlock_figure(" with a key", sealed, sealed_wire_ms),
        _figure("drawer open to relock", relock, DEBOUNCE_MS, "debounce", RELOCK_LIMIT_MS),
        _figure("full coil current", full, PULL_IN_MAX_MS, "its limit", 1.0),
        _figure("host's last byte to relock", silence, HOST_SILENCE_MS, "its limit", 1.0),
        _figure("hang to outputs off", hang, WATCHDOG_MS, "watchdog", HANG_LIMIT_MS - WATCHDOG_MS),
    )


def _unlock_figure(how: str, unlocks: list[float], wire_ms: float) -> Figure:
    what = f"unlock{how}: first bit to lock pin, worst of {len(unlocks)}"
    return _figure(what, max(unlocks), wire_ms, "the wire alone", UNLOCK_LIMIT_MS)


def _figure(what: str, measured: float, reference: float, against: str, above: float) -> Figure:
    """Good up to `above` milliseconds more than the reference."""
    target = Target(limit=reference + above, of="measured")
    name = f"board: {what} (virtual time)"
    return Figure(
        what=name, measured=measured, unit="ms", reference=reference, against=against, target=target
    )


class _Session:
    """A host that knows when each pin moved."""

    def __init__(self, board: Rp2040) -> None:
        self._board = board
        self._device: Device = board.device()
        self._key = b""
        self._token = 0
        self.wire_ms = 0.0

    def _unlock(self) -> int:
        """Unlock one drawer after the other; its pin."""
        self._token += 1
        drawer = self._token % len(LOCK_PINS) + 1
        self._device.unlock(drawer, self._token)
        return LOCK_PINS[drawer - 1]

    def _wait(self, ms: float) -> None:
        for _ in range(int(ms // 200)):
            self._board.run(200)
            self._device.heartbeat()

    def _moved(self, pin: int, *, high: bool, after: int) -> float:
        """Milliseconds from `after` (nanoseconds) to this edge; infinite if it did not come."""
        found = (
            ns for ns, which, level in self._board.edges if (which, level) == (pin, high) and ns >= after
        )
        return (next(found, float("inf")) - after) / 1e6

    def cool(self) -> None:
        """Before the first unlock."""
        self._wait(COOL_MS)

    def set_key(self) -> None:
        """From here on commands are sealed, and longer."""
        self._key = KEY
        self._device.set_key(KEY)
        self._device = self._board.device(KEY)

    def unlocks(self, trials: int, luck: random.Random) -> tuple[list[float], float]:
        """How long each took, and the wire alone."""
        return [self.unlock(luck) for _ in range(trials)], self.wire_ms

    def unlock(self, luck: random.Random) -> float:
        """From the first bit of UNLOCK to the pin."""
        self._board.edges.clear()
        self._board.run(PAUSE_MS + luck.random())
        pin = self._unlock()
        sent, size = self._board.writes[-1]
        self.wire_ms = size * BYTE_MS
        took = self._moved(pin, high=True, after=sent)
        self._device.lock(0)
        return took

    def relock(self) -> float:
        """From the sensor to the pin."""
        pin = self._unlock()
        drawer, opened = pin - LOCK_PINS[0] + 1, self._board.ns
        self._board.open(drawer)
        self._wait(200)
        self._board.shut(drawer)
        self._wait(200)
        return self._moved(pin, high=False, after=opened)

    def full_current(self) -> float:
        """How long the locks' bus has its full voltage."""
        began = self._board.ns
        self._unlock()
        self._wait(400)
        self._device.lock(0)
        rose = began + round(self._moved(FULL_PIN, high=True, after=began) * 1e6)
        return self._moved(FULL_PIN, high=False, after=rose)

    def silence(self) -> float:
        """From the last byte of a host that dies to the pin."""
        pin = self._unlock()
        sent, size = self._board.writes[-1]
        self._board.run(HOST_SILENCE_MS + 100)
        self._device = self._board.device(self._key)
        return self._moved(pin, high=False, after=sent) - size * BYTE_MS

    def hang(self) -> float:
        """From the moment the program runs in a circle to the pin."""
        pin, hung = self._unlock(), self._board.ns
        self._board.hang()
        self._board.run(2 * WATCHDOG_MS)
        return self._moved(pin, high=False, after=hung)
