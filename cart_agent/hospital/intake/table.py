"""Pharmacy's order list as a table: UTF-8, with `,` `;` or tab, its first row the names of the columns."""

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cart_agent.hospital.intake.report import Problem


class Column(Struct, frozen=True, kw_only=True):
    """One column, by either name. `needed`: `always`, or `whole`: not for a status alone."""

    name: str
    vi: str
    needed: Literal["always", "whole", "no"] = "no"
    about: str


COLUMNS = (
    Column(name="encounter", vi="mã đợt điều trị", needed="always", about="encounter id, as in the chart"),
    Column(name="order", vi="mã y lệnh", needed="always", about="order id; a known one is changed"),
    Column(name="drug", vi="mã thuốc", needed="whole", about="hospital's code, in the formulary"),
    Column(name="name", vi="tên thuốc", about="as people read it"),
    Column(name="dose", vi="liều", needed="whole", about="one dose: 500, 2.5 or 2,5"),
    Column(name="unit", vi="đơn vị", needed="whole", about="of the dose: mg, g, mcg, mL, viên, ống, IU..."),
    Column(
        name="route",
        vi="đường dùng",
        needed="whole",
        about="oral/uống, iv/tiêm tĩnh mạch, sc/tiêm dưới da...",
    ),
    Column(name="times", vi="giờ dùng", about="08:00;14:00;20:00, every day"),
    Column(name="prn", vi="khi cần", about="reason, for a dose as needed"),
    Column(name="interval", vi="cách ít nhất", about="hours between two doses as needed"),
    Column(name="max-24h", vi="tối đa 24 giờ", about="most in 24 hours, in the unit of the dose"),
    Column(name="priority", vi="ưu tiên", about="routine/thường, urgent/khẩn, stat/ngay: once, at once"),
    Column(name="start", vi="từ ngày", about="2026-03-02 or 02/03/2026"),
    Column(name="end", vi="đến ngày", about="last day"),
    Column(
        name="status",
        vi="trạng thái",
        about="active/đang dùng, on-hold/tạm ngừng, stopped/ngừng",
    ),
    Column(name="prescriber", vi="bác sĩ", about="name"),
    Column(name="note", vi="ghi chú", about="shown to the nurse"),
)
_NAMES = {name: column.name for column in COLUMNS for name in (column.name, column.vi)}
_SEPARATORS = ",;\t"
_FOR_EXCEL = re.compile(r"\A\"?sep=[,;\t]\"?[,;\t]*\r?\n", re.IGNORECASE)
"""A line in front that tells Excel the separator; Excel does not count it."""


class Row(Struct, frozen=True, kw_only=True):
    """One row, by column name; an empty cell is not there. `headers`: the names as the file has them."""

    file: str
    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: dict[str, str]
    headers: dict[str, str]

    def problem(self, code: str, column: str = "", detail: str = "") -> Problem:
        """Something about this row, or about one cell of it."""
        return Problem(
            code=code,
            file=self.file,
            place=f"row {self.number}",
            column=self.headers.get(column, column),
            detail=detail or self.cells.get(column, ""),
            owner=self.cells.get("encounter", ""),
        )


def read_table(path: Path) -> tuple[list[Row], list[Problem]]:
    """The rows that have every cell they need, and what is wrong with the others or with the file."""
    file = str(path)
    try:
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
        text = _FOR_EXCEL.sub("", text)
        separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except OSError as error:
        return [], [Problem(code="file-unreadable", file=file, detail=error.strerror or "")]
    except UnicodeDecodeError as error:
        return [], [Problem(code="not-utf8", file=file, detail=str(error.start))]
    except csv.Error as error:
        return [], [Problem(code="not-a-list", file=file, detail=str(error))]
    if len(records) < 2:
        return [], [Problem(code="list-empty", file=file)]
    header = [cell.strip() for cell in records[0]]
    problems = list(_wrong_columns(file, header))
    return ([], problems) if problems else _rows(file, header, records[1:])


def _wrong_columns(file: str, header: list[str]) -> list[Problem]:
    """A column that is not understood could be the one that matters: the whole file is refused."""
    names = [_NAMES.get(cell.casefold(), "") for cell in header]
    unknown = [cell for cell, name in zip(header, names, strict=True) if not name]
    twice = {cell for cell, name in zip(header, names, strict=True) if name and names.count(name) > 1}
    missing = [one for one in COLUMNS if one.needed != "no" and one.name not in names]
    found = [("column-unknown", cell) for cell in unknown]
    found += [("column-twice", cell) for cell in sorted(twice)]
    found += [("column-missing", f"{one.vi} / {one.name}") for one in missing]
    return [Problem(code=code, file=file, place="row 1", column=cell, detail=cell) for code, cell in found]


def _rows(file: str, header: list[str], records: list[list[str]]) -> tuple[list[Row], list[Problem]]:
    names = [_NAMES[cell.casefold()] for cell in header]
    headers = dict(zip(names, header, strict=True))
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in enumerate(records, start=2):
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=False) if cell.strip()}
        row = Row(file=file, number=number, cells=cells, headers=headers)
        if not cells:
            continue  # a spreadsheet writes the separators of an empty row too
        if len(record) != len(header):
            problems.append(row.problem("row-length", detail=f"{len(record)}, {len(header)}"))
            continue
        missing = [row.problem("value-missing", one) for one in _needed(cells) if one not in cells]
        problems += missing
        rows += [] if missing else [row]
    return rows, problems


def ends(cells: dict[str, str]) -> bool:
    """Whether the row only says how a known order stands: nothing but encounter, order and status."""
    return cells.keys() <= {"encounter", "order", "status"} and "status" in cells


def _needed(cells: dict[str, str]) -> list[str]:
    kinds = ("always",) if ends(cells) else ("always", "whole")
    return [one.name for one in COLUMNS if one.needed in kinds]
