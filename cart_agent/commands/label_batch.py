"""`cart label KIND`: a file of rows onto paper or into a file, each printed label recorded."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from cart_agent.config import load
from cart_agent.core.identify import IdentifyRules
from cart_agent.labels.batch import Job, Made, RefusedRow, read_rows
from cart_agent.labels.journal import Entry, write
from cart_agent.labels.port import PrinterError, check_address, send
from cart_agent.labels.stocks import stock_for
from cart_agent.labels.zpl import zpl
from cart_agent.sheet import write_pages

ZONE = "Asia/Ho_Chi_Minh"
"""Where no cart's file says which day it is."""


def batch(options: argparse.Namespace) -> int:
    """Write or print what the rows name. 0: all of them; 1: some row was refused.

    Raises PrinterError, ConfigError, OSError, or ValueError for a file that is none of this kind.
    """
    job = _job(options)
    made: list[Made] = []
    refused = 0
    with _opened(options.csv) as source:
        for one in read_rows(source, job):
            if isinstance(one, RefusedRow):
                refused += 1
                print(f"line {one.line}: not printed: {one.reason}", file=sys.stderr)
            elif one.line >= options.from_line:
                made.append(one)
    if made:
        if options.printer:
            _print(made, job, options)
        else:
            _write(made, job, options.out)
    print(f"{len(made)} labels, {refused} rows refused")
    return 1 if refused else 0


def _job(options: argparse.Namespace) -> Job:
    config = load(options.config) if options.config else None
    zone = ZoneInfo(config.cart.zone if config else ZONE)
    return Job(
        kind=options.what,
        stock=stock_for(options.what, options.stock),
        dpi=options.dpi,
        language=options.language,
        rules=config.identify if config else IdentifyRules(),
        today=datetime.now(zone).date(),
    )


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """Spreadsheets put a byte order mark in front; it is not part of the first heading."""
    source = sys.stdin.fileno() if str(path) == "-" else path
    with open(source, encoding="utf-8-sig", newline="", closefd=source is path) as text:
        yield text


def _write(made: list[Made], job: Job, out: Path) -> None:
    if out.suffix == ".zpl":
        out.write_bytes(b"".join(zpl(one.page, turned=job.stock.turned) for one in made))
        files = [out]
    else:
        files = write_pages([one.page for one in made], out)
    for file in files:
        print(file)


def _print(made: list[Made], job: Job, options: argparse.Namespace) -> None:
    """One after the other, each recorded before and after. Raises PrinterError, and says where to go on."""
    check_address(options.printer)
    for one in made:
        about = {"kind": job.kind, "code": " ".join(one.label.readable), "printer": options.printer}
        write(options.journal, Entry(at=datetime.now(UTC), state="sending", **about))
        try:
            send(options.printer, zpl(one.page, turned=job.stock.turned))
        except PrinterError as error:
            write(options.journal, Entry(at=datetime.now(UTC), state="failed", problem=error.code, **about))
            print(f"stopped at line {one.line}: go on with --from-line {one.line}", file=sys.stderr)
            raise
        write(options.journal, Entry(at=datetime.now(UTC), state="printed", **about))
