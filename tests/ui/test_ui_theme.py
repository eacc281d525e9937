"""Colours can be read: 7:1 for every pair, as named and as drawn."""

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import SHOWN
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
