"""The benchmark runs and reports. What it measures is never a test's business."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import MEASURES
from bench.figures import COLUMNS, Figure, Target, table
from bench.ward import write_ward
from cart_agent.his.fhir import read_chart

LIMIT = Target(limit=2.5, of="ratio")


FEW = (
    "--copies",
    "0",
    "--starts",
    "1",
    "--seconds",
    "0.1",
    "--trials",
    "2",
    "--events",
    "3",
    "--orders",
    "150",
    "--labels",
    "1",
    "--doses",
    "3",
    "--carts",
    "5",
    "--shift",
    "0.1",
)


@pytest.mark.slow
def test_every_measurement_runs_and_prints_one_table(tmp_path: Path) -> None:
    report = tmp_path / "bench.json"
    command = (sys.executable, "-m", "bench", *FEW, "--json", str(report))

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(report.read_text(encoding="utf-8"))["figures"]
    printed = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(figures) >= len(MEASURES)
    assert len(printed) == len(figures) + 2


def test_a_figure_is_held_against_its_reference() -> None:
    good = Figure(what="a", measured=5, unit="ms", reference=2, against="b", target=LIMIT)
    bad = Figure(what="a", measured=6, unit="ms", reference=2, against="b", target=LIMIT)

    assert (good.ratio, good.ok) == (2.5, True)
    assert (bad.ratio, bad.ok) == (3.0, False)


def test_a_rate_is_held_against_the_least_that_is_good_enough() -> None:
    target = Target(limit=0.5, of="ratio", least=True)

    assert Figure(what="a", measured=5, unit="/s", reference=10, target=target).ok is True
    assert Figure(what="a", measured=4, unit="/s", reference=10, target=target).ok is False


def test_without_a_reference_a_ratio_is_not_judged() -> None:
    assert Figure(what="a", measured=5, unit="ms", target=LIMIT).ok is None
    assert Figure(what="a", measured=5, unit="ms").ok is None


def test_the_table_has_a_row_for_each_figure() -> None:
    lines = table([Figure(what="a", measured=1234.5, unit="/s")]).splitlines()

    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == list(COLUMNS)
    assert len({len(line) for line in lines}) == 1
    assert "1,234 /s" in lines[2]


def test_a_copied_patient_is_readable_and_somebody_else(tmp_path: Path) -> None:
    ward = tmp_path / "ward"
    count = write_ward(ward, copies=2)

    charts = [read_chart(file.read_bytes()) for file in ward.glob("chart-*0001*.json")]
    bands = {one.patient.identifiers for one in charts}
    assert count == len(list(ward.glob("chart-*.json")))
    assert len({one.encounter_id for one in charts}) == len({one.patient.id for one in charts}) == 3
    assert len(bands) == 3
