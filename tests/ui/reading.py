"""What a person can read on the glass: texts that are whole and that nothing covers."""

import asyncio
import re

from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget

from ui_tui.app import CartApp
from ui_tui.model import change
from ui_tui.paging import TURN, lines_of
from ui_tui.screens import screen_of
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

TURNS = 12
"""More than any text takes."""


def is_cut(words: Words) -> bool:
    """Whether some of its text has no room: rows too many, or a word that is longer than a row."""
    text = words.content
    if not is_seen(words) or not isinstance(text, Content) or not text.plain.strip():
        return False
    room = words.content_size
    longest = max(map(len, re.split(r"[ \n]", text.plain)))
    return longest > room.width or len(lines_of(text.plain, room.width)) > room.height


def is_seen(words: Words) -> bool:
    """Whether it is meant to be on the glass."""
    return all(widget.display for widget in words.ancestors_with_self if isinstance(widget, Widget))


def hidden(app: CartApp) -> list[str]:
    """Texts that are not on the glass as they stand in their widget: clipped by the layout, or covered."""
    rows = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
    found = []
    for words in app.screen.query(Words):
        text = words.content
        if not is_seen(words) or not isinstance(text, Content):
            continue
        region = words.content_region
        drawn = "".join(row[region.x : region.right] for row in rows[region.y : region.bottom])
        if isinstance(words, Tap) and words.key and words._hint:
            drawn = drawn.replace(words.key.upper(), "", 1)
        if _letters(text.plain) not in _letters(drawn):
            found.append(f"hidden {words} {words.id}: {text.plain!r}, drawn {drawn!r}")
    return found


async def still(pilot: Pilot[int]) -> None:
    """Wait until the picture is the model's, and its pages are cut for the room there is."""
    app = pilot.app
    assert isinstance(app, CartApp)
    for _attempt in range(600):
        await pilot.pause()
        assert app._exception is None, app._exception  # else it would be told after the last screen only
        seen = app._shown is app.get_screen(screen_of(app.model)) and not app._rendering
        if seen and not any(paged.outgrown for paged in app.screen.query(Paged)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"the picture never rests: {app.screen}")


async def read(pilot: Pilot[int]) -> tuple[str, list[str]]:
    """All that is on the glass, page by page and turn by turn, and what is hidden in any picture."""
    app = pilot.app
    assert isinstance(app, CartApp)
    said: dict[Words, list[str]] = {}
    wrong = []
    app._become(change(app.model, page=0))
    await still(pilot)
    for _page in range(30):
        wrong += await _page_of(pilot, app, said)
        more = next(
            (one for one in app.screen.query(Tap) if one.second_key == "pagedown" and one.display), None
        )
        if more is None or more.command is None:
            break
        app._do(more.command)
        await still(pilot)
    return "\n".join(text for texts in said.values() for text in texts), wrong


async def _page_of(pilot: Pilot[int], app: CartApp, said: dict[Words, list[str]]) -> list[str]:
    """Reads all turns of the page that is shown: until one brings nothing new."""
    shown, wrong = app._shown, []
    assert shown is not None
    for turn in range(TURNS):
        shown.tick(app.model, turn * TURN)
        new = False
        for words in app.screen.query(Words):
            text = words.content
            if is_seen(words) and isinstance(text, Content) and text.plain not in said.setdefault(words, []):
                said[words].append(text.plain)
                new = True
        if new:
            for _attempt in range(20):
                await pilot.pause()
                found = hidden(app)
                if not found:
                    break
            wrong += found
        elif turn:
            break
    return wrong


def unsaid(said: str, texts: list[str]) -> list[str]:
    """Those of `texts` that nobody could read, however they are broken into rows and turns."""
    plain = _letters(re.sub(r" …\s\d+/\d+", "", said))
    return [text for text in texts if _letters(text) not in plain]


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text).lower()
