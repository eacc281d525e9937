"""Where everything stands on a label, in whole dots of the printer.

Code on the left, words on the right, the code's data for people across the foot. Nothing is ever cut off:
what does not fit at the smallest size that can be read makes no label.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

from cart_agent.labels.label import Label
from cart_agent.labels.stocks import Stock
from cart_agent.sheet.font import letters
from cart_agent.sheet.layout import ADVANCE, Page, Text
from cart_agent.sheet.symbol import Rect, Symbol, make_symbol

INCH = 25.4
MODULE_MIN, MODULE_MAX = 0.33, 0.70
"""mm of the code's X-dimension: read by ordinary hand scanners and by the cart's camera at arm's length.
Within what the GS1 General Specifications allow DataMatrix in healthcare (0.254 to 0.990 mm)."""
EDGE = 1.5
"""mm left free above and below; printers do not meet a label's edge exactly."""
GAP = 1.0
"""mm between code, words and foot, beside the quiet zone that the symbol brings along."""
HEAD, BODY = (9.0, 2.4), (4.0, 1.9)
"""Largest and smallest letters in mm. 1.9 mm are 15 dots at 203 dpi, which still hold a letter with two
accents."""
FOOT = 1.75
"""mm; figures and capitals only."""
LEADING = 1.28
STEPS = 16
SHARE = 0.45
"""Of a label's width that its code may take."""
NARROW = {0x2009: "\u00a0", 0x202F: "\u00a0"}
"""Thin spaces, which part thousands, as one that is in the font and where no line ends."""
BREAKS = re.compile(r"(?<=[^\d\s] )|(?<=[^\W\d][/-])(?=[^\W\d])")
"""Where a line may end: never between number and unit; inside a word only after / or - of letters."""


class Scale(Struct, frozen=True):
    """Millimetres into dots of one printer."""

    dpi: int

    def dots(self, mm: float) -> int:
        return round(mm * self.dpi / INCH)

    def module(self, mm: float) -> int:
        """The fewest dots that are at least `mm` wide."""
        return math.ceil(mm * self.dpi / INCH - 1e-9)


class Box(Struct, frozen=True):
    """Room for something."""

    left: int
    top: int
    width: int
    height: int


def lay_out(label: Label, stock: Stock, dpi: int) -> Page:
    """The label as a page. Raises ValueError when it does not fit, or its code cannot be made."""
    scale = Scale(dpi)
    width, height = scale.dots(stock.width), scale.dots(stock.height)
    edge, gap = scale.dots(EDGE), scale.dots(GAP)
    left, right = scale.dots(stock.before), width - scale.dots(stock.after)
    foot = _foot(label, Box(left, edge, right - left, height - 2 * edge), scale)
    floor = (min(line.y - line.size for line in foot) - gap) if foot else height - edge
    symbol = make_symbol(label.item)
    module = _module(symbol, Box(left, edge, int((right - left) * SHARE), floor - edge), scale)
    side = symbol.width * module
    bars: list[Rect] = []
    for number in range(stock.codes):
        bars += _placed(symbol, module, left + number * (side + 4 * gap), edge)
    words = left + (stock.codes - 1) * (side + 4 * gap) + side + gap
    texts = _words(label, Box(words, edge, right - words, floor - edge), scale)
    return Page(tuple(bars), (*texts, *foot), width, height, dpi)


def _module(symbol: Symbol, room: Box, scale: Scale) -> int:
    """As large as there is room for, within the limits."""
    fits = min(room.width // symbol.width, room.height // symbol.height)
    least = scale.module(MODULE_MIN)
    if fits < least:
        raise ValueError(f"the code has {symbol.width} modules and does not fit: take a larger label")
    return max(least, min(fits, scale.dots(MODULE_MAX)))


def _placed(symbol: Symbol, module: int, left: int, top: int) -> Iterable[Rect]:
    for bar in symbol.bars:
        yield Rect(left + bar.x * module, top + bar.y * module, bar.width * module, bar.height * module)


def _foot(label: Label, room: Box, scale: Scale) -> list[Text]:
    """From the bottom up; an element stays whole."""
    size = scale.dots(FOOT)
    lines = _filled([f"{element} " for element in label.readable], room.width, size)
    if any(_too_wide(line, room.width, size) for line in lines):
        raise ValueError("the code's data in figures do not fit: take a larger label")
    bottom, step = room.top + room.height, int(size * LEADING)
    return [Text(room.left, bottom - place * step, size, line) for place, line in enumerate(reversed(lines))]


def _words(label: Label, room: Box, scale: Scale) -> list[Text]:
    """The largest letters at which everything is there."""
    for step in range(STEPS):
        sizes = [scale.dots(big - (big - small) * step / (STEPS - 1)) for big, small in (HEAD, BODY)]
        texts = _stacked(((sizes[0], label.head), (sizes[1], label.lines)), room)
        if texts is not None:
            return texts
    raise ValueError("the words do not fit: take a larger label or fewer words")


def _stacked(parts: Sequence[tuple[int, tuple[str, ...]]], room: Box) -> list[Text] | None:
    texts: list[Text] = []
    line_top = float(room.top)
    for size, words in parts:
        for line in (one for said in words for one in _wrapped(said, room.width, size)):
            if _too_wide(line, room.width, size):
                return None
            texts.append(Text(room.left, round(line_top + size), size, line))
            line_top += size * LEADING
    below = texts[-1].y + texts[-1].size * (LEADING - 1) if texts else 0
    return texts if below <= room.top + room.height else None


def _too_wide(line: str, width: int, size: int) -> bool:
    return len(line) * size * ADVANCE > width


def _wrapped(words: str, width: int, size: int) -> list[str]:
    lines = _filled(BREAKS.split(_drawable(words)), width, size)
    return [line.removesuffix(" ·") for line in lines]  # a point that parts nothing at a line's end


def _drawable(words: str) -> str:
    """In letters of the font. Raises ValueError for one that it lacks: a box is no drug's name."""
    text = unicodedata.normalize("NFC", words).translate(NARROW)
    text = " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)
    if strange := sorted(set(map(ord, text)) - letters()):
        raise ValueError(f"the labels' font has no {', '.join(f'U+{code:04X}' for code in strange)}")
    return text


def _filled(pieces: Iterable[str], width: int, size: int) -> list[str]:
    """Lines of whole pieces; a piece that is too wide has a line alone, for the caller to refuse."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and _too_wide(lines[-1] + piece.rstrip(), width, size):
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]
