"""Font, sizes and small pieces that the pages share. Black on white only: ward printers know no colour."""

from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, Table, TableStyle

from cart_agent.sheet.font import FONT

NAME = "Paper"
THIN = 0.5
SMALL = ParagraphStyle("small", fontName=NAME, fontSize=7.5, leading=9.4, splitLongWords=1)
BODY = ParagraphStyle("body", parent=SMALL, fontSize=9, leading=11.5)
LARGE = ParagraphStyle("large", parent=SMALL, fontSize=14, leading=17)
HEADING = ParagraphStyle("heading", parent=SMALL, fontSize=10, leading=13, spaceBefore=8, spaceAfter=2)
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), THIN, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, black),
        ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)
BOX = "□"
"""To be ticked by hand."""


def use_font() -> None:
    """The bundled font, which has every Vietnamese letter, becomes part of the PDF."""
    registerFont(TTFont(NAME, str(FONT)))


def text(words: str, style: ParagraphStyle = SMALL) -> Paragraph:
    """A paragraph that wraps; whatever the hospital wrote is text, never markup."""
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


def marked(words: str, marks: tuple[str, ...], below: tuple[str, ...] = (), size: int = 9) -> Paragraph:
    """Marks in brackets on a line of their own, then the words in body size, then smaller lines."""
    boxed = " ".join(f"[▲ {escape(mark)}]" for mark in marks)
    large = f'<font size="{size}">{escape(words)}</font>'
    lines = [*([boxed] if boxed else []), large, *(escape(line) for line in below if line)]
    return Paragraph("<br/>".join(lines), SMALL)


def grid(rows: list[list[object]], widths: list[float]) -> Table:
    """A ruled table whose first row comes again on every page."""
    return Table(rows, colWidths=widths, repeatRows=1, style=GRID)
