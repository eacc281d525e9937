"""Tell what scanned codes are, without a cart, with the cart's own rules. One scan a line (NDJSON).

    echo '{"raw_hex": "38393335303031383030303139", "symbology": "]E0"}' | cart identify
    cart identify < scans.ndjson
    cart identify --rules cart.toml --today 2026-03-02 < scans.ndjson
    cart identify --schema

A scan:
    {"raw_hex": the code's bytes in hexadecimal, without AIM identifier, separators (1d) kept,
     "symbology"?: the AIM identifier such as ]d2; left out, null or empty when the scanner sends none}
Other keys of a line are passed over.

An answer, one for each scan and in its order:
    {"kind", "fields": {...}, "suspect"?: reason, "error"?: reason}

kind            fields (those that the code holds)
wristband       gsrn, srin, or number (the hospital's own)
badge           text
drug-pack       gtin (14 digits), drug (AI 91), lot, expiry (YYYY-MM-DD), expiryTime (hh:mm:ss), serial,
                count (AI 30), weight (kg, AI 310n)
citizen-card    number, oldNumber, name, birth, sex, address, issued
insurance-card  number, name, birth, sex, address, facility, validFrom, validTo
drawer-tag      drawer
prepared-label  number
unreadable      none; `error` says why

`suspect` and `error` begin with a stable word (check-digit, separator, duplicate, date, ...). A suspect
code has a right grammar and may hide a lost separator: nothing may be decided on it.
A line that is no scan is answered as unreadable, and the run goes on. Blank lines are passed over.
Exit status: 0 every line was a scan (readable or not); 1 a line was none; 2 used wrongly.
"""

import argparse
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from cart_agent.config import ConfigError, load_rules
from cart_agent.core import identify as codes
from cart_agent.core.identify import Identified, IdentifyRules

Kind = Literal[
    "wristband",
    "badge",
    "drug-pack",
    "citizen-card",
    "insurance-card",
    "drawer-tag",
    "prepared-label",
    "unreadable",
]

KINDS: dict[type[Struct], Kind] = {
    codes.Wristband: "wristband",
    codes.Badge: "badge",
    codes.DrugPack: "drug-pack",
    codes.CitizenCard: "citizen-card",
    codes.InsuranceCard: "insurance-card",
    codes.DrawerTag: "drawer-tag",
    codes.PreparedLabel: "prepared-label",
}

_NOT_FIELDS = {"raw", "symbology", "suspect"}
_NAMES = {
    "expiry_time": "expiryTime",
    "old_number": "oldNumber",
    "valid_from": "validFrom",
    "valid_to": "validTo",
}


class Scan(Struct, frozen=True):
    """One line that comes in."""

    raw_hex: str
    symbology: str | None = None


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line that goes out."""

    kind: Kind
    fields: dict[str, str | int]
    suspect: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schema", action="store_true", help="print the JSON Schemas of the lines and exit")
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="a cart's TOML file, for its [identify] section"
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day that settles the century of two-digit years (default: today)",
    )


def run(options: argparse.Namespace) -> int:
    if options.schema:
        schemas = {"scan": msgspec.json.schema(Scan), "answer": msgspec.json.schema(Answer)}
        print(msgspec.json.format(msgspec.json.encode(schemas)).decode())
        return 0
    try:
        rules = load_rules(options.rules) if options.rules else IdentifyRules()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    today = options.today or datetime.now(tz=UTC).date()
    return 0 if answer_all(sys.stdin.buffer, sys.stdout.buffer, rules, today) else 1


def answer_all(lines: Iterable[bytes], out: BinaryIO, rules: IdentifyRules, today: date) -> bool:
    """Answer every line that is not blank, in order. True when each was a scan."""
    whole = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            scan = msgspec.json.decode(line.removeprefix(BOM_UTF8) if number == 1 else line, type=Scan)
            answer = tell(codes.identify(bytes.fromhex(scan.raw_hex), scan.symbology or "", rules, today))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            whole = False
            answer = Answer(kind="unreadable", fields={}, error=f"malformed: line {number}: {error}")
        out.write(msgspec.json.encode(answer) + b"\n")
        out.flush()
    return whole


def tell(found: Identified) -> Answer:
    """What `identify` found, as the line that goes out."""
    if isinstance(found, codes.Unreadable):
        return Answer(
            kind="unreadable", fields={}, error=": ".join(filter(None, (found.reason, found.detail)))
        )
    held = ((name, getattr(found, name)) for name in found.__struct_fields__ if name not in _NOT_FIELDS)
    fields = {_NAMES.get(name, name): _plain(value) for name, value in held if value not in (None, "")}
    suspect = getattr(found, "suspect", "")
    return Answer(
        kind=KINDS[type(found)], fields=fields, suspect=f"separator: {suspect}" if suspect else UNSET
    )


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
