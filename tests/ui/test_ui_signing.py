"""Whoever puts a PIN under something sees what it is."""

import pytest
from msgspec.structs import replace

from cart_agent.api.views import SessionView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import NURSE, SHOWN, THUY, WRONG_DRUG, session, verdict, with_dose

WHO = NURSE.name.removeprefix("ĐD. ")
"""Her name; on the small panel the title before it stands in the row above."""
GLASS = session(
    "override",
    "pin",
    "cancel",
    candidate=NURSE.name,
    patient=THUY,
    signing={"vi": "Ngăn 8 · Phản vệ", "en": "Drawer 8 · Anaphylaxis"},
)
OVERRIDE = with_dose("override", "pin", "cancel", verdict=verdict("release", WRONG_DRUG))
WASTE = session(
    "second", "pin", "cancel", candidate=NURSE.name, signing={"vi": "Hủy bỏ: morphin · 5 mg", "en": ""}
)


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
@pytest.mark.parametrize(
    ("view", "said"),
    [
        (GLASS, ("MỞ KHẨN CẤP", WHO, "Ngăn 8 · Phản vệ")),
        (OVERRIDE, ("VƯỢT CẢNH BÁO", "metFORMIN", "500 mg")),
        (WASTE, (WHO, "Hủy bỏ: morphin · 5 mg")),
        (replace(SHOWN["pin"], candidate=NURSE.name), ("Nhập mã PIN", WHO)),
    ],
    ids=["break-glass", "override", "waste", "log-in"],
)
def test_the_screen_of_a_pin_says_what_is_signed(
    agent: FakeAgent, open_terminal: Open, view: SessionView, said: tuple[str, ...], columns: int, rows: int
) -> None:
    agent.show(view)
    terminal = open_terminal(columns=columns, rows=rows)

    terminal.wait(*said)
