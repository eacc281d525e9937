"""What scanners on a port share: a thread that opens it again and again and reads it."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from drivers.interfaces import DeviceState
from drivers.scan_delivery import Deliver, Delivery
from drivers.scan_framing import Spoil

RETRY_S = 0.5
"""Between two attempts to open the port."""

log = logging.getLogger(__name__)


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

    def __init__(self, name: str, connect: Callable[[], Port], delivery: Delivery, idle_ms: int) -> None:
        """`connect` raises OSError or ValueError where there is no device.

        `idle_ms` is the silence that ends a code; 0: none does.
        """
        self._name = name
        self._connect = connect
        self._delivery = delivery
        self._idle = idle_ms / 1000 or None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._port: Port | None = None

    def start(self, deliver: Deliver) -> None:
        """Begin to read. Reports READY once the port is open, FAULTY while it is not."""
        self._delivery.deliver = deliver
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
        self._delivery.report(DeviceState.CONNECTING)
        while not self._stop.is_set():
            try:
                self._port = self._connect()
                self._delivery.report(DeviceState.READY)
                self._read_until_stopped(self._port)
            except (OSError, ValueError) as error:
                self._delivery.lost(str(error))
            except Exception as error:
                # A dead thread would look like a scanner at rest.
                log.exception("scanner %s failed", self._name)
                self._delivery.lost(repr(error))
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
            pieces = port.read(self._idle if self._delivery.pending else None)
            if pieces is not None:
                self._delivery.take(pieces)
            elif self._delivery.pending and self._idle and not self._stop.is_set():
                self._delivery.silence()
