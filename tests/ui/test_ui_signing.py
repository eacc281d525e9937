"""Whoever puts a PIN under something sees what it is."""

import pytest
from msgspec.structs import replace

from cart_agent.api.requests import Review
from cart_agent.api.views import PersonView, SessionView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import GLASS as BROKEN
from tests.ui.nurse_views import ITEMS, ROUND
from tests.ui.views import NURSE, SHOWN, STATUS, THUY, WRONG_DRUG, session, verdict, with_dose

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


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_who_signs_a_review_sees_of_what_and_what_it_says(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    agent.show(ROUND, status=replace(STATUS, open_items=ITEMS))
    terminal = open_terminal(columns=columns, rows=rows)
    terminal.tap("3 việc")
    terminal.tap("Vượt cảnh báo")
    terminal.tap("JUSTIFIED")

    terminal.wait("Vượt cảnh báo chờ xem xét", "JUSTIFIED: ký bằng")


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_an_emergency_says_for_whom_and_how_long(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    """What is recorded as given must not go to a name that nobody has read."""
    assert BROKEN.glass is not None
    agent.show(replace(BROKEN, glass=replace(BROKEN.glass, encounter_id="E2")))
    terminal = open_terminal(columns=columns, rows=rows)

    terminal.wait("Cho A-03 TRẦN VÍ DỤ TOẢN", "mở được đến 08:")


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_a_pharmacist_reviews_with_badge_and_pin_without_logging_in(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    pharmacist = PersonView(id="DS1", name="DS. VÕ MẪU", roles=("pharmacist",))
    waiting = session(
        "pin",
        "pin",
        "cancel",
        "review",
        person=pharmacist,
        candidate=pharmacist.name,
        override_reasons=ROUND.override_reasons,
    )
    agent.show(waiting, status=replace(STATUS, open_items=ITEMS))
    terminal = open_terminal(columns=columns, rows=rows)
    for text in ("Xem xét", "Vượt cảnh báo", "JUSTIFIED", " 4 ", " 7 ", "OK"):
        terminal.tap(text)
    terminal.until(lambda: bool(agent.taps))

    (tap,) = agent.taps
    assert isinstance(tap, Review)
    assert (tap.item, tap.staff, tap.pin, tap.conclusion) == ("i2", "DS1", "47", "justified")
