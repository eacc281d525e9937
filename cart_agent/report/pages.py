"""The report as a PDF: the ward with everything open first, then each patient's doses on pages of her own.

A patient's pages can be handed to her: they name nobody else (public medication record, circular
23/2011/TT-BYT, Vietnam, and its successors).
"""

from functools import partial
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer

from cart_agent.paper import PatientPaper, WardPaper
from cart_agent.paper.pages import pages
from cart_agent.paper.style import BODY, HEADING, LARGE, grid, marked, text
from cart_agent.paper.words import Say
from cart_agent.report.shift import OpenLine, ShiftReport
from cart_agent.report.words import WORDS

SIGN_ROOM = 18 * mm


def render(report: ShiftReport) -> bytes:
    """The PDF. The same report gives the same bytes."""
    say = Say(report.paper, WORDS)
    return pages(report.paper, say, partial(_ward, report), partial(_patient, report))


def _ward(report: ShiftReport, paper: WardPaper, say: Say, width: float) -> list[Any]:
    rows: list[list[object]] = [[text(say(key)) for key in ("bed", "patient", "given", "left")]]
    for one in paper.patients:
        counted = say("problem") if one.problem else _counted(one, say)
        rows.append([text(cell, BODY) for cell in (one.bed, one.name, counted, str(len(one.due) or ""))])
    return [
        text(f"{say('shift')}: {report.period}", BODY),
        *_open("items", report.items, say, width),
        *(_open("nobody", report.nobody, say, width) if report.nobody else ()),
        *_open("rejected", report.rejected, say, width),
        *_open("unsettled", report.unsettled, say, width),
        text(say("list"), HEADING),
        grid(rows, [share * width for share in (0.1, 0.4, 0.35, 0.15)]),
        _signatures(("hands-over", "takes-over"), say, width),
    ]


def _counted(patient: PatientPaper, say: Say) -> str:
    refused = sum(line.status.startswith("✕") for line in patient.given)
    return say("counted", given=len(patient.given) - refused, not_given=refused)


def _open(key: str, lines: tuple[OpenLine, ...], say: Say, width: float) -> list[Any]:
    if not lines:
        return [text(say(key), HEADING), text(say("none"), BODY)]
    rows: list[list[object]] = [[text(say("time")), text(say("what"))]]
    rows += [[text(line.when, BODY), text(line.text, BODY)] for line in lines]
    return [text(say(key), HEADING), grid(rows, [0.18 * width, 0.82 * width])]


def _patient(report: ShiftReport, patient: PatientPaper, say: Say, width: float) -> list[Any]:
    if patient.problem:
        return [Spacer(1, 6 * mm), text(f"✕ {say('problem')}", LARGE), text(patient.problem, BODY)]
    due = [text(say("due"), HEADING), _due(patient, say, width)] if patient.due else []
    return [
        text(f"{say('shift')}: {report.period}", BODY),
        text(say("given"), HEADING),
        _given(patient, say, width) if patient.given else text(say("none-given"), BODY),
        *due,
        _signatures(("hands-over", "confirms"), say, width),
    ]


def _given(patient: PatientPaper, say: Say, width: float) -> Any:
    rows: list[list[object]] = [[text(say(key)) for key in ("time", "drug", "dose", "outcome", "by")]]
    told = ((line.when, line.drug, line.dose, line.status, line.by) for line in patient.given)
    rows += [[text(cell, BODY) for cell in cells] for cells in told]
    return grid(rows, [share * width for share in (0.12, 0.32, 0.14, 0.24, 0.18)])


def _due(patient: PatientPaper, say: Say, width: float) -> Any:
    rows: list[list[object]] = [[text(say(key)) for key in ("time", "drug", "dose", "route")]]
    for line in patient.due:
        drug = marked(line.drug, line.marks, (line.product,))
        rows.append([text(line.when, BODY), drug, text(line.dose, BODY), text(line.route, BODY)])
    return grid(rows, [share * width for share in (0.15, 0.45, 0.2, 0.2)])


def _signatures(keys: tuple[str, ...], say: Say, width: float) -> Any:
    """Room to sign by hand, never torn apart from its words."""
    row: list[object] = [text(say(key)) for key in keys]
    room: list[object] = [Spacer(1, SIGN_ROOM) for _ in keys]
    return KeepTogether([Spacer(1, 5 * mm), grid([row, room], [width / len(keys)] * len(keys))])
