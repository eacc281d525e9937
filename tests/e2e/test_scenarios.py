"""The shipped scenarios, on real processes, a real broker, real firmware and real bytes."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from cart_agent.demo.headless import Report, play
from cart_agent.demo.scenario import load, shipped
from cart_agent.his.messages import FIRST_HASH, Envelope
from tests.e2e.chain import chain_of

pytestmark = pytest.mark.slow

GIVEN: dict[str, set[str]] = {
    "morning_round": {"o101", "o102", "o203", "o205", "o401", "o402", "o403"},
    "wrong_patient": {"o101"},
    "wrong_drug": {"o101", "o102"},
    "network_down": {"o101", "o102", "o401", "o402"},
    "agent_killed_after_release": {"o101"},
    "infusion": {"o401", "o402", "o403"},
    "prn_effect": {"o501", "o504"},
    "undo_and_partial": {"o101"},
    "unable_to_scan": {"o101", "o102"},
    "override": {"o502"},
    "break_glass": set(),
    "preparation": {"o401"},
    "waste": {"o203", "o205"},
    "controlled_count": {"o203"},
    "emergency_key": set(),
}
"""The doses that each script gives; everything else must not be recorded as given."""


def test_every_shipped_scenario_is_tried_here() -> None:
    assert set(shipped()) == set(GIVEN)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_scenario_holds_and_every_event_is_settled_exactly_once(name: str) -> None:
    report = asyncio.run(play(load(name), "mosquitto"))

    assert not (failed := [step for step in report.steps if not step.ok]), failed[0].error
    assert report.ok
    assert_settled_once(report)
    assert given(report) == Counter(GIVEN[name])


@pytest.mark.timeout(240)
def test_the_command_plays_a_round_on_the_built_in_broker_and_writes_a_report(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    command = [
        sys.executable,
        "-m",
        "cart_agent",
        "demo",
        "--headless",
        "network_down",
        "--report",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)

    assert done.returncode == 0, done.stdout + done.stderr
    written = file.read_bytes()
    report = msgspec.json.decode(written)
    assert report["ok"] is True
    assert [event["kind"] for event in report["events"]].count("administration") == 4
    assert b"topic-unknown" not in written, "this broker hands a cart that comes back its own last will"


def test_a_step_that_does_not_hold_ends_the_script_with_status_1(tmp_path: Path) -> None:
    script, file = tmp_path / "bad.toml", tmp_path / "report.json"
    script.write_text('title = "t"\n[[steps]]\nscan = "badge:nobody"\n[[steps]]\nwait = 0.1\n')
    command = [sys.executable, "-m", "cart_agent", "demo", "--headless", str(script), "--report", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)

    report = msgspec.json.decode(file.read_bytes())
    assert (done.returncode, report["ok"], len(report["steps"])) == (1, False, 1)
    assert "badge:nobody" in report["steps"][0]["error"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'title = "t"\n[[steps]]\nscam = "badge:lan"\n',
            ":3: steps[1].scam: is not a known key; did you mean scan?",
        ),
        ('title = "t"\n[[steps]]\nscan = "badge:lan"\npin = "1"\n', "exactly one of"),
        ("title = 3\n", ":1: title"),
        ("[[", "is not TOML"),
    ],
)
def test_a_wrong_script_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    script = tmp_path / "bad.toml"
    script.write_text(text)
    command = [sys.executable, "-m", "cart_agent", "demo", "--headless", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def assert_settled_once(report: Report) -> None:
    """No gap, no double, and anyone can verify the chain with a hash function alone."""
    envelopes = [msgspec.json.decode(bytes(event), type=Envelope) for event in report.events]
    by_seq = sorted(zip(envelopes, report.events, strict=True), key=lambda pair: pair[0].seq)

    assert report.settled == report.committed
    assert [one.seq for one, _ in by_seq] == list(range(1, len(by_seq) + 1))
    assert len({one.event_id for one in envelopes}) == len(envelopes)
    assert [one.prev_hash for one, _ in by_seq] == chain_of([bytes(raw) for _, raw in by_seq])
    assert by_seq[0][0].prev_hash == FIRST_HASH


def given(report: Report) -> Counter[str | None]:
    """Doses that stay given after the last word on each; one identifier is one dose."""
    newest: dict[str, tuple[str | None, str]] = {}
    for event in report.events:
        one = msgspec.json.decode(bytes(event), type=Envelope)
        if one.resource and one.kind.value in ("administration", "corrected") and "status" in one.resource:
            newest[one.resource["identifier"][0]["value"]] = (one.order_id, one.resource["status"])
    return Counter(order for order, status in newest.values() if status != "entered-in-error")
