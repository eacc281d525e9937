"""Where things are on the glass: targets large enough, apart from each other, out of a keyboard's reach."""

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from msgspec.structs import replace
from textual.widget import Widget

from tests.ui.fake_agent import FakeAgent
from tests.ui.longest import LONGEST, to_read
from tests.ui.nurse_views import ITEMS, NURSE
from tests.ui.reading import is_cut, read, still, unsaid
from tests.ui.views import LATE, NOT_GIVEN, REASONS, SHOWN, STATUS, THUY, both, verdict, with_dose
from ui_tui.app import CartApp
from ui_tui.model import Model, Overlay, change, opened
from ui_tui.paging import SMALLEST
from ui_tui.place import place_of
from ui_tui.screens import screen_of
from ui_tui.screens.base import CartScreen
from ui_tui.settings import UiSettings
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

pytestmark = pytest.mark.slow

MANY = tuple(replace(LATE, text=both(text, text)) for text in ("một hai ba bốn năm " * 7,) * 4)
MORE_TO_DO = ("prepare", "ask-prescriber", "note", "waste", "follow-up", "logout", "not-given", "cancel")
CROWDED = {
    "release": with_dose("release", "confirm", *MORE_TO_DO, verdict=verdict("release", *MANY)),
    "override": with_dose("release", "override", *MORE_TO_DO, verdict=verdict("release", *MANY)),
    "reopen": with_dose("verify", "confirm", "reopen", *MORE_TO_DO, verdict=verdict("verify", *MANY)),
    "give": replace(NURSE["verified"], verdict=verdict("verify", *MANY)),
    "in hand": with_dose(
        "give", "put-back", "reopen", *MORE_TO_DO, verdict=replace(verdict("give", *MANY), severity="STOP")
    ),
    "mix": replace(NURSE["mix"], actions=("label", *MORE_TO_DO), verdict=verdict("verify", *MANY)),
}
"""Pages beside everything that may be offered with them: the small panel has no room for so many buttons."""
SIZES = [(80, 22), (60, 15)]
TALL = 4
"""Rows of commit and PIN keys, 20 mm. On the small panel a score's keys have room for `SMALLEST`."""


async def shown(app: CartApp, agent: FakeAgent) -> None:
    """Wait until the app shows what the agent says."""
    for _attempt in range(600):
        session = app.model.session
        if session and session.revision == agent.session.revision and app.screen is place(app):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never shown: {agent.session.state}; it shows {app.screen}")


def place(app: CartApp) -> object:
    """The screen that the model asks for."""
    return app.get_screen(screen_of(app.model))


async def lasting_faults(app: CartApp, rows: int) -> list[str]:
    """What is wrong with the targets once the layout has come to rest."""
    for _attempt in range(200):
        assert app._exception is None, app._exception  # else it would be told after the last screen only
        wrong = faults(app, rows)
        if not wrong and app._shown is place(app):
            break
        await asyncio.sleep(0.05)
    return wrong


def faults(app: CartApp, rows: int) -> list[str]:
    """What is wrong with the targets on the glass."""
    taps = [tap for tap in app.screen.query(Tap) if tap.display and tap.region.area]
    small = [t for t in taps if t.region.height < least(t, rows)]
    outside = [t for t in taps if t.command and not app.screen.region.contains_region(t.region)]
    over = [f"{a} over {b}" for a, b in combinations(taps, 2) if a.region.overlaps(b.region)]
    focusable = [w for w in app.screen.query("*") if w.focusable]
    cut = [words for words in app.screen.query(Words) if is_cut(words)]
    return [
        *(f"small {t} {t.region}" for t in small),
        *(f"outside {t}" for t in outside),
        *over,
        *map(str, focusable),
        *(f"cut {words} {words.content_size}: {words.content}" for words in cut),
    ]


def least(tap: Tap, rows: int) -> int:
    """Rows it must have."""
    on_pad = any(isinstance(one, Widget) and one.id == "pad" for one in tap.ancestors)
    return TALL if tap.commits or on_pad or (tap.has_class("key") and rows > 15) else SMALLEST


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_apart_and_not_focusable_and_all_texts_whole(
    agent: FakeAgent, size: tuple[int, int], language: str
) -> None:
    """And nothing that has to be read is missing: on every screen, with the longest texts of a ward."""

    async def look() -> dict[str, list[str]]:
        found = {}
        app = CartApp(UiSettings(socket=agent.path, language=language))
        async with app.run_test(size=size) as pilot:
            for name, (view, status) in LONGEST.items():
                agent.show(view, status)
                await shown(app, agent)
                await still(pilot)
                found[name] = await lasting_faults(app, size[1])
                said, hidden = await read(pilot)
                found[name] += hidden + [f"unsaid {one}" for one in unsaid(said, to_read(view, language))]
        return found

    assert {name: wrong for name, wrong in asyncio.run(look()).items() if wrong} == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_push_no_button_off_the_glass(agent: FakeAgent, size: tuple[int, int], language: str) -> None:
    async def look() -> dict[str, list[str]]:
        found = {}
        app = CartApp(UiSettings(socket=agent.path, language=language))
        async with app.run_test(size=size):
            for name, view in CROWDED.items():
                agent.show(replace(view, notice=both("Chọn một liều trước.", "Choose a dose first.")))
                await shown(app, agent)
                for _attempt in range(600):
                    if any(tap.display and "▼ 1/" in str(tap.content) for tap in app.screen.query(Tap)):
                        break
                    await asyncio.sleep(0.05)
                else:
                    found[name] = ["no pages"]
                    continue
                found[name] = await lasting_faults(app, size[1])
        return found

    assert {name: wrong for name, wrong in asyncio.run(look()).items() if wrong} == {}


FLOW_VIEWS = {
    "a patient with more": ("prn", "follow-up", "note", "ask-prescriber", "prepare"),
    "a round with more": ("review", "break-glass", "unable-band", "hand-over"),
    "verified": ("partial", "waste", "unable-drug"),
    "a stop to override": ("override",),
    "mix": ("label",),
}
MENUS = {"a patient with more": "patient", "a round with more": "round", "verified": "give"}
ANSWERS = (
    {"key": "d4", "record": "r1"},
    {"key": "d4", "record": "r2", "what": "stop", "reason": "vein", "_part": True, "unit": "mg"}
    | {
        "conclusion": "justified",
        "_said": both("Có lý do chính đáng", "Justified"),
        "_own": True,
        "note": "",
        "product": "p1",
        "encounter_id": "E1",
    },
)
"""Early and late in a flow."""


def questions(view: str) -> dict[str, Callable[[Model], Model]]:
    """What the screen may ask over this session."""
    asked: dict[str, Callable[[Model], Model]] = {
        overlay.name: partial(opened, overlay=overlay, about=MENUS.get(view, view))
        for overlay in Overlay
        if overlay not in (Overlay.NONE, Overlay.BENCH, Overlay.FLOW)
    }
    for flow in FLOW_VIEWS[view]:
        for number, answers in enumerate(ANSWERS):
            asked[f"{flow} {number}"] = partial(
                change, overlay=Overlay.FLOW, flow=flow, about="", answers=(answers,)
            )
    return asked


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_same_holds_for_the_screens_own_questions(
    agent: FakeAgent, size: tuple[int, int], language: str
) -> None:
    async def look() -> dict[str, list[str]]:
        found = {}
        app = CartApp(UiSettings(socket=agent.path, language=language))
        async with app.run_test(size=size):
            for view in FLOW_VIEWS:
                asking = replace(NURSE[view], confirm_reasons=REASONS, not_given_reasons=NOT_GIVEN)
                agent.show(asking, replace(STATUS, open_items=ITEMS))
                await shown(app, agent)
                for name, ask in questions(view).items():
                    app._become(ask(app.model))
                    found[f"{view}: {name}"] = await lasting_faults(app, size[1])
        return found

    assert {name: wrong for name, wrong in asyncio.run(look()).items() if wrong} == {}


LONG = replace(
    THUY,
    name="NGUYỄN HOÀNG THỊ NGUYỆT (MẪU)",
    allergies=("penicillin", "cefuroxim", "tôm"),
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_witness_sees_all_of_a_long_name_and_dose_and_that_the_pin_was_wrong(
    agent: FakeAgent, size: tuple[int, int], language: str
) -> None:
    async def look() -> list[str]:
        app = CartApp(UiSettings(socket=agent.path, language=language))
        wrong = both("PIN không đúng. Còn 2 lần thử.", "The PIN is not right. 2 attempts are left.")
        agent.show(replace(SHOWN["witness"], patient=LONG, notice=wrong, candidate="ĐD. VÕ MẪU MINH"))
        async with app.run_test(size=size):
            await shown(app, agent)
            return await lasting_faults(app, size[1])

    assert asyncio.run(look()) == []


def test_screens_are_made_once(agent: FakeAgent) -> None:
    async def look() -> list[dict[str, int]]:
        made = []
        app = CartApp(UiSettings(socket=agent.path))
        async with app.run_test(size=(80, 22)):
            for _round in range(2):
                for view in SHOWN.values():
                    agent.show(view)
                    await shown(app, agent)
                screens = app._installed_screens.items()
                made.append({name: id(screen) for name, screen in screens if isinstance(screen, CartScreen)})
        return made

    first, second = asyncio.run(look())

    assert {place_of(view, "") for view in SHOWN.values()} <= first.keys()
    assert first == second
