"""`cart stats scans`: what a pharmacist can act on, from the records of a real cart."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from cart_agent.api import requests as ask
from cart_agent.api.views import DeviceView
from cart_agent.commands.scan_report import told
from cart_agent.commands.scan_tally import FEW, Row, Tally
from cart_agent.his.messages import Envelope
from drivers import clock_simulated
from tests.agent.cart_help import Cart
from tests.agent.test_agent_unscanned import at_the_dose, second_person
from tests.commands.command_help import cart, running_agent

READS, REFUSED = 5, 40.0
"""Of the fixture below: two badges and a wristband; two codes that were refused."""


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A cart that read two codes badly and gave one dose without its code."""
    before = Cart(tmp_path)
    before.scan_raw(b"\xff", "]C0")
    at_the_dose(before)
    before.scan_raw(b"010893500180001810A", "]d2")
    second_person(before)
    assert before.tap(ask.Give).ok
    before.service.tick()
    before.close()
    return tmp_path


def test_products_scanners_wards_and_reasons_are_counted(worked: Path) -> None:
    with running_agent(worked) as (files, _):
        lines = cart("stats", "scans", "--config", str(files.cart), "--json").stdout.splitlines()
        table = cart("stats", "scans", "--config", str(files.cart)).stdout
        sheet = cart("stats", "scans", "--config", str(files.cart), "--csv").stdout
        clock_simulated.advance(files.clock, 2 * 86400.0)
        some = cart("stats", "scans", "--config", str(files.cart), "--days", "3").stdout
        none = cart("stats", "scans", "--config", str(files.cart), "--days", "2").stdout

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
    assert (scanner["reads"], scanner["refused"]) == (ward["reads"], ward["refused"]) == (READS, REFUSED)
    assert (product["reads"], product["refused"]) == (1, 100.0)
    assert f"{READS:>7} {REFUSED:>6} %" in table
    assert (ward["doses"], ward["unscanned"], ward["unreadable"], ward["percent"]) == (1, 1, 2, 100.0)
    reasons = {row["name"]: row["unreadable"] for row in rows if row["by"] == "reason"}
    assert reasons == {"not-text": 1, "check-digit": 1, "unable-to-scan: drug label-damaged": 1}
    assert table.startswith("0 sản phẩm không quét được / 0 products fail\n")
    assert product["why"] == {"refused check-digit": 1, "label-damaged": 1}
    assert product["name"] == "AMLO5 Amlodipin 5 mg, viên nén"
    assert [row["name"] for row in csv.DictReader(io.StringIO(sheet))] == [row["name"] for row in rows]
    of_ward = [line for line in table.splitlines() if line.startswith("ward")]
    assert [line for line in some.splitlines() if line.startswith("ward")] == of_ward
    assert not [line for line in none.splitlines() if line.startswith(("ward", "scanner", "product"))]


def test_a_product_fails_when_enough_of_its_doses_had_no_code() -> None:
    few = Row(by="product", name="FEW", doses=FEW - 1, unscanned=FEW - 1, percent=100.0)
    fails = Row(by="product", name="FAILS", doses=20, unscanned=2, percent=10.0)
    works = Row(by="product", name="WORKS", doses=20, unscanned=1, percent=5.0)

    lines = told([few, fails, works])

    assert lines[:3] == ["1 sản phẩm không quét được / 1 products fail", "", "FAILS: 2/20 (10 %)"]
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


def test_the_report_says_why_a_product_fails_and_what_helps() -> None:
    why = {
        "no-code": 4,
        "refused check-digit": 3,
        "stopped 08936000001230": 2,
        "label-damaged": 1,
        "out-of-reach": 1,
    }
    row = Row(
        by="product", name="AMLO5 Amlodipin", doses=30, unscanned=8, percent=26.7, unreadable=3, why=why
    )

    lines = told([row], [DeviceView(name="hand", state="ready", detail="", good=95, unreadable=4, suspect=1)])

    said = "\n".join(lines)
    assert "AMLO5 Amlodipin: 8/30 (27 %)\n     4 x no-code: không có mã: in nhãn" in said
    assert "3 x refused check-digit: mã của nhà sản xuất sai" in said
    assert "2 x stopped 08936000001230: quét được nhưng không nhận" in said
    assert "1 x out-of-reach: hỏi điều dưỡng / ask the nurses" in said
    assert lines[-1] == "since the set-up: hand 95 good, 4 unreadable (4.0 %), 1 suspect"


def test_a_code_that_was_read_and_not_taken_is_told_with_its_number(tmp_path: Path) -> None:
    one = Cart(tmp_path)
    at_the_dose(one)
    one.scan_raw(b"8936000001230", "]E0")
    one.tap(ask.UnableToScan, reason="no-code")
    second_person(one)
    assert one.tap(ask.Give).ok
    tally = Tally("W")
    for event in one.agent.store.events(0, 1000):
        tally.take(msgspec.json.decode(event.message, type=Envelope))
    one.close()

    (product,) = [row for row in tally.rows() if row.by == "product"]
    assert product.why["stopped 08936000001230"] == 1
    assert product.why["no-code"] == 1
