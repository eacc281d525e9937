"""What does not work is said in words: drawers that cannot be sensed, dead devices, a latched fault."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from cart_agent.api.views import DeviceView, DrawerView, StatusView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.test_ui_layout import SIZES, shown
from tests.ui.views import REASONS, SHOWN, STATUS, WRONG_DRUG, both, verdict, with_dose
from ui_tui import wording
from ui_tui.app import CartApp
from ui_tui.i18n import _
from ui_tui.paging import TURN
from ui_tui.settings import UiSettings
from ui_tui.widgets.strip import Strip
from ui_tui.widgets.words import Words

DISK = both(
    "Bộ nhớ xe đã đầy hoặc hỏng: không mở ngăn được. Gọi kỹ sư.", "The memory is full: call engineering."
)
STATES = ("open", "unlocked", "fault", "unknown")


def troubled(*devices: tuple[str, str], **changes: Any) -> StatusView:
    """The cart's status with these devices, by name and state."""
    views = tuple(DeviceView(name=name, state=state, detail="") for name, state in devices)
    return replace(STATUS, devices=views, **changes)


@pytest.mark.parametrize("state", ["unknown", "fault", "", "new"])
def test_a_drawer_that_cannot_be_sensed_is_never_called_locked(
    agent: FakeAgent, open_terminal: Open, state: str
) -> None:
    agent.show(replace(SHOWN["fetch"], drawer=1, drawer_state=state))
    terminal = open_terminal()

    terminal.wait("KHÔNG RÕ NGĂN 1 ĐÓNG HAY MỞ", "Nhìn ngăn và đóng lại")
    assert "KHÓA" not in terminal.text


@pytest.mark.parametrize("state", ["locked", "selected"])
def test_a_locked_drawer_is_called_locked(agent: FakeAgent, open_terminal: Open, state: str) -> None:
    agent.show(replace(SHOWN["fetch"], drawer=1, drawer_state=state))

    open_terminal().wait("NGĂN 1 ĐANG KHÓA")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_dead_device_is_said_on_every_screen(
    agent: FakeAgent, size: tuple[int, int], language: str
) -> None:
    async def look() -> dict[str, tuple[str, bool]]:
        said = {}
        app = CartApp(UiSettings(socket=agent.path, language=language))
        agent.show(status=troubled(("clock", "ready"), ("drawers", "faulty")))
        async with app.run_test(size=size) as pilot:
            for name, view in SHOWN.items():
                agent.show(view)
                await shown(app, agent)
                await pilot.pause()
                alarm = app.screen.query_one(Strip).query(Words).filter(".alarm")
                row = alarm.first() if alarm else app.screen.query_one(Strip).query(Words).first()
                text = str(row.content)  # on a small panel it may stand behind the time and the link
                whole = len(text) <= row.content_size.width and row.region.height == 1
                said[name] = (text.removeprefix("08:05 · ● HIS · "), whole)
        return said

    words = {"vi": "▲ Bộ ngăn kéo không trả lời", "en": "▲ Drawer unit does not answer"}
    assert asyncio.run(look()) == dict.fromkeys(SHOWN, (words[language], True))


TROUBLED = troubled(("scanner-2", "faulty"), ("drawers", "read-only"), alarms=(DISK,))
TOLD = ("▲ Máy quét 2 không trả lời", "▲ Bộ ngăn kéo không mở khóa được", "⚠ Bộ nhớ xe", "kỹ sư.")


@pytest.mark.parametrize("size", SIZES)
def test_several_troubles_take_turns_and_each_is_said_whole(agent: FakeAgent, size: tuple[int, int]) -> None:
    async def look() -> list[tuple[str, bool]]:
        app = CartApp(UiSettings(socket=agent.path))
        agent.show(SHOWN["round"], TROUBLED)
        said = []
        async with app.run_test(size=size) as pilot:
            await shown(app, agent)
            strip = app.screen.query_one(Strip)
            for turn in range(8):
                strip.show(app.model, app.model.status_at + turn * TURN)
                await pilot.pause()
                row = strip.query_one(".alarm", Words)
                said.append((str(row.content), len(str(row.content)) <= row.content_size.width))
        return said

    said = asyncio.run(look())

    assert all(whole for _text, whole in said)
    assert all(any(words in text for text, _whole in said) for words in TOLD)


def test_troubles_change_places_by_themselves(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["round"], TROUBLED)
    terminal = open_terminal()
    terminal.until(lambda: any(words in terminal.text for words in TOLD))
    first = next(words for words in TOLD if words in terminal.text)

    terminal.until(lambda: any(words in terminal.text for words in TOLD if words != first))


def test_devices_that_work_or_still_connect_are_no_trouble() -> None:
    assert wording.troubles(troubled(("drawers", "ready"), ("scanner-1", "connecting"))) == []


def test_a_device_keeps_the_name_that_people_gave_it() -> None:
    _.speak("vi")

    names = [wording.device_name(name) for name in ("drawers", "scanner-1", "scanner-left", "tay cầm")]

    assert names == ["Bộ ngăn kéo", "Máy quét 1", "scanner-left", "tay cầm"]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize("states", [("unknown",), ("open", "unknown"), STATES])
def test_a_fault_says_what_to_do_however_many_drawers_are_in_doubt(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int, states: tuple[str, ...]
) -> None:
    drawers = tuple(DrawerView(number=n, state=states[n % len(states)]) for n in range(1, 13))
    view = with_dose("fetch", "clear-fault", "logout", clear_reasons=REASONS)
    view = replace(view, verdict=verdict("release", WRONG_DRUG), notice=both("Đã báo.", "Told."))
    agent.show(view, troubled(("drawers", "faulty"), drawers=drawers, alarms=(DISK,)))
    terminal = open_terminal(columns=columns, rows=rows)

    terminal.wait("KHÔNG NGĂN NÀO ĐƯỢC MỞ THÊM", "→ Xem các ngăn", "cố.", "■ Ngăn: ", "ĐÃ HẾT SỰ CỐ")
    terminal.wait("▲ Bộ ngăn kéo không trả lời")
    listed = terminal.text[terminal.text.index("■ Ngăn: ") :]
    assert all(f" {number}" in listed for number in range(1, 13))
    assert "MỌI NGĂN ĐỀU KHÓA" not in terminal.text


def test_a_fault_with_all_drawers_locked_lists_none(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["fault"])
    terminal = open_terminal()

    terminal.wait("KHÔNG NGĂN NÀO ĐƯỢC MỞ THÊM", "→ Xem các ngăn")
    assert "■ Ngăn" not in terminal.text
