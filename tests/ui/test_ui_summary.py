"""The summary at the end of a round: what is open opens from there, and the way back leads there."""

import asyncio

import pytest
from msgspec.structs import replace

from cart_agent.api.requests import Resolve
from cart_agent.api.views import FindingView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import ITEMS, NURSE
from tests.ui.reading import still
from tests.ui.test_ui_layout import shown
from tests.ui.views import SHOWN, STATUS, WRONG_DRUG, both, verdict
from ui_tui.app import CartApp
from ui_tui.model import Overlay, opened
from ui_tui.settings import UiSettings
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

ROUND = NURSE["a round with more"]
TITLE, NOTE, WHY = "Tổng kết, bàn giao", "Ghi chú: lú lẫn", "Vì sao đóng được việc này?"


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_an_item_opens_from_the_summary_and_leads_back_to_it(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    agent.show(ROUND, replace(STATUS, open_items=(ITEMS[2], ITEMS[1], ITEMS[0])))
    terminal = open_terminal(columns, rows)
    terminal.tap("Khác …")
    terminal.tap("Tổng kết")
    terminal.wait(TITLE)

    terminal.tap(NOTE)
    terminal.wait(WHY, NOTE, "ANSWERED")
    terminal.tap("Quay lại")
    terminal.wait(TITLE, NOTE)
    terminal.tap(NOTE)
    terminal.tap("ANSWERED")
    terminal.until(lambda: bool(agent.taps))
    terminal.wait(TITLE)
    terminal.tap("Quay lại")
    terminal.wait("QUÉT VÒNG TAY")

    (tap,) = agent.taps
    assert isinstance(tap, Resolve)
    assert (tap.item, tap.reason) == ("i3", "answered")


def test_a_review_and_a_count_lead_back_to_the_summary_too(agent: FakeAgent) -> None:
    async def look() -> list[Overlay]:
        app = CartApp(UiSettings(socket=agent.path))
        agent.show(ROUND, replace(STATUS, open_items=(ITEMS[1],)))
        ends: list[Overlay] = []
        async with app.run_test(size=(80, 22)) as pilot:
            await shown(app, agent)
            for text in ("chờ xem xét", "Kiểm đếm"):
                app._become(opened(app.model, Overlay.SUMMARY))
                await still(pilot)
                app._fire(next(tap for tap in app.screen.query(Tap) if text in str(tap.content)))
                await still(pilot)
                assert app.model.overlay is Overlay.FLOW
                app._fire(next(tap for tap in app.screen.query(Tap) if "Quay lại" in str(tap.content)))
                ends.append(app.model.overlay)
        return ends

    assert asyncio.run(look()) == [Overlay.SUMMARY, Overlay.SUMMARY]


@pytest.mark.parametrize("size", [(80, 22), (60, 15)])
def test_a_patient_of_the_summary_does_not_look_like_a_button(
    agent: FakeAgent, size: tuple[int, int]
) -> None:
    async def look() -> list[tuple[str, bool]]:
        app = CartApp(UiSettings(socket=agent.path, language="en"))
        agent.show(ROUND)
        async with app.run_test(size=size) as pilot:
            await shown(app, agent)
            app._become(opened(app.model, Overlay.SUMMARY))
            await still(pilot)
            words = [one for one in app.screen.query(Words) if one.display and "A-03" in str(one.content)]
            return [(str(one.content), isinstance(one, Tap)) for one in words]

    assert asyncio.run(look()) == [("A-03  TRẦN VÍ DỤ TOẢN: 1 late", False)]


CHANGED = FindingView(
    code="ORDER_CHANGED", severity="STOP", text=both("Y lệnh đã đổi.", "The order was changed."), next={}
)


@pytest.mark.parametrize("size", [(80, 22), (60, 15)])
def test_of_several_stops_the_changed_order_is_read_first(agent: FakeAgent, size: tuple[int, int]) -> None:
    async def look() -> str:
        app = CartApp(UiSettings(socket=agent.path, language="en"))
        agent.show(replace(SHOWN["stop"], verdict=verdict("verify", WRONG_DRUG, WRONG_DRUG, CHANGED)))
        async with app.run_test(size=size) as pilot:
            await shown(app, agent)
            await still(pilot)
            return str(app.screen.query_one("Findings Words", Words).content)

    assert asyncio.run(look()).startswith("✕ The order was changed.")
