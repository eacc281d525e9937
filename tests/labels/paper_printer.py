"""A label printer on a TCP port: takes ZPL, answers Host Status as a Zebra does, can fail in its ways."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar

from PIL import Image
from zebrafy.zebrafy_zpl import ZebrafyZPL


class PaperPrinter:
    """`faults` are keys of FIELDS; `answers` False: it does not know ~HS; `breaks_off`: it hangs up."""

    FIELDS: ClassVar = {"paper": (0, 1), "pause": (0, 2), "head": (1, 2), "ribbon": (1, 3)}

    def __init__(self, port: int = 0) -> None:
        self.faults: set[str] = set()
        self.answers = True
        self.breaks_off = False
        self.jobs: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self.port}"

    @property
    def labels(self) -> list[Image.Image]:
        """What came out, as pictures."""
        jobs = "".join(job.decode("ascii") for job in self.jobs)
        return [one.convert("L") for one in ZebrafyZPL(jobs).to_images()] if jobs else []

    def switch_off(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                with link, suppress(ConnectionError):
                    self._take(link)

    def _take(self, link: socket.socket) -> None:
        """`~HS` is answered at once, wherever it comes; everything else belongs to labels."""
        waiting = b""
        while some := link.recv(4096):
            waiting += some
            while b"~HS" in waiting:
                before, _, rest = waiting.partition(b"~HS")
                self._print(before)
                waiting = rest
                if self.answers:
                    link.sendall(self._status())
            if waiting and self.breaks_off:
                return
        self._print(waiting)

    def _print(self, job: bytes) -> None:
        if job and not self.faults:
            self.jobs.append(job)

    def _status(self) -> bytes:
        """Three lines of Host Status (Zebra, ZPL II Programming Guide)."""
        said = "030,0,0,0240,000,0,0,0,000,0,0,0 000,0,0,0,0,2,4,0,00000000,1,000 1234,0"
        lines = [line.split(",") for line in said.split()]
        for fault in self.faults:
            line, field = self.FIELDS[fault]
            lines[line][field] = "1"
        return b"".join(b"\x02" + ",".join(line).encode() + b"\x03\r\n" for line in lines)


@contextmanager
def printer() -> Iterator[PaperPrinter]:
    made = PaperPrinter()
    try:
        yield made
    finally:
        with suppress(OSError):
            made.switch_off()
