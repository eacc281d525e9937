"""What scanners on a port share: a thread that opens it again and again and cuts what comes into codes."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scan_framing import Code, Framer, Repeats, Spoil, Unusable

RETRY_S = 0.5
"""Between two attempts to open the port."""

log = logging.getLogger(__name__)
Deliver = Callable[[Scan | DeviceChanged], None]


class Port(Protocol):
    """One open device. Any of these may raise OSError: it is gone."""

    def read(self, timeout: float | None) -> Sequence[bytes | Spoil] | None:
        """What has come, in order; None after `timeout` seconds of silence, and when the read was cancelled.

        `timeout` None: wait until something comes.
        """

    def cancel(self) -> None:
        """End a read that waits. Called from another thread, perhaps while the port is being closed."""

    def close(self) -> None:
        """Release the device."""


class ScanThread:
    """Satisfies `Scanner`. Its one thread owns the port; an absent device is reported once and waited for."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], Port],
        framer: Framer,
        read: Callable[[bytes], tuple[str, bytes] | Unusable],
        repeats: Repeats,
        idle_ms: int,
    ) -> None:
        """`connect` raises OSError or ValueError where there is no device.

        `read` makes AIM identifier and data of a whole code, or says why it is none; `idle_ms` is the silence
        that ends a code, 0: none does.
        """
        self._name = name
        self._connect = connect
        self._framer = framer
        self._read = read
        self._repeats = repeats
        self._idle = idle_ms / 1000 or None
        self._deliver: Deliver = lambda _report: None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._port: Port | None = None
        self._reported: DeviceChanged | None = None

    def start(self, deliver: Deliver) -> None:
        """Begin to read. Reports READY once the port is open, FAULTY while it is not."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=f"scanner {self._name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading and release the port; an unfinished code is dropped. May be called twice."""
        self._stop.set()
        port = self._port
        if port is not None:
            # The thread may be closing the port at this moment; then there is no read to cancel.
            with suppress(OSError, TypeError, AttributeError):
                port.cancel()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        self._report(DeviceState.CONNECTING)
        while not self._stop.is_set():
            try:
                self._port = self._connect()
                self._report(DeviceState.READY)
                self._read_until_stopped(self._port)
            except (OSError, ValueError) as error:
                self._lost(str(error))
            except Exception as error:
                # A dead thread would look like a scanner at rest.
                log.exception("scanner %s failed", self._name)
                self._lost(repr(error))
            finally:
                self._release()
            self._stop.wait(RETRY_S)

    def _release(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            with suppress(OSError):
                port.close()

    def _read_until_stopped(self, port: Port) -> None:
        while not self._stop.is_set():
            pieces = port.read(self._idle if self._framer.pending else None)
            for piece in pieces or ():
                self._hand_on(self._framer.feed(piece))
            if pieces is None and self._framer.pending and self._idle and not self._stop.is_set():
                self._hand_on(self._framer.end())

    def _hand_on(self, codes: Sequence[Code]) -> None:
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        for code in codes:
            found = self._read(code) if isinstance(code, bytes) else code
            if isinstance(found, Unusable):
                self._report(DeviceState.READY, f"unreadable: {found}")
            elif isinstance(code, bytes) and self._repeats.is_new(code, now):
                symbology, raw = found
                self._deliver(Scan(raw=raw, symbology=symbology, device=self._name, monotonic=now))

    def _lost(self, why: str) -> None:
        if dropped := self._framer.drop():
            why = f"{why}; {dropped} bytes of an unfinished code discarded"
        self._report(DeviceState.FAULTY, why)

    def _report(self, state: DeviceState, detail: str = "") -> None:
        report = DeviceChanged(device=self._name, state=state, detail=detail)
        # An absent scanner is reported once, not at every attempt.
        if report != self._reported or (state is DeviceState.READY and detail):
            self._reported = report
            self._deliver(report)


def without_aim(code: bytes) -> tuple[str, bytes]:
    """A code that is all data."""
    return "", code
