"""The way to a label printer: a network socket, a file or device, or a queue of CUPS.

A printer that takes bytes need not print them. So one that is reached over the network is asked for
its state before and after (Zebra, ZPL II Programming Guide: ~HS, Host Status); no answer is
no problem.
"""

import os
import socket
import stat
import subprocess
import time
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cart_agent.labels.problems import PROBLEMS

PORT = 9100
"""Raw printing, where the URL names no other (AppSocket)."""
PATIENCE = 10.0
"""Seconds for connecting and for each step of sending."""
ANSWER = 2.0
"""Seconds for an answer to the question how it is."""
STX, ETX = b"\x02", b"\x03"


class PrinterError(Exception):
    """A label was not printed, or nobody knows. `code` is a key of PROBLEMS, `detail` for the engineer."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(PROBLEMS[code]["en"] + (f" ({detail})" if detail else ""))
        self.code = code
        self.detail = detail


FLAGS = (
    (0, 1, "printer-no-labels"),
    (1, 2, "printer-open"),
    (1, 3, "printer-no-ribbon"),
    (0, 2, "printer-paused"),
)
"""Line and field of a Host Status answer that is 1 when this is so; the most telling first."""


def check_address(url: str) -> None:
    """Raises PrinterError unless `url` is a printer's address."""
    parts = _split(url)
    ok = {"socket": bool(parts.hostname), "file": parts.path.startswith("/"), "lp": bool(parts.netloc)}
    if not ok.get(parts.scheme, False):
        raise PrinterError("printer-address", url)


def send(url: str, job: bytes) -> None:
    """Print. Returns when the printer, the device or the queue has taken all of it. Raises PrinterError."""
    check_address(url)
    parts = _split(url)
    SENDERS[parts.scheme](parts, job)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError as error:
        raise PrinterError("printer-address", url) from error
    return parts


def _socket(parts: SplitResult, job: bytes) -> None:
    assert parts.hostname is not None
    try:
        link = socket.create_connection((parts.hostname, parts.port or PORT), PATIENCE)
    except OSError as error:
        raise PrinterError("printer-unreachable", str(error)) from error
    with link:
        try:
            if problem := _problem(link):
                raise PrinterError(problem)
            link.settimeout(PATIENCE)
            link.sendall(job)
            problem = _problem(link)
            link.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise PrinterError("printer-broke-off", str(error)) from error
        if problem:
            raise PrinterError(problem)


def _problem(link: socket.socket) -> str:
    """What the printer says is wrong with it; empty when nothing is, or when it does not say."""
    link.sendall(b"~HS")
    answer, until = b"", time.monotonic() + ANSWER
    while answer.count(ETX) < 3 and (left := until - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            some = link.recv(1024)
        except TimeoutError:
            break
        if not some:
            raise ConnectionResetError("closed by the printer")
        answer += some
    return read_status(answer)


def read_status(answer: bytes) -> str:
    """The first problem of a Host Status answer: three lines `STX field,field,... ETX CR LF`; else empty."""
    lines = [part.partition(ETX)[0].split(b",") for part in answer.split(STX)[1:]]
    for line, field, problem in FLAGS:
        if line < len(lines) and field < len(lines[line]) and lines[line][field].strip() == b"1":
            return problem
    return ""


def _file(parts: SplitResult, job: bytes) -> None:
    """A device is written to, a file added to; a device that takes nothing is given up after a while."""
    path = Path(parts.path)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o600)
        with os.fdopen(handle, "wb", buffering=0) as out:
            _write_all(out.fileno(), job)
            if stat.S_ISREG(os.fstat(out.fileno()).st_mode):
                os.fsync(out.fileno())
    except OSError as error:
        raise PrinterError("printer-file", str(error)) from error


def _write_all(handle: int, job: bytes) -> None:
    until = time.monotonic() + PATIENCE
    while job:
        try:
            job = job[os.write(handle, job) :]
            until = time.monotonic() + PATIENCE
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _queue(parts: SplitResult, job: bytes) -> None:
    """CUPS, past its filters: the job is in the printer's own language already."""
    command = ("lp", "-d", parts.netloc, "-o", "raw", "-s")
    try:
        done = subprocess.run(command, input=job, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrinterError("printer-queue", str(error)) from error
    if done.returncode:
        raise PrinterError("printer-queue", done.stderr.decode(errors="replace").strip()[-200:])


SENDERS = {"socket": _socket, "file": _file, "lp": _queue}
