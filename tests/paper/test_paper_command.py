"""`cart paper` over a cart's real records, and the sheets that the agent makes by itself."""

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from cart_agent.agent.paper import ward_paper
from cart_agent.agent.printing import Printing
from cart_agent.api import requests as ask
from cart_agent.cli import main
from cart_agent.hospital.wire import Publication
from cart_agent.paper import PatientPaper
from tests.agent.cart_help import Cart
from tests.commands.command_help import PATIENCE, running_agent, write_files


@pytest.fixture
def cart(tmp_path: Path) -> Cart:
    return Cart(tmp_path)


def sheet(cart: Cart, bed: str, language: str = "en") -> PatientPaper:
    """What is printed for one bed, now."""
    printing = Printing(
        knowledge=cart.agent.knowledge, at=cart.agent.present(), cart="cart-01", language=language
    )
    return next(one for one in ward_paper(printing, "noi-a").patients if one.bed == bed)


def test_a_dose_given_a_minute_ago_is_on_record_and_no_longer_due(cart: Cart) -> None:
    before = sheet(cart, "A01")
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    assert cart.tap(ask.NotGiven, outcome="refused", reason="patient-refused").ok
    after = sheet(cart, "A01")

    assert len(before.due) == len(after.due) + 1
    assert len(after.given) == len(before.given) + 1
    assert (after.given[0].drug, after.given[0].status) == ("Amlodipin", "not given")
    assert after.given[0].by == "ĐD. Nguyễn Lan (mẫu)"
    cart.close()


def test_limits_marks_and_allergies_are_the_charts(cart: Cart) -> None:
    second, third = sheet(cart, "A02"), sheet(cart, "A03")

    (prn,) = second.prn
    assert prn.limits == "at least 6 h apart; at most 4 g in 24 h"
    assert prn.last == "06:03"
    morphine = next(one for one in second.due if one.drug == "Morphin")
    assert morphine.marks == ("NARCOTIC", "HIGH ALERT")
    assert third.allergies == ("Penicilin",)
    assert any(one.when == "▲ 07:00" and "LATE" in one.marks for one in sheet(cart, "A06").due)
    cart.close()


@pytest.mark.parametrize(("order", "bed"), [("o201", "A02"), ("o101", "A01")])
def test_what_must_be_asked_before_each_dose_stands_on_the_sheet(cart: Cart, order: str, bed: str) -> None:
    encounter = {"A01": "E26-0001", "A02": "E26-0002"}[bed]
    changed = cart.hospital.change_order(
        encounter, order, dosageInstruction=[asked_about(as_needed=bed == "A02")]
    )
    assert cart.hears(changed).ok
    cart.hears_manifest()
    found = sheet(cart, bed)

    said = [one.limits for one in found.prn] + [one.note for one in found.due]
    (words,) = [one for one in said if "lifetime" in one]
    assert "at most 900 g in a lifetime, with what was given before" in words
    assert "certain until 16:09, then ask the prescriber" in words
    cart.close()


def asked_about(*, as_needed: bool) -> dict[str, Any]:
    """An order of 2 to 5 days, and no more than 900 g in a life."""
    days = {end: {"value": n, "unit": "d"} for end, n in (("low", 2), ("high", 5))}
    return {
        "asNeededBoolean": as_needed,
        "timing": {"repeat": {"timeOfDay": ["08:00:00"], "boundsRange": days}},
        "route": {"coding": [{"system": "urn:mc:route", "code": "oral"}]},
        "doseAndRate": [{"doseQuantity": {"value": 5, "unit": "mg"}}],
        "maxDosePerLifetime": {"value": 900, "unit": "g"},
    }


def test_an_order_on_hold_is_said_to_be_so_once(cart: Cart) -> None:
    third = sheet(cart, "A03")

    assert third.held == ("Prednisolon 5 mg, viên nén",)
    assert third.blocked == ()
    cart.close()


def test_old_orders_are_said_to_be_old(cart: Cart) -> None:
    assert not sheet(cart, "A01").doubtful
    cart.passes(3 * 3600)

    old = sheet(cart, "A01")
    assert old.doubtful
    assert "Confirmed 180 min" in old.confirmed
    cart.close()


def test_a_chart_that_is_not_readable_has_a_sheet_that_says_so(cart: Cart) -> None:
    document = cart.hospital.library.chart("E26-0001")
    assert document is not None
    cart.hears(Publication(topic=document.topic, payload=b'{"version": 9}'))

    assert sheet(cart, "A01").problem
    cart.close()


def text_of(file: Path) -> str:
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_command_prints_beside_a_running_agent_and_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cart = Cart(tmp_path)
    out = tmp_path / "ward.pdf"
    words = ["paper", "--config", str(cart.files.cart), "--ward", "noi-a", "--out", str(out)]
    assert main(words) == 0
    assert "NGUYỄN THỊ VÍ DỤ" in text_of(out)
    assert out.stat().st_mode & 0o077 == 0

    cart.close()
    out.unlink()
    assert main([*words, "--language", "en"]) == 0
    assert "DOSES DUE IN THE NEXT 24 HOURS" in text_of(out)
    assert capsys.readouterr().out.count(str(out)) == 2


def test_what_cannot_be_printed_is_said_and_leaves_the_sheet_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = write_files(tmp_path)
    out = tmp_path / "ward.pdf"
    out.write_bytes(b"the sheet before")

    assert main(["paper", "--config", str(files.cart), "--out", str(out)]) == 1
    assert "has the agent ever run" in capsys.readouterr().err
    Cart(tmp_path).close()
    assert main(["paper", "--config", str(files.cart), "--ward", "other", "--out", str(out)]) == 1
    assert "noi-a" in capsys.readouterr().err
    missing = tmp_path / "nowhere" / "ward.pdf"
    assert main(["paper", "--config", str(files.cart), "--out", str(missing)]) == 1
    assert out.read_bytes() == b"the sheet before"


def changed(file: Path, before: int = 0) -> int:
    """Wait until a file is there and is another one than `before`; its inode."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.exists() and file.stat().st_ino != before:
            return file.stat().st_ino
        time.sleep(0.05)
    raise AssertionError(f"{file.name} was not made")


def test_the_agent_makes_the_sheets_again_and_again_and_they_outlive_it(tmp_path: Path) -> None:
    sheets = tmp_path / "sheets"
    section = f'\n[paper]\ndirectory = "{sheets}"\nminutes = 0.01\n'
    with running_agent(tmp_path, section) as (_, service):
        first = changed(sheets / "noi-a.pdf")
        changed(sheets / "noi-a.pdf", first)
        status, log = service.end()
    assert (status, "could not be made" in log) == (0, False)
    assert "noi-a" in text_of(sheets / "noi-a.pdf")
    assert [file.name for file in sheets.iterdir() if not file.name.startswith(".")] == ["noi-a.pdf"]
