"""The cable of a simulated board: a pseudo-terminal behind a link of its own name, or a TCP port."""

import os
import selectors
import socket
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

Receive = Callable[[bytes], None]


class Port(Protocol):
    """Bytes in and out. It registers itself with the selector; the data of its keys is called when they are
    ready."""

    def plug(self, receive: Receive) -> None:
        """The cable is there: hand on what comes."""

    def send(self, data: bytes) -> None:
        """To the host, if one listens."""

    def unplug(self) -> None:
        """The cable is gone."""


class Pty:
    """`link` is a symbolic link to the terminal that the host opens."""

    def __init__(self, link: Path, selector: selectors.BaseSelector) -> None:
        self._link = link
        self._selector = selector
        self._ends: tuple[int, int] | None = None

    def plug(self, receive: Receive) -> None:
        board, host = os.openpty()
        tty.setraw(host)
        self._ends = board, host
        self._selector.register(board, selectors.EVENT_READ, lambda: receive(os.read(board, 4096)))
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(os.ttyname(host))

    def send(self, data: bytes) -> None:
        if self._ends is not None:
            os.write(self._ends[0], data)

    def unplug(self) -> None:
        if self._ends is not None:
            self._selector.unregister(self._ends[0])
            self._link.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None


class Tcp:
    """One host at a time at 127.0.0.1; a new one takes the place of the old."""

    def __init__(self, number: int, selector: selectors.BaseSelector) -> None:
        self._number = number
        self._selector = selector
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None

    def plug(self, receive: Receive) -> None:
        listener = socket.create_server(("127.0.0.1", self._number))
        self._listener = listener
        self._selector.register(listener, selectors.EVENT_READ, lambda: self._accept(receive))

    def send(self, data: bytes) -> None:
        if self._host is not None:
            with suppress(OSError):
                self._host.sendall(data)

    def unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None

    def _accept(self, receive: Receive) -> None:
        assert self._listener is not None
        self._hang_up()
        host, _ = self._listener.accept()
        host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = host
        self._selector.register(host, selectors.EVENT_READ, lambda: self._receive(host, receive))

    def _receive(self, host: socket.socket, receive: Receive) -> None:
        data = b""
        with suppress(OSError):
            data = host.recv(4096)
        if data:
            receive(data)
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._host is not None:
            self._selector.unregister(self._host)
            self._host.close()
            self._host = None
