"""Where everything stands on A4 pages, in dots of 1/300 inch, so that every bar is a whole number of dots."""

import textwrap
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from cart_agent.sheet.items import Kind, SheetItem
from cart_agent.sheet.symbol import Rect, make_symbol

DPI = 300
PAGE_WIDTH, PAGE_HEIGHT = 2480, 3508
COLUMNS, ROWS = 3, 7
MARGIN = 120
CELL_WIDTH = (PAGE_WIDTH - 2 * MARGIN) // COLUMNS
CELL_HEIGHT = (PAGE_HEIGHT - 2 * MARGIN) // ROWS
BOX_WIDTH, BOX_HEIGHT = CELL_WIDTH - 40, 280
"""Room for a symbol in its cell."""
WIDEST_MODULE: dict[Kind, int] = {
    "gs1-datamatrix": 8,
    "datamatrix": 8,
    "qr": 8,
    "code128": 4,
    "ean13": 4,
    "opticon-menu": 6,
}
"""Dots: 0.68 mm for matrix codes, 0.34 mm for bars, within the GS1 General Specifications' X-dimensions; 0.51
mm where wide bars are only twice as wide as narrow ones (Code 39)."""
TITLE, SMALL = 30, 24
"""Font sizes in dots."""
ADVANCE = 0.6
"""Width of a character of the font, which is monospaced, over its size."""


class Text(Struct, frozen=True):
    """A line of text from its left end on the base line."""

    x: int
    y: int
    size: int
    text: str


class Page(Struct, frozen=True):
    """What is printed on one page: an A4 sheet, or a label of another size. All in dots."""

    bars: tuple[Rect, ...]
    texts: tuple[Text, ...]
    width: int = PAGE_WIDTH
    height: int = PAGE_HEIGHT
    dpi: int = DPI


def lay_out(items: Sequence[SheetItem]) -> list[Page]:
    """The pages for `items`, in their order. Raises ValueError for an item whose code cannot be made."""
    per_page = COLUMNS * ROWS
    return [_page(items[first : first + per_page]) for first in range(0, len(items), per_page)]


def _page(items: Sequence[SheetItem]) -> Page:
    bars: list[Rect] = []
    texts: list[Text] = []
    for place, item in enumerate(items):
        left = MARGIN + place % COLUMNS * CELL_WIDTH
        top = MARGIN + place // COLUMNS * CELL_HEIGHT
        bars += _symbol(item, left, top)
        texts += _words(item, left, top + BOX_HEIGHT + TITLE)
    return Page(tuple(bars), tuple(texts))


def _symbol(item: SheetItem, left: int, top: int) -> list[Rect]:
    symbol = make_symbol(item)
    dots = min(WIDEST_MODULE[item.kind], BOX_WIDTH // symbol.width, BOX_HEIGHT // symbol.height)
    if dots < 2:
        raise ValueError(f"{item.title}: {item.data!r} is too long for the sheet")
    top += BOX_HEIGHT - symbol.height * dots
    return [
        Rect(left + bar.x * dots, top + bar.y * dots, bar.width * dots, bar.height * dots)
        for bar in symbol.bars
    ]


def _words(item: SheetItem, left: int, top: int) -> list[Text]:
    lines = [(TITLE, item.title, 2), (SMALL, item.subtitle, 1), (SMALL, _readable(item), 1)]
    texts: list[Text] = []
    for size, words, most in lines:
        width = int(BOX_WIDTH / (size * ADVANCE))
        for line in textwrap.wrap(
            unicodedata.normalize("NFC", words), width, max_lines=most, placeholder="…"
        ):
            texts.append(Text(left, top, size, line))
            top += size * 5 // 4
    return texts


def _readable(item: SheetItem) -> str:
    """The data as people may compare it; a separator is shown as a space."""
    return item.data.replace("\x1d", " ")
