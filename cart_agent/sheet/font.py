"""The sheet's font: JetBrains Mono (SIL Open Font License, beside it). It has every Vietnamese letter."""

from functools import cache
from pathlib import Path

FONT = Path(__file__).with_name("JetBrainsMono-Regular.ttf")


@cache
def letters() -> frozenset[int]:
    """The code points that the font can draw; anything else would come out as an empty box."""
    from reportlab.pdfbase.ttfonts import TTFontFile  # noqa: PLC0415  (only to print)

    return frozenset(TTFontFile(str(FONT)).charToGlyph)
