"""Pages as a PDF with vector bars and the font embedded."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cart_agent.sheet.font import FONT
from cart_agent.sheet.layout import Page

POINTS = 72
"""In an inch."""


def write_pdf(pages: Sequence[Page], path: Path) -> None:
    """Write one PDF. The same pages give the same bytes."""
    registerFont(TTFont("Sheet", str(FONT)))
    canvas = Canvas(str(path), invariant=1)
    for page in pages:
        dot = POINTS / page.dpi
        canvas.setPageSize((page.width * dot, page.height * dot))
        canvas.scale(dot, dot)
        for bar in page.bars:
            canvas.rect(bar.x, page.height - bar.y - bar.height, bar.width, bar.height, stroke=0, fill=1)
        for text in page.texts:
            canvas.setFont("Sheet", text.size)
            canvas.drawString(text.x, page.height - text.y, text.text)
        canvas.showPage()
    canvas.save()
