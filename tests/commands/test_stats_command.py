"""`cart stats scans`: what a pharmacist can act on, from the records of a real cart."""

import csv
import io
import json
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.commands.scan_tally import FEW, Row, Tally
from cart_agent.commands.stats import told
from tests.agent.cart_help import Cart
from tests.agent.test_agent_unscanned import at_the_dose, second_person
from tests.commands.command_help import cart, running_agent


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A cart that read two codes badly and gave one dose without its code."""
    before = Cart(tmp_path)
    before.scan_raw(b"\xff", "]C0")
    at_the_dose(before)
    before.scan_raw(b"010893500180001810A", "]d2")
    second_person(before)
    assert before.tap(ask.Give).ok
    before.close()
    return tmp_path


def test_products_scanners_wards_and_reasons_are_counted(worked: Path) -> None:
    with running_agent(worked) as (files, _):
        lines = cart("stats", "scans", "--config", str(files.cart), "--json").stdout.splitlines()
        table = cart("stats", "scans", "--config", str(files.cart)).stdout
        sheet = cart("stats", "scans", "--config", str(files.cart), "--csv").stdout
        none = cart("stats", "scans", "--config", str(files.cart), "--days", "0.0000001").stdout

    rows = [json.loads(line) for line in lines]
    by = {kind: [row for row in rows if row["by"] == kind] for kind in ("product", "scanner", "ward")}
    (product,), (scanner,), (ward,) = by.values()
    assert (product["doses"], product["unscanned"], product["unreadable"], product["failing"]) == (
        1,
        1,
        1,
        False,
    )
    assert (scanner["name"], scanner["unreadable"]) == ("scanner", 2)
    assert (ward["doses"], ward["unscanned"], ward["unreadable"], ward["percent"]) == (1, 1, 2, 100.0)
    reasons = {row["name"]: row["unreadable"] for row in rows if row["by"] == "reason"}
    assert reasons == {"not-text": 1, "check-digit": 1, "unable-to-scan: drug label-damaged": 1}
    assert table.startswith("0 products fail\n")
    assert [row["name"] for row in csv.DictReader(io.StringIO(sheet))] == [row["name"] for row in rows]
    assert "ward" not in none.splitlines()[-1]


def test_a_product_fails_when_enough_of_its_doses_had_no_code() -> None:
    few = Row(by="product", name="FEW", doses=FEW - 1, unscanned=FEW - 1, percent=100.0)
    fails = Row(by="product", name="FAILS", doses=20, unscanned=2, percent=10.0)
    works = Row(by="product", name="WORKS", doses=20, unscanned=1, percent=5.0)

    lines = told([few, fails, works])

    assert lines[0] == "1 products fail: FAILS"
    assert [line for line in lines if "look at its label" in line] == [
        line for line in lines if " FAILS " in line
    ]


def test_a_later_word_about_a_dose_is_no_second_dose(worked: Path) -> None:
    again = Cart(worked)
    events = again.events("administration")
    again.close()
    tally = Tally("W")
    for event in events:
        tally.take(event)
        resource = dict(event.resource or {})
        tally.take(
            type(event)(
                **{name: getattr(event, name) for name in event.__struct_fields__}
                | {
                    "event_id": "0195a000-0000-7000-8000-00000000000f",
                    "resource": resource,
                }
            )
        )

    (ward,) = [row for row in tally.rows() if row.by == "ward"]
    assert ward.doses == 1


def test_each_scanner_says_how_well_it_reads(tmp_path: Path) -> None:
    one = Cart(tmp_path)
    one.log_in()
    one.scan_raw(b"\xff", "]C0")
    one.scan("band:p1")

    (device,) = [view for view in one.status.devices if view.name == "scanner"]
    assert (device.good, device.unreadable, device.suspect) == (2, 1, 0)
    one.close()
