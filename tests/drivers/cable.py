"""A TCP cable between the driver and the simulated board that can lose or change single answers."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import serial

from firmware_bridge import codec

Treatment = Callable[[codec.Frame], codec.Frame | None]
"""What becomes of an answer of the board: itself, another, or nothing."""


def whole(frame: codec.Frame) -> codec.Frame:
    """The cable as it should be."""
    return frame


class Cable:
    """Listens on `url`; carries bytes to the board's pty and its answers back, one host after another."""

    def __init__(self, pty: str) -> None:
        self.treatment: Treatment = whole
        self._board = serial.Serial(pty, timeout=0.05)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._over = threading.Event()
        self._host: socket.socket | None = None
        self._threads = [threading.Thread(target=run) for run in (self._to_board, self._to_host)]

    @property
    def url(self) -> str:
        """For pyserial."""
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def _to_board(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError, ConnectionError):
                self._host, _ = self._listener.accept()
                with self._host:
                    while data := self._host.recv(4096):
                        self._board.write(data)

    def _to_host(self) -> None:
        receiver = codec.Receiver()
        while not self._over.is_set():
            for frame in receiver.feed(self._board.read(max(1, self._board.in_waiting))):
                treated = self.treatment(frame)
                if treated is not None and self._host is not None:
                    with suppress(OSError):
                        self._host.sendall(codec.encode(treated))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """After the driver was closed: its end of the connection is what ends the inner loop."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()
        self._board.close()
