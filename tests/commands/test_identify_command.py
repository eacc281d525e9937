"""`cart identify`: lines in, lines out, and what it says of lines that are none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.soak import examples

COMMAND = [sys.executable, "-m", "cart_agent", "identify", "--today", "2026-03-02"]
GTIN = "08935001800019"
CARD = "012345678901|123456789|NGUYỄN THỊ THỬ|12051980|Nữ|Số 1, phố Thử|01012021"


def ran(*lines: bytes, extra: tuple[str, ...] = ()) -> tuple[int, list[Any]]:
    done = subprocess.run(
        [*COMMAND, *extra], check=False, input=b"\n".join(lines), capture_output=True, timeout=60
    )
    assert not done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def line(code: str, symbology: str = "") -> bytes:
    return json.dumps({"raw_hex": code.encode().hex(), "symbology": symbology}).encode()


def test_every_kind_of_code_is_told_with_its_fields() -> None:
    insurance = f"DN4797900000000|{'THỬ'.encode().hex()}|12/05/1980|1|-|79-034|01/01/2026|-|-|-|-|-|-|x|$"
    status, answers = ran(
        line(f"01{GTIN}1727123110L1\x1d21S1\x1d3103001250", "]d2"),
        line("8935001800019", "]E0"),
        line("NV-DEMO-7", "]C0"),
        line("BN0001", "]Q1"),
        line("NGAN-3"),
        line("PL-2026-0001"),
        line(CARD, "]Q1"),
        line(insurance, "]Q1"),
    )

    person = {"name": "THỬ", "birth": "1980-05-12", "sex": "male"}
    card = {"number": "012345678901", "oldNumber": "123456789", "name": "NGUYỄN THỊ THỬ", "sex": "female"}
    assert status == 0
    assert answers == [
        {
            "kind": "drug-pack",
            "fields": {"gtin": GTIN, "lot": "L1", "expiry": "2027-12-31", "serial": "S1", "weight": "1.250"},
        },
        {"kind": "drug-pack", "fields": {"gtin": GTIN}},
        {"kind": "badge", "fields": {"text": "NV-DEMO-7"}},
        {"kind": "wristband", "fields": {"number": "BN0001"}},
        {"kind": "drawer-tag", "fields": {"drawer": 3}},
        {"kind": "prepared-label", "fields": {"number": "PL-2026-0001"}},
        {
            "kind": "citizen-card",
            "fields": card | {"birth": "1980-05-12", "address": "Số 1, phố Thử", "issued": "2021-01-01"},
        },
        {
            "kind": "insurance-card",
            "fields": {"number": "DN4797900000000", "facility": "79-034", "validFrom": "2026-01-01"} | person,
        },
    ]


def test_a_code_that_may_hide_something_is_suspect_and_a_wrong_one_an_error() -> None:
    _, (suspect, wrong) = ran(line(f"01{GTIN}10LOT42A17271231", "]d2"), line("0108935001800018", "]d2"))

    assert suspect["suspect"].startswith("separator")
    assert (wrong["kind"], wrong["fields"]) == ("unreadable", {})
    assert wrong["error"].startswith("check-digit")


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"raw_hex": "zz"}',
        b'{"raw_hex": 7}',
        b'{"symbology": "]d2"}',
        b"[" * 9999,
        b'{"raw_hex": "31", "symbology": 7}',
        b'{"raw_hex": "313"}',
    ],
)
def test_a_line_that_is_no_scan_is_told_with_its_number_and_the_run_goes_on(bad: bytes) -> None:
    status, (first, second, third) = ran(line("BN0001"), bad, b"", line("BN0001"))

    assert status == 1
    assert first == third == {"kind": "wristband", "fields": {"number": "BN0001"}}
    assert second["kind"] == "unreadable"
    assert second["error"].startswith("malformed: line 2")


def test_what_a_line_says_beside_is_passed_over_and_no_identifier_may_be_null() -> None:
    beside = b'{"id": 7, "raw_hex": "' + b"BN0001".hex().encode() + b'", "symbology": null}'

    assert ran(beside) == (0, [{"kind": "wristband", "fields": {"number": "BN0001"}}])


def test_a_byte_order_mark_before_the_first_line_is_none_of_it() -> None:
    mark = b"\xef\xbb\xbf"

    assert ran(mark + line("BN0001")) == (0, [{"kind": "wristband", "fields": {"number": "BN0001"}}])
    assert ran(line("BN0001"), mark + line("BN0001"))[0] == 1


def test_the_hospitals_own_patterns_come_from_the_carts_file(tmp_path: Path) -> None:
    rules = tmp_path / "cart.toml"
    rules.write_text('[identify.wristband]\npattern = "H[0-9]{6}"\naccepts = ["H000001"]\n')

    status, answers = ran(line("H123456"), line("BN0001"), extra=("--rules", str(rules)))

    assert status == 0
    assert [answer["kind"] for answer in answers] == ["wristband", "unreadable"]


@settings(max_examples=examples(20), deadline=None)
@given(
    st.lists(st.binary(max_size=60), min_size=1, max_size=200),
    st.sampled_from(["]d2", "]E0", "]Q1", "]Q2", ""]),
)
def test_any_bytes_get_an_answer(raws: list[bytes], symbology: str) -> None:
    scans = [json.dumps({"raw_hex": raw.hex(), "symbology": symbology}).encode() for raw in raws]

    status, answers = ran(*scans)

    assert (status, len(answers)) == (0, len(raws))


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{' '.join(COMMAND)} | head -1"
    scans = b"\n".join([line("BN0001")] * 2000)
    done = subprocess.run(
        ["bash", "-c", command], check=False, input=scans, capture_output=True, timeout=60, env=os.environ
    )

    assert not done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_the_schemas_of_the_lines_are_printed() -> None:
    done = subprocess.run([*COMMAND, "--schema"], capture_output=True, check=True, timeout=60)

    assert json.loads(done.stdout).keys() == {"scan", "answer"}
