"""Take in FHIR R4 bundles, or pharmacy's order list. Also while the hospital serves: carts get it at once.

cart hospital import bundle.json --config hospital.toml
cart hospital import patients.json orders.json --ward noi-a --dry-run --config hospital.toml
cart hospital import products.json --part uong --config hospital.toml
cart hospital import dispensed.json --cart cart-01 --config hospital.toml
cart hospital import orders.csv --csv --config hospital.toml

Bundles hold resources in any order, over any number of files. A patient's chart is replaced whole, and is
taken whole or not at all; the next version goes to the carts. What carts recorded stays in it.
A refused entry or file that does not say whose it is may be any patient's allergy: no chart is taken then.
The pages of a search are imported together: of a search that goes on elsewhere nothing is taken.
Encounter.location says bed and ward (identifiers urn:mc:bed and urn:mc:ward, there, in its Location or above
it by partOf); another ward than before is a transfer. What is taken and of no use to a cart (an unknown drug
or route, a patient without a number for a wristband) is noted.

The list is UTF-8 with `,` `;` or tab, its first row these names, in Vietnamese or English, in any order:

{columns}
A row adds an order to a chart that is there, or changes the one with its id; the rest of the chart stays.
A row with only encounter, order and status stops or resumes an order.
A patient with a refused row is left as is.

Exit status: 0 everything was taken; 1 something was refused; 2 used wrongly.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cart_agent.commands.hospital_books import add_config, with_books
from cart_agent.hospital.intake.table import COLUMNS

if TYPE_CHECKING:
    from cart_agent.hospital.books import Books
    from cart_agent.hospital.intake import Problem, Report


def _columns() -> str:
    marks = {"always": "*", "whole": "+", "no": " "}
    lines = [f"  {marks[one.needed]} {one.name:<11} {one.vi:<18} {one.about}" for one in COLUMNS]
    return "\n".join([*lines, "  * always needed   + needed unless the row only changes the status", ""])


__doc__ = __doc__.format(columns=_columns())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="FHIR bundles, or one list with --csv"
    )
    add_config(parser)
    parser.add_argument("--csv", action="store_true", help="FILE is pharmacy's order list")
    parser.add_argument("--ward", default="", help="for patients whose Encounter names no ward")
    parser.add_argument(
        "--part", default="", help="the bundles' Medication become this part of the formulary"
    )
    parser.add_argument("--cart", default="", help="the bundles' MedicationDispense become this cart's stock")
    parser.add_argument("--dry-run", action="store_true", help="report only, take nothing in")
    parser.add_argument("--language", choices=["vi", "en"], default="vi", help="of the report (default: vi)")
    parser.add_argument("--json", action="store_true", help="the report as JSON, in both languages")


def run(options: argparse.Namespace) -> int:
    if options.csv and (len(options.files) != 1 or options.ward or options.part or options.cart):
        print("cart hospital import: --csv takes one file and no --ward, --part, --cart", file=sys.stderr)
        return 2
    return with_books(options, lambda books: _import(books, options))


def _import(books: "Books", options: argparse.Namespace) -> int:
    from cart_agent.hospital.intake import Intake  # noqa: PLC0415 - only what this command needs

    books.begin()
    intake = Intake(books.library, books.desk, books.config)
    if options.csv:
        report = intake.orders(options.files[0], books.now, dry_run=options.dry_run)
    else:
        names = {"ward": options.ward, "part": options.part, "cart": options.cart}
        report = intake.bundles(options.files, books.now, dry_run=options.dry_run, **names)
    _show(report, options)
    return 1 if report.refused else 0


def _show(report: "Report", options: argparse.Namespace) -> None:
    if options.json:
        plain = msgspec.to_builtins(report)
        for kind in ("refused", "warnings"):
            for shown, problem in zip(plain[kind], getattr(report, kind), strict=True):
                shown["text"] = msgspec.to_builtins(problem.words)
        print(msgspec.json.format(msgspec.json.encode(plain)).decode())
        return
    words = _WORDS[options.language]
    for one in report.taken:
        ward = f" {one.ward}" if one.ward else ""
        print(
            f"{words['of ' + one.kind]} {one.name}{ward}: {words[one.what]},"
            f" v{one.version}, {one.count} {words[one.kind]}"
        )
    for kind in ("warnings", "refused"):
        for problem in getattr(report, kind):
            print(_problem(problem, words[kind], options.language))
    if report.passed_over:
        listed = ", ".join(f"{count} {kind}" for kind, count in report.passed_over.items())
        print(f"{words['passed over']}: {listed}")
    print(
        words["sum"].format(len(report.taken), len(report.refused)) + (words["dry"] if report.dry_run else "")
    )


def _problem(problem: "Problem", heading: str, language: str) -> str:
    words = msgspec.structs.asdict(problem.words)
    column = f" [{problem.column}]" if problem.column else ""
    place = f" {_placed(problem.place, language)}" if problem.place else ""
    where = f"{Path(problem.file).name or problem.file}{place}{column}"
    return f"{heading} {where}: {words[language]}\n    -> {words[language + '_next']}"


def _placed(place: str, language: str) -> str:
    """`row 5` in the reader's language; a resource's type and id stay as they are."""
    return " ".join(_PLACES.get(word, word) for word in place.split(" ")) if language == "vi" else place


_PLACES = {"row": "dòng", "line": "dòng", "column": "cột", "entry": "mục"}
_WORDS = {
    "vi": {
        "new": "mới",
        "changed": "thay đổi",
        "unchanged": "không đổi",
        "closed": "đã kết thúc",
        "moved": "chuyển khoa",
        "of chart": "hồ sơ",
        "of formulary": "danh mục thuốc",
        "of stock": "thuốc trên xe",
        "chart": "y lệnh",
        "formulary": "thuốc",
        "stock": "mục thuốc",
        "warnings": "LƯU Ý",
        "refused": "TỪ CHỐI",
        "passed over": "Bỏ qua (xe không dùng)",
        "sum": "Đã nhận {}, từ chối {}",
        "dry": " (chạy thử, chưa lưu gì)",
    },
    "en": {
        "new": "new",
        "changed": "changed",
        "unchanged": "unchanged",
        "closed": "closed",
        "moved": "moved to another ward",
        "of chart": "chart",
        "of formulary": "formulary",
        "of stock": "stock",
        "chart": "orders",
        "formulary": "products",
        "stock": "packs",
        "warnings": "NOTE",
        "refused": "REFUSED",
        "passed over": "Passed over (carts do not use them)",
        "sum": "{} taken, {} refused",
        "dry": " (dry run, nothing was stored)",
    },
}
