"""The firmware on a Cortex-M3 in `qemu-system-arm -M lm3s6965evb`: real interrupts, watchdog and time.

Pins are seen and moved through qtest, the cable is a TCP port. Time is counted by instructions, so that the
watchdog does not bite a board that a busy machine lets wait, and held to this machine's clock as far as it
keeps up: judge by the board's own log, not by the wall.
"""

import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, SimulatorFailed
from firmware_bridge.link import Link

PROGRAM = "qemu-system-arm"
START_S = 30.0
SEEN_MS = 20
"""After a start every sensor has been read."""
LOCKS = 0x4000_53FC
BOARD = 0x4000_7000
FULL = 2
PORTS = "ABCDEFG"
TAMPER, KEY = 2, 3


def missing() -> str:
    """What keeps QEMU from running here, or empty."""
    return "" if shutil.which(PROGRAM) else "qemu-system-arm is not installed"


class Qemu:
    """A running board."""

    def __init__(self, elf: Path) -> None:
        """Start it; `elf` is that of `firmware_bridge.cross`. Raises SimulatorFailed."""
        if why := missing():
            raise SimulatorFailed(why)
        self._folder = tempfile.TemporaryDirectory(prefix="drawer-qemu-")
        control, console = (Path(self._folder.name) / name for name in ("qtest", "monitor"))
        with socket.socket(socket.AF_UNIX) as listener, socket.create_server(("127.0.0.1", 0)) as cable:
            listener.bind(str(control))
            listener.listen()
            for server in (listener, cable):
                server.settimeout(START_S)
            self._process = subprocess.Popen(self._command(elf, control, console, cable.getsockname()[1]))  # noqa: S603
            self._qtest, _ = listener.accept()
            self._wire, _ = cable.accept()
        self._answers = self._qtest.makefile("r")
        self._ports = _gpio_paths(console)
        self._wait_until_it_sees()

    @staticmethod
    def _command(elf: Path, control: Path, console: Path, port: int) -> list[str]:
        return [
            *(PROGRAM, "-M", "lm3s6965evb", "-kernel", str(elf), "-display", "none"),
            *("-watchdog-action", "reset", "-icount", "shift=6,align=on"),
            *("-qtest", f"unix:{control}", "-qtest-log", "none"),
            *(
                "-monitor",
                f"unix:{console},server=on,wait=off",
                "-serial",
                f"tcp:127.0.0.1:{port},nodelay=on",
            ),
        ]

    def _wait_until_it_sees(self) -> None:
        until = self.clock() + START_S
        while True:
            with suppress(LinkLost):
                if self.device().status().uptime_ms > SEEN_MS:
                    return
            if self.clock() > until:
                raise SimulatorFailed("the firmware does not answer in QEMU")

    def _ask(self, order: str) -> str:
        self._qtest.sendall(order.encode() + b"\n")
        answer = self._answers.readline()
        if not answer.startswith("OK"):
            raise SimulatorFailed(f"qtest {order!r}: {answer or 'QEMU has ended'}")
        return answer[2:].strip()

    def _set_pin(self, port: str, pin: int, *, high: bool) -> None:
        self._ask(f"set_irq_in {self._ports[PORTS.index(port)]} unnamed-gpio-in {pin} {int(high)}")

    def clock(self) -> float:
        """Seconds of this machine."""
        return time.monotonic()

    def run(self, ms: float) -> None:
        """Let time pass."""
        time.sleep(ms / 1000)

    def device(self, key: bytes = b"") -> Device:
        """A host's new session."""
        return Device(Link(_Wire(self._wire)), key)

    def energised(self, drawer: int) -> bool:
        """Whether the lock has current."""
        return bool(int(self._ask(f"readl {LOCKS:#x}"), 16) >> (drawer - 1) & 1)

    @property
    def full_current(self) -> bool:
        """The locks' bus has its full voltage."""
        return bool(int(self._ask(f"readl {BOARD + (FULL << 2):#x}"), 16))

    def open(self, drawer: int) -> None:
        """The drawer is opened, however."""
        self._set_pin("C", drawer - 1, high=True)

    def shut(self, drawer: int) -> None:
        """The drawer is pushed shut."""
        self._set_pin("C", drawer - 1, high=False)

    def housing(self, *, tamper: bool = False, key: bool = False) -> None:
        """The board's housing is open, the emergency key is turned."""
        self._set_pin("D", TAMPER, high=tamper)
        self._set_pin("D", KEY, high=key)

    def hang(self) -> None:
        """The processor's clock of milliseconds stops: nothing is done any more, and the watchdog not fed."""
        self._ask("writel 0xe000e010 0")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._qtest.close()
        self._answers.close()
        self._wire.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _gpio_paths(console: Path) -> list[str]:
    """QEMU's names of ports A to G: they are made in this order, and numbered as they are made."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(START_S)
        peer.connect(str(console))
        peer.sendall(b"info qom-tree\n")
        text = ""
        while text.count("(qemu)") < 2:
            text += peer.recv(65536).decode(errors="replace")
    names = re.findall(r"/(device\[\d+\]) \(pl061_luminary\)", text)
    if len(names) != len(PORTS):
        raise SimulatorFailed(f"QEMU has {len(names)} ports: {text[-500:]}")
    numbered = sorted(names, key=lambda name: int(name[7:-1]))
    return [f"/machine/unattached/{name}" for name in numbered]


class _Wire:
    """A connected socket as the `Port` of a Link."""

    in_waiting = 256
    """A socket gives what is there at once, however much is asked for."""

    def __init__(self, wire: socket.socket) -> None:
        self.timeout: float | None = None
        self._wire = wire

    def read(self, size: int = 1, /) -> bytes:
        """What came; after `timeout` seconds nothing."""
        self._wire.settimeout(self.timeout)
        try:
            return self._wire.recv(size)
        except TimeoutError:
            return b""

    def write(self, data: bytes, /) -> int:
        """Send these bytes."""
        self._wire.settimeout(None)
        self._wire.sendall(data)
        return len(data)
