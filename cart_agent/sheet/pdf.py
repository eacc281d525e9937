"""Pages as a PDF with vector bars and the font embedded."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cart_agent.sheet.font import FONT
from cart_agent.sheet.layout import DPI, PAGE_HEIGHT, Page

POINT = 72 / DPI


def write_pdf(pages: Sequence[Page], path: Path) -> None:
    """Write one PDF. The same pages give the same bytes."""
    registerFont(TTFont("Sheet", str(FONT)))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in pages:
        canvas.scale(POINT, POINT)
        for bar in page.bars:
            canvas.rect(bar.x, PAGE_HEIGHT - bar.y - bar.height, bar.width, bar.height, stroke=0, fill=1)
        for text in page.texts:
            canvas.setFont("Sheet", text.size)
            canvas.drawString(text.x, PAGE_HEIGHT - text.y, text.text)
        canvas.showPage()
    canvas.save()
