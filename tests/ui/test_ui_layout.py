"""Where things are on the glass: targets large enough, apart from each other, out of a keyboard's reach."""

import asyncio
from itertools import combinations

import pytest
from msgspec.structs import replace

from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import NURSE
from tests.ui.views import PAIN, SHOWN
from ui_tui.app import CartApp
from ui_tui.model import Overlay, change, opened
from ui_tui.paging import SMALLEST
from ui_tui.place import place_of
from ui_tui.screens import screen_of
from ui_tui.screens.base import CartScreen
from ui_tui.settings import UiSettings
from ui_tui.widgets.tap import Tap

SIZES = [(80, 22), (60, 15)]
TALL = 4
"""Rows of commit and PIN keys on the large panel; the small one has room for `SMALLEST`."""


async def shown(app: CartApp, agent: FakeAgent) -> None:
    """Wait until the app shows what the agent says."""
    for _attempt in range(600):
        session = app.model.session
        if session and session.revision == agent.session.revision and app.screen is place(app):
            return
        await asyncio.sleep(0.05)


def place(app: CartApp) -> object:
    """The screen that the model asks for."""
    return app.get_screen(screen_of(app.model))


async def lasting_faults(app: CartApp, rows: int) -> list[str]:
    """What is wrong with the targets once the layout has come to rest."""
    for _attempt in range(200):
        wrong = faults(app, rows)
        if not wrong and app._shown is place(app):
            break
        await asyncio.sleep(0.05)
    return wrong


def faults(app: CartApp, rows: int) -> list[str]:
    """What is wrong with the targets on the glass."""
    taps = [tap for tap in app.screen.query(Tap) if tap.display and tap.region.area]
    tall = TALL if rows == 22 else SMALLEST
    small = [t for t in taps if t.region.height < (tall if t.commits or t.has_class("key") else SMALLEST)]
    outside = [t for t in taps if t.command and not app.screen.region.contains_region(t.region)]
    over = [f"{a} over {b}" for a, b in combinations(taps, 2) if a.region.overlaps(b.region)]
    focusable = [w for w in app.screen.query("*") if w.focusable]
    return [
        *(f"small {t} {t.region}" for t in small),
        *(f"outside {t}" for t in outside),
        *over,
        *map(str, focusable),
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_apart_and_not_focusable(
    agent: FakeAgent, size: tuple[int, int], language: str
) -> None:
    async def look() -> dict[str, list[str]]:
        found = {}
        app = CartApp(UiSettings(socket=agent.path, language=language))
        async with app.run_test(size=size):
            for name, view in (SHOWN | NURSE).items():
                agent.show(view)
                await shown(app, agent)
                found[name] = await lasting_faults(app, size[1])
        return found

    assert {name: wrong for name, wrong in asyncio.run(look()).items() if wrong} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "overlay", [o for o in Overlay if o not in (Overlay.NONE, Overlay.BENCH, Overlay.FLOW)]
)
def test_the_same_holds_for_the_screens_own_questions(
    agent: FakeAgent, size: tuple[int, int], overlay: Overlay
) -> None:
    async def look() -> list[str]:
        agent.show(replace(SHOWN["patient"], prn_reasons=PAIN[:1], confirm_reasons=PAIN))
        app = CartApp(UiSettings(socket=agent.path))
        async with app.run_test(size=size):
            await shown(app, agent)
            app._become(opened(app.model, overlay, "d4"))
            return await lasting_faults(app, size[1])

    assert asyncio.run(look()) == []


FLOW_VIEWS = {
    "partial": "verified",
    "prn": "a patient with more",
    "follow-up": "a patient with more",
    "review": "a round with more",
    "label": "mix",
    "break-glass": "a round with more",
}


@pytest.mark.parametrize("size", SIZES)
def test_the_same_holds_for_questions_and_pads(agent: FakeAgent, size: tuple[int, int]) -> None:
    async def look() -> dict[str, list[str]]:
        found = {}
        app = CartApp(UiSettings(socket=agent.path))
        async with app.run_test(size=size):
            for name, view in FLOW_VIEWS.items():
                agent.show(NURSE[view])
                await shown(app, agent)
                for answers in ({"key": "d4", "record": "r1"}, {"_part": True, "conclusion": "justified"}):
                    app._become(change(app.model, overlay=Overlay.FLOW, flow=name, answers=(answers,)))
                    found[f"{name} {sorted(answers)}"] = await lasting_faults(app, size[1])
        return found

    assert {name: wrong for name, wrong in asyncio.run(look()).items() if wrong} == {}


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
