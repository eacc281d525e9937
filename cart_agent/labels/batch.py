"""A file of rows (CSV, UTF-8, a heading line) into labels. A row that makes no good label is reported.

As a spreadsheet in Vietnam writes it, too: `;` or tab between the fields, days as 31/12/2027, empty rows.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import TextIO

import msgspec
from msgspec import Struct

from cart_agent.core.identify import IdentifyRules
from cart_agent.labels.label import Label, prove
from cart_agent.labels.layout import lay_out
from cart_agent.labels.rows import FORMS, ROWS
from cart_agent.labels.stocks import FITS, STOCKS, Stock
from cart_agent.labels.words import WORDS
from cart_agent.sheet.layout import Page

_SEPARATORS = ",;\t"
_DAYS = {"expiry", "birth_date"}
_SPREADSHEET_DAY = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})")


class Made(Struct, frozen=True, kw_only=True):
    """A label that may be printed."""

    line: int
    label: Label
    page: Page


class RefusedRow(Struct, frozen=True, kw_only=True):
    """A row that makes no label, or not all of them: nothing of it is printed."""

    line: int
    """In the file, from 1; the heading is line 1."""
    reason: str


class Job(Struct, frozen=True, kw_only=True):
    """How the labels of a file are made."""

    kind: str
    stock: Stock
    dpi: int
    language: str
    rules: IdentifyRules
    today: date


def read_rows(source: TextIO, job: Job) -> Iterator[Made | RefusedRow]:
    """Labels and refused rows in the file's order. Raises ValueError where the headings are wrong."""
    try:
        heading = source.readline()
    except UnicodeDecodeError as error:
        raise ValueError("the file is not UTF-8; in Excel choose “CSV UTF-8”") from error
    separator = max(_SEPARATORS, key=heading.count)
    reader = csv.DictReader(chain([heading], source), delimiter=separator, strict=True)
    fields = ROWS[job.kind].__struct_fields__
    strange = set(reader.fieldnames or ()) - set(fields)
    if strange or not reader.fieldnames:
        raise ValueError(f"headings of {job.kind} are {', '.join(fields)}; not {', '.join(sorted(strange))}")
    codes: dict[bytes, int] = {}
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            yield RefusedRow(line=line, reason=str(error))
            return
        try:
            made = _made(row, line, job)
            _once(made, codes)
        except msgspec.ValidationError as error:
            yield RefusedRow(line=line, reason=_plain(error))
        except ValueError as error:
            yield RefusedRow(line=line, reason=str(error))
        else:
            yield from made


def _made(row: dict[str, str], line: int, job: Job) -> list[Made]:
    if None in row or None in row.values():
        raise ValueError("another number of fields than the heading has")
    given = {name: _iso(name, value.strip()) for name, value in row.items() if value.strip()}
    if not given:
        return []
    made = []
    for label in msgspec.convert(given, ROWS[job.kind], strict=False).labels(WORDS[job.language]):
        prove(label, job.rules, job.today)
        made.append(Made(line=line, label=label, page=_page(label, job)))
    return made


def _iso(name: str, text: str) -> str:
    """A day or month as a spreadsheet shows it."""
    found = _SPREADSHEET_DAY.fullmatch(text) if name in _DAYS else None
    if found is None:
        return text
    day, month, year = found.groups()
    return "-".join(filter(None, (year, month.zfill(2), day and day.zfill(2))))


def _page(label: Label, job: Job) -> Page:
    """Raises ValueError, with the rolls that have room for it."""
    try:
        return lay_out(label, job.stock, job.dpi)
    except ValueError as error:
        room = ", ".join(name for name in FITS[label.kind] if _has_room(label, STOCKS[name], job.dpi))
        raise ValueError(f"{error}; there is room on {room or 'no roll'}") from error


def _has_room(label: Label, stock: Stock, dpi: int) -> bool:
    try:
        lay_out(label, stock, dpi)
    except ValueError:
        return False
    return True


def _plain(error: msgspec.ValidationError) -> str:
    """Which field, and how it is written; msgspec says it for programmers."""
    found = re.search(r"`\$\.(\w+)`|field `(\w+)`", str(error))
    field = (found[1] or found[2]) if found else ""
    if field in FORMS:
        return f"{field}: {FORMS[field]}"
    return f"{field}: must be filled in" if field else str(error)


def _once(made: list[Made], codes: dict[bytes, int]) -> None:
    """The same code twice in a file would be two things under one name."""
    for one in made:
        before = codes.setdefault(one.label.item.raw, one.line)
        if before != one.line:
            raise ValueError(f"the same code as in line {before}")
