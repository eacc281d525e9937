"""The sheets as a PDF: a list of the ward, then each patient on pages of her own with her name on top."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

from cart_agent.paper import style
from cart_agent.paper.tables import ward_list, whole_patient
from cart_agent.paper.ward import PatientPaper, WardPaper
from cart_agent.paper.words import Say

MARGIN = 12 * mm
FOOT = 9 * mm
WIDTH = A4[0] - 2 * MARGIN
CODE_WIDTH = 62 * mm
LIST = "list"
FILING = "MCPAPER-"
"""Begins what the sheet's code says. No wristband does: the sheet must not stand in for one."""


def render(paper: WardPaper) -> bytes:
    """The PDF. The same ward gives the same bytes."""
    return pages(paper, Say(paper), ward_list, whole_patient)


def pages(
    paper: WardPaper,
    say: Say,
    first: Callable[[WardPaper, Say, float], list[Any]],
    each: Callable[[PatientPaper, Say, float], list[Any]],
) -> bytes:
    """A PDF of `first` about the ward, then `each` patient under a head of her own. Both get the width."""
    style.use_font()
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4, title=say("title"), invariant=1)
    document.addPageTemplates([_template(LIST, 16 * mm, partial(_ward_head, paper, say))])
    story: list[Any] = [*first(paper, say, WIDTH)]
    for number, patient in enumerate(paper.patients):
        name = f"patient-{number}"
        head = _Head(patient, say)
        document.addPageTemplates([_template(name, head.height, head.draw)])
        story += [NextPageTemplate(name), PageBreak(), *each(patient, say, WIDTH)]
    document.build(story, canvasmaker=partial(_Numbered, paper=paper, say=say))
    return file.getvalue()


def _template(name: str, head: float, draw: Callable[[Canvas, object], None]) -> PageTemplate:
    height = A4[1] - 2 * MARGIN - head - FOOT
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, height, 0, 0, 0, 0)
    return PageTemplate(id=name, frames=[frame], onPage=draw)


def _ward_head(paper: WardPaper, say: Say, canvas: Canvas, _: object) -> None:
    top = A4[1] - MARGIN
    canvas.setFont(style.NAME, 13)
    canvas.drawString(MARGIN, top - 13, say("title"))
    canvas.setFont(style.NAME, 9)
    about = f"{say('ward')} {paper.ward} · {say('cart')} {paper.cart} · {say('printed')} {paper.printed}"
    canvas.drawString(MARGIN, top - 28, about)


class _Head:
    """Who it is, on every page of that patient."""

    def __init__(self, patient: PatientPaper, say: Say) -> None:
        self._code = FILING + patient.encounter_id
        self._lines = [style.text(line, kind) for line, kind in _lines(patient, say)]
        self._note = style.text(say("code"))
        room = WIDTH - CODE_WIDTH
        self._sizes = [line.wrap(room, A4[1])[1] for line in self._lines]
        self.height = max(sum(self._sizes), 24 * mm) + 3 * mm

    def draw(self, canvas: Canvas, _: object) -> None:
        top = A4[1] - MARGIN
        y = top
        for line, size in zip(self._lines, self._sizes, strict=True):
            y -= size
            line.drawOn(canvas, MARGIN, y)
        self._draw_code(canvas, top)
        canvas.setLineWidth(1.2)
        bottom = top - self.height + 1.5 * mm
        canvas.line(MARGIN, bottom, MARGIN + WIDTH, bottom)

    def _draw_code(self, canvas: Canvas, top: float) -> None:
        code = Code128(self._code, barWidth=_bar(self._code), barHeight=11 * mm, quiet=0)
        left = MARGIN + WIDTH - code.width
        code.drawOn(canvas, left, top - 12 * mm)
        canvas.setFont(style.NAME, 7)
        canvas.drawRightString(MARGIN + WIDTH, top - 15 * mm, self._code)
        note: Paragraph = self._note
        _, height = note.wrap(CODE_WIDTH - 4 * mm, A4[1])
        note.drawOn(canvas, MARGIN + WIDTH - CODE_WIDTH + 4 * mm, top - 16 * mm - height)


def _bar(code: str) -> float:
    """Width of a narrow bar: 0.33 mm, less where the code would not fit beside the name."""
    modules: float = Code128(code, barWidth=1, quiet=0).width
    return min(0.33 * mm, (CODE_WIDTH - 6 * mm) / modules)


def _lines(patient: PatientPaper, say: Say) -> list[tuple[str, Any]]:
    allergies = ", ".join(patient.allergies) or say("no-allergies")
    about = [
        f"{say('born')} {patient.born or '?'}",
        patient.sex or "?",
        f"{say('number')} {patient.number or '?'}",
    ]
    return [
        (f"{say('bed')} {patient.bed or '?'} · {patient.name}", style.LARGE),
        (" · ".join(about), style.BODY),
        (f"▲ {say('allergies')}: {allergies}", style.BODY),
        (f"{'▲ ' if patient.doubtful else ''}{patient.confirmed}", style.SMALL),
    ]


class _Numbered(Canvas):
    """Writes the foot of a page when it is known how many there are."""

    def __init__(self, *arguments: Any, paper: WardPaper, say: Say, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._paper = paper
        self._say = say
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._foot(number)
            super().showPage()
        super().save()

    def _foot(self, number: int) -> None:
        paper, say = self._paper, self._say
        self.setFont(style.NAME, 7)
        about = f"{say('ward')} {paper.ward} · {say('cart')} {paper.cart} · {say('printed')} {paper.printed}"
        self.drawString(MARGIN, MARGIN, f"{about}{' · ' + say('simulated') if paper.simulated else ''}")
        self.drawRightString(MARGIN + WIDTH, MARGIN, say("page", page=number, pages=len(self._pages)))
