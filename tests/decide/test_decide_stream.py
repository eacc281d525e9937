"""The command itself: lines that are no case, status, order, streaming, options, schemas."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from tests.corpus.line import line, of_corpus
from tests.corpus.pharmacy import Json
from tests.decide.lines import CASES, answer_to, of_ward, ran, said

GOOD = of_ward("o101", "amlodipine-5")
COMMAND = [sys.executable, "-m", "cart_agent", "decide"]


def without(*keys: str) -> Json:
    return {key: value for key, value in GOOD.items() if key not in keys}


MALFORMED: list[tuple[bytes | Json, str]] = [
    (b"{", "truncated"),
    (b"[]", "Expected `object`"),
    (b"null", "Expected `object`"),
    (b'{"order": "\xff"}', "UTF-8"),
    (b'{"chart": ' + b"[" * 20000 + b"]" * 20000 + b"}", "recursion"),
    (without("now"), "`now`"),
    (without("chart"), "`chart`"),
    (without("wristband"), "`wristband`"),
    (without("scans"), "`scans`"),
    ({**GOOD, "now": "2026-03-02T07:50:00"}, "$.now"),
    ({**GOOD, "now": "0001-01-01T00:00:00Z"}, "$.now"),
    ({**GOOD, "order": ""}, "$.order"),
    ({**GOOD, "wristband": {"raw": "BN0001"}}, "symbology"),
    ({**GOOD, "formulary": {"resourceType": "Patient"}}, "$.formulary"),
    ({**GOOD, "policy": {"windows": {"dailyMinutes": 500}}}, "$.windows.dailyMinutes"),
    ({**GOOD, "policy": {"polite": True}}, "polite"),
    ({**GOOD, "policy": {"notAfter": "2026-03-01T00:00:00Z"}}, "$.policy.notAfter"),
    ({**GOOD, "amount": {"value": -1, "unit": "mg"}}, "$.amount.value"),
    ({**GOOD, "amount": {"value": msgspec.Raw(b"1e999999999"), "unit": "mg"}}, "$.amount.value"),
    ({**GOOD, "amount": {"value": "NaN", "unit": "mg"}}, "$.amount.value"),
    ({**GOOD, "link": {"manifestAge": 90}}, "manifestAge"),
    ({**GOOD, "link": {"manifestAgeMinutes": 1e300}}, "manifestAgeMinutes"),
    ({**GOOD, "zone": "Mars/Olympus"}, "$.zone"),
    ({**GOOD, "stock": 7}, "$.stock"),
    ({**GOOD, "polcy": {}}, "did you mean 'policy'"),
]


def test_a_line_that_is_no_case_is_told_with_its_number_and_the_run_goes_on() -> None:
    wrong = [bad if isinstance(bad, bytes) else line(bad) for bad, _ in MALFORMED]
    status, answers = ran(line(GOOD), *wrong, line(GOOD))

    assert status == 1
    assert answers[0] == answers[-1]
    for number, (answer, (_, about)) in enumerate(zip(answers[1:-1], MALFORMED, strict=True), start=2):
        assert answer["error"]["line"] == number
        assert about.lower() in answer["error"]["text"].lower(), answer


def test_blank_lines_count_and_are_passed_over_and_notes_of_the_sender_too() -> None:
    status, answers = ran(b"", line({**GOOD, "expected": "ALLOW", "comment": 7}), b"  ", b"{}")

    assert (status, len(answers)) == (1, 2)
    assert answers[0]["release"]["verdict"] == "ALLOW"
    assert answers[1]["error"]["line"] == 4


def test_optional_keys_may_be_null_and_of_a_key_that_stands_twice_the_last_counts() -> None:
    optional = ("policy", "amount", "actor", "witness", "link", "zone", "doseTime", "stock")
    whole = line({**GOOD, **dict.fromkeys(optional)})
    twice = line(GOOD)[:-1] + b',"order":"o999"}'
    status, (nulls, last) = ran(whole, twice)

    assert (status, said(nulls["release"])) == (0, [])
    assert said(last["release"]) == ["STOP ORDER_NOT_ACTIVE"]


def test_no_case_is_no_failure() -> None:
    assert ran() == (0, [])


def test_an_answer_comes_before_the_next_case_is_read() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin
        assert running.stdout
        for _ in range(3):
            running.stdin.write(line(GOOD) + b"\n")
            running.stdin.flush()
            assert running.stdout.readline().startswith(b'{"release":')
        running.stdin.close()
        assert running.wait(timeout=60) == 0


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.stdin.write(line(GOOD) + b"\n")
        running.stdin.close()
        assert running.wait(timeout=60) == 1
        assert running.stderr.read() == b""


def test_the_zone_of_the_ward_says_what_time_it_is() -> None:
    """Due at 08:00 ward time: at ten to eight of Hanoi it is ten to ten in Tokyo."""
    _, (here,) = ran(line(GOOD))
    _, (there,) = ran(line(GOOD), arguments=("--zone", "Asia/Tokyo"))
    named = answer_to({**GOOD, "zone": "Pacific/Kiritimati"})

    assert said(here["release"]) == []
    assert said(there["release"]) == []
    assert said(named["release"]) == ["CONFIRM LATE"]


def test_a_hospital_gives_its_own_codes_by_the_carts_file(tmp_path: Path) -> None:
    rules = tmp_path / "cart.toml"
    rules.write_text('[identify.wristband]\npattern = "X[0-9]+"\naccepts = ["X1"]\n')
    broken = tmp_path / "broken.toml"
    broken.write_text('[identify.wristband]\npattern = "X["\naccepts = ["X1"]\n')
    badge = {**GOOD, "wristband": {"raw": "NV-X", "symbology": "]C0"}}
    status, _ = ran(line(badge), arguments=("--rules", str(rules)))
    wrong = subprocess.run([*COMMAND, "--rules", broken], input=b"", capture_output=True, check=False)

    assert status == 0
    assert wrong.returncode == 2
    assert b"identify" in wrong.stderr


def schemas() -> dict[str, Any]:
    done = subprocess.run([*COMMAND, "--schema"], capture_output=True, check=True, timeout=60)
    printed: dict[str, Any] = msgspec.json.decode(done.stdout)
    return printed


def test_the_schemas_hold_for_real_cases_and_answers_and_not_for_malformed_ones() -> None:
    printed = schemas()
    case, answer, error = (Draft202012Validator(printed[name]) for name in ("case", "answer", "error"))
    lines = [line(of_corpus(one)) for one in CASES[::5]] + [line(GOOD)]
    _, answers = ran(*lines)

    for raw in lines:
        case.validate(msgspec.json.decode(raw))
    for one in answers:
        answer.validate(one)
    (failed,) = ran(b"{}")[1]
    error.validate(failed)
    assert not answer.is_valid(failed)
    wrong: list[Json] = [
        without("now"),
        without("chart"),
        {**GOOD, "order": ""},
        {**GOOD, "link": {"age": 1}},
    ]
    for bad in wrong:
        assert not case.is_valid(msgspec.json.decode(line(bad)))


@pytest.mark.parametrize("zone", ["Nowhere", "../etc/passwd", ""])
def test_a_zone_that_is_none_is_refused_before_anything_is_decided(zone: str) -> None:
    done = subprocess.run([*COMMAND, "--zone", zone], input=line(GOOD), capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (2, b"")
