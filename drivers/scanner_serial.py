"""A barcode scanner on a serial port: RS-232, USB CDC, or anything else that pyserial has a URL for.

The scanner's AIM identifier should be on. A code ends at a terminator, else when the line has been idle.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Annotated, Literal

import serial
from msgspec import Meta, Struct

from drivers.interfaces import DeviceChanged, DeviceState, Scan, Scanner
from drivers.scan_framing import Framer, Overlong, split_aim

RETRY_S = 0.5
"""Between two attempts to open the port."""
POLL_S = 1.0
"""How long a read may block on ports whose read cannot be cancelled (`socket://`)."""

log = logging.getLogger(__name__)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scanner and how its port is set."""

    name: str
    port: str
    """Device path or pyserial URL; a path under /dev/serial/by-id outlives replugging."""
    baudrate: Annotated[int, Meta(ge=300, le=921600)] = 9600
    """Speed of the line; USB scanners ignore it."""
    bytesize: Literal[7, 8] = 8
    """Data bits."""
    parity: Literal["N", "E", "O"] = "N"
    """None, even or odd."""
    stopbits: Literal[1, 2] = 1
    """Stop bits."""
    rtscts: bool = False
    """Hardware flow control."""
    terminators: str = "\r\n\t"
    """Every character of it ends a code; none of them can be part of one."""
    idle_ms: Annotated[int, Meta(ge=0, le=5000)] = 200
    """Silence that ends a code without terminator; 0: only a terminator ends a code."""
    max_length: Annotated[int, Meta(ge=1, le=65536)] = 4096
    """Bytes; a QR code holds at most 2,953 (ISO/IEC 18004)."""
    aim: bool = True
    """Whether `]` and two characters at the beginning are an AIM identifier."""


class SerialScanner:
    """Satisfies `Scanner`. Its one thread owns the port; a code read twice is delivered twice."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._framer = Framer(settings.terminators.encode(), settings.max_length)
        self._deliver: Callable[[Scan | DeviceChanged], None] = lambda _report: None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._port: serial.Serial | None = None
        self._reported: DeviceChanged | None = None
        self._last_byte = 0.0

    def start(self, deliver: Callable[[Scan | DeviceChanged], None]) -> None:
        """Begin to read. Reports READY once the port is open, FAULTY while it is not."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=f"scanner {self._settings.name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading and release the port; an unfinished code is dropped. May be called twice."""
        self._stop.set()
        port = self._port
        if port is not None:
            # The thread may be closing the port at this moment; then there is no read to cancel.
            with contextlib.suppress(OSError, TypeError, AttributeError):
                port.cancel_read()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        self._report(DeviceState.CONNECTING)
        while not self._stop.is_set():
            try:
                with self._connect() as port:
                    self._read_until_stopped(port)
            except (OSError, ValueError) as error:
                self._lost(str(error))
            except Exception as error:
                # A dead thread would look like a scanner at rest.
                log.exception("scanner %s failed", self._settings.name)
                self._lost(repr(error))
            finally:
                self._port = None
            self._stop.wait(RETRY_S)

    def _connect(self) -> serial.Serial:
        settings = self._settings
        port = serial.serial_for_url(
            settings.port,
            baudrate=settings.baudrate,
            bytesize=settings.bytesize,
            parity=settings.parity,
            stopbits=settings.stopbits,
            rtscts=settings.rtscts,
            exclusive=True,
        )
        self._port = port
        self._report(DeviceState.READY)
        return port

    def _read_until_stopped(self, port: serial.Serial) -> None:
        waiting = None if hasattr(port, "cancel_read") else POLL_S
        idle = self._settings.idle_ms / 1000 or waiting
        while not self._stop.is_set():
            port.timeout = idle if self._framer.pending else waiting
            data = port.read(1)
            if data:
                data += port.read(port.in_waiting)
                self._last_byte = time.clock_gettime(time.CLOCK_BOOTTIME)
                self._hand_on(self._framer.feed(data))
            elif self._settings.idle_ms and not self._stop.is_set():
                self._hand_on(self._framer.end())

    def _hand_on(self, codes: list[bytes | Overlong]) -> None:
        for code in codes:
            if isinstance(code, Overlong):
                self._report(DeviceState.READY, f"unreadable: {code.length} bytes without an end, discarded")
            else:
                symbology, raw = split_aim(code) if self._settings.aim else ("", code)
                name = self._settings.name
                self._deliver(Scan(raw=raw, symbology=symbology, device=name, monotonic=self._last_byte))

    def _lost(self, why: str) -> None:
        if dropped := self._framer.drop():
            why = f"{why}; {dropped} bytes of an unfinished code discarded"
        self._report(DeviceState.FAULTY, why)

    def _report(self, state: DeviceState, detail: str = "") -> None:
        report = DeviceChanged(device=self._settings.name, state=state, detail=detail)
        # An absent scanner is reported once, not at every attempt.
        if report != self._reported or (state is DeviceState.READY and detail):
            self._reported = report
            self._deliver(report)


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The scanner, not yet reading."""
    return SerialScanner(settings)
