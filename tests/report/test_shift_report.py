"""The report of a shift, over a real cart's records, read back as another program reads the PDF."""

import subprocess
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from cart_agent.api import requests as ask
from cart_agent.cli import main
from cart_agent.commands.report import since
from tests.agent.cart_help import PINS, Cart


@pytest.fixture
def cart(tmp_path: Path) -> Cart:
    """A shift in which one dose was refused and one given."""
    made = Cart(tmp_path)
    made.log_in()
    made.scan("band:p1")
    made.drawers.answer()
    assert made.tap(ask.NotGiven, outcome="refused", reason="patient-refused").ok
    made.drawers.answer()
    made.scan("pack:bisoprolol-5")
    return made


def report(cart: Cart, *words: str) -> list[str]:
    """The text of each page; runs of space are one."""
    out = cart.files.directory / "shift.pdf"
    command = ["report", "shift", "--config", str(cart.files.cart), "--ward", "noi-a", "--out", str(out)]
    assert main([*command, *words]) == 0
    assert out.stat().st_mode & 0o077 == 0
    done = subprocess.run(["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.split("\f")[:-1]]


def test_what_was_recorded_in_the_shift_is_there_with_its_reason(cart: Cart) -> None:
    first, *sheets = report(cart)

    assert "PHIẾU THỰC HIỆN VÀ CÔNG KHAI THUỐC" in first
    assert "1 đã dùng, 1 không dùng" in first
    (mine,) = [sheet for sheet in sheets if "NGUYỄN THỊ VÍ DỤ" in sheet]
    assert "Amlodipin" in mine
    assert "✕ không dùng: Người" in mine
    assert "từ chối" in mine
    assert "ĐD. Nguyễn Lan" in mine
    assert "xác nhận (ký, ghi họ tên)" in mine
    cart.close()


def test_what_was_given_while_nobody_knew_to_whom_is_on_the_wards_page(tmp_path: Path) -> None:
    """It is on no patient's page; the drawer's open item does not name the drug."""
    cart = Cart(tmp_path)
    cart.log_in()
    assert cart.tap(ask.BreakGlass, drawer=8, reason="cardiac-arrest").ok
    assert cart.tap(ask.EnterPin, pin=PINS["lan"]).ok
    cart.drawers.answer()
    cart.scan("pack:ceftriaxone-1g")
    assert cart.tap(ask.GiveTaken).ok
    first, *sheets = report(cart)

    assert "ĐÃ DÙNG KHI CHƯA BIẾT LÀ NGƯỜI BỆNH NÀO" in first
    assert "Ceftriaxon 1 g, bột pha tiêm · 1 lọ · ĐD. Nguyễn Lan" in first
    assert not any("Ceftriaxon" in sheet for sheet in sheets)
    cart.close()


def test_records_that_the_hospital_has_not_confirmed_are_listed(cart: Cart) -> None:
    first, *_ = report(cart)

    assert "BẢN GHI BỆNH VIỆN CHƯA XÁC NHẬN" in first
    assert "A01: liều không dùng" in first
    assert "và 4 bản ghi khác" in first
    cart.close()


def test_what_should_have_been_given_and_was_not_is_said(cart: Cart) -> None:
    sheets = report(cart, "--language", "en")

    assert any("DUE, NOT RECORDED" in sheet and "▲ 07:00" in sheet for sheet in sheets)
    assert "not given: The" in " ".join(sheets)
    cart.close()


def test_open_items_go_to_the_next_shift(cart: Cart) -> None:
    assert cart.tap(ask.Cancel).ok
    first, *_ = report(cart, "--language", "en")
    assert "OPEN ITEMS - FOR THE NEXT SHIFT" in first

    items = [item.text["en"] for item in cart.agent.items]
    assert items
    assert all(" ".join(item.split())[:40] in first for item in items)
    cart.close()


def test_no_page_of_a_patient_names_another(cart: Cart) -> None:
    _, *sheets = report(cart)
    names = [one.name for one in cart.service.snapshot().round.patients]

    assert len(names) > 3
    for sheet in sheets:
        assert sum(name in sheet for name in names) == 1
    cart.close()


def test_a_ward_that_the_cart_does_not_serve_is_refused(
    cart: Cart, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(cart.files.directory / "x.pdf")
    assert main(["report", "shift", "--config", str(cart.files.cart), "--ward", "x", "--out", out]) == 1
    assert "noi-a" in capsys.readouterr().err
    cart.close()


@pytest.mark.parametrize(
    ("begin", "hours"), [(None, 8), (time(7, 0), 1), (time(8, 0), 0), (time(22, 0), 10), (time(9, 0), 23)]
)
def test_a_shift_began_when_the_wards_clock_last_showed_it(begin: time | None, hours: int) -> None:
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in the ward

    assert (now - since(begin, now, "Asia/Ho_Chi_Minh")).total_seconds() == hours * 3600
