"""Colours can be read: 7:1 for every pair, as named and as drawn."""

import asyncio
from typing import Any

import pytest
from textual.screen import Screen

from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.test_ui_layout import shown
from tests.ui.views import SHOWN
from ui_tui.app import CartApp
from ui_tui.model import change
from ui_tui.settings import UiSettings
from ui_tui.theme import PAIRS, PALETTES

AAA = 7.0
LINES = set(" ▁▔█▌▐░▊▎")
"""Cells that are edges and bars, not text."""


def luminance(colour: str) -> float:
    """Relative luminance of `rrggbb` (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    dark, light = sorted((luminance(one.lstrip("#")), luminance(other.lstrip("#"))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_of_the_palette_can_be_read(palette: str, pair: tuple[str, str]) -> None:
    text, ground = (PALETTES[palette][name] for name in pair)

    assert contrast(text, ground) >= AAA


@pytest.mark.parametrize("theme", PALETTES)
def test_every_letter_on_every_screen_can_be_read(agent: FakeAgent, open_terminal: Open, theme: str) -> None:
    terminal = open_terminal(theme=theme)
    for name, view in SHOWN.items():
        agent.show(view)
        terminal.settle(0.7)
        cells = [(row, x) for row in terminal.screen.buffer.values() for x in row]
        weak = {
            (row[x].data, row[x].fg, row[x].bg)
            for row, x in cells
            if row[x].data not in LINES and contrast(row[x].fg, row[x].bg) < AAA
        }

        assert weak == set(), name


def look(screen: Screen[Any]) -> list[tuple[object, ...]]:
    """Colours and size of all that is on the glass."""
    seen = [one for one in screen.query("*") if one.region.area]
    return [(str(one), one.styles.background, one.styles.color, one.size) for one in seen]


@pytest.mark.parametrize("size", [(80, 22), (60, 15)])
def test_a_screen_that_comes_back_has_the_colours_and_the_size_of_now(
    agent: FakeAgent, size: tuple[int, int]
) -> None:
    """While it was away the night began, and the window may have changed its size."""

    async def come_back() -> None:
        app, fresh = (CartApp(UiSettings(socket=agent.path, theme=theme)) for theme in ("day", "night"))
        async with app.run_test(size=(80, 22)) as pilot:
            for name in ("round", "fetch"):
                agent.show(SHOWN[name])
                await shown(app, agent)
            app._become(change(app.model, theme="night"))
            await pilot.resize_terminal(*size)
            await pilot.pause()
            agent.show(SHOWN["round"])
            await shown(app, agent)
            async with fresh.run_test(size=size):
                await shown(fresh, agent)
                for _attempt in range(200):
                    if look(app.screen) == look(fresh.screen):
                        break
                    await asyncio.sleep(0.05)
                assert look(app.screen) == look(fresh.screen)

    asyncio.run(come_back())
