"""Decide cases without a cart, with the cart's own rules. One case a line in, one answer a line out (NDJSON).

    cart decide < cases.ndjson
    cart decide --schema
    cart decide --zone Asia/Tokyo --rules cart.toml < cases.ndjson

A case:
    {"now": time, "chart": chart document or null, "formulary": [Medication...], "policy"?: ward policy,
     "wristband": {"raw", "symbology"} or null, "order": MedicationRequest id,
     "scans": [{"raw", "symbology"}...], "amount"?: {"value", "unit"}, "actor"?, "witness"?,
     "link"?: {"manifestAgeMinutes", "verified", "clockSynced"}, "zone"?, "doseTime"?, "stock"?}

`raw` is the code's text without its AIM identifier, `symbology` that identifier (such as ]d2, or empty).
A chart of null is a patient whom the cart does not know; a wristband of null could not be scanned.
`amount` is what the nurse says was given; without it, what was scanned. `actor` and `witness` are a
staff id or {"id", "name"}; of the witness also "dose": {"value", "unit"}, what she says of a drug whose
dose she must not see (ward policy, `blindDoseClasses`). `link` is 0, true, true unless said. `doseTime`
says which dose is meant; without it, the one nearest to `now`. `stock` is what pharmacy loaded into the
drawers.

An answer:
    {"release": {"verdict", "findings": [{"code", "severity", "text": {"vi", "en"}, "next": {"vi", "en"}}]},
     "verify": the same, or null when nothing was scanned,
     "record": the MedicationAdministration if the dose is given now, or null when it could not be,
     "witness": {"blind", "agrees", "text": {"vi", "en"}}, only for a case with the witness's own dose}

The record answers for every finding that a person may answer for. It is null when nothing was scanned,
after a STOP, without an `actor`, after a WITNESS without a `witness` who is another person, and where the
dose that she says is not the ordered one. A witness without a `dose` is taken to have said it right.
Its event id is made from `now` and the SHA-256 of the line: the same line gives the same record.

A line that is no case is answered with {"error": {"line", "text"}} and the run goes on. A key that is
nearly one of these is an error; others are taken for the sender's notes. Of a key that stands twice the
last counts. An optional key may be null. Blank lines are passed over.
Exit status: 0 every line was decided; 1 a line was not; 2 used wrongly.
"""

import argparse
import os
import sys
from pathlib import Path

import msgspec

from cart_agent.config import ConfigError, load_rules
from cart_agent.core.identify import IdentifyRules
from cart_agent.decide import answer, case, stream
from cart_agent.decide.gather import Setting
from cart_agent.decide.schema import json_schema

SCHEMAS = {"case": case.Case, "answer": answer.Answer, "error": answer.Failed}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schema", action="store_true", help="print the JSON Schemas of the lines and exit")
    parser.add_argument(
        "--zone", default="Asia/Ho_Chi_Minh", help="the ward's IANA time zone (default: %(default)s)"
    )
    parser.add_argument(
        "--rules", type=Path, metavar="FILE", help="a cart's TOML file, for its [identify] section"
    )


def run(options: argparse.Namespace) -> int:
    if options.schema:
        schemas = {name: json_schema(kind) for name, kind in SCHEMAS.items()}
        print(msgspec.json.format(msgspec.json.encode(schemas)).decode())
        return 0
    try:
        rules = load_rules(options.rules) if options.rules else IdentifyRules()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if not case.is_zone(options.zone):
        print(f"{options.zone} is not an IANA time zone such as Asia/Ho_Chi_Minh", file=sys.stderr)
        return 2
    setting = Setting(rules=rules, zone=options.zone)
    try:
        return 0 if stream.run(sys.stdin.buffer, sys.stdout.buffer, setting) else 1
    except BrokenPipeError:
        # Whoever read the answers has gone. Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
