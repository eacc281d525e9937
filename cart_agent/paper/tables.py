"""The tables of the sheets."""

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from cart_agent.paper.style import BODY, BOX, HEADING, LARGE, grid, marked, text
from cart_agent.paper.ward import DueLine, PatientPaper, PrnLine, WardPaper
from cart_agent.paper.words import Say

PRN_BOXES = 4
"""Places to write down doses as needed."""


def ward_list(paper: WardPaper, say: Say, width: float) -> list[Any]:
    """Everybody, by bed, so that no sheet is missed."""
    rows: list[list[object]] = [[text(say(key)) for key in ("bed", "patient", "allergies", "due")]]
    for one in paper.patients:
        late = sum(bool(line.when.startswith("▲")) for line in one.due)
        counted = say("problem") if one.problem else say("count", due=len(one.due), late=late)
        allergies = ", ".join(one.allergies) or say("no-allergies")
        rows.append([text(cell, BODY) for cell in (one.bed, one.name, allergies, counted)])
    columns = [0.1 * width, 0.34 * width, 0.28 * width, 0.28 * width]
    return [text(say("advice"), BODY), text(say("list"), HEADING), grid(rows, columns)]


def whole_patient(patient: PatientPaper, say: Say, width: float) -> list[Any]:
    """One patient's tables."""
    if patient.problem:
        return [Spacer(1, 6 * mm), text(f"✕ {say('problem')}", LARGE), text(patient.problem, BODY)]
    return [
        *_crossed(say("blocked"), patient.blocked),
        *_crossed(say("held"), patient.held),
        text(say("due"), HEADING),
        _due(patient.due, say, width) if patient.due else text(say("none-due"), BODY),
        *_prn(patient.prn, say, width),
        text(say("given"), HEADING),
        _given(patient, say, width) if patient.given else text(say("none-given"), BODY),
    ]


def _crossed(heading: str, lines: tuple[str, ...]) -> list[Any]:
    return [text(heading, HEADING), *(text(f"✕ {line}", BODY) for line in lines)] if lines else []


def _due(lines: tuple[DueLine, ...], say: Say, width: float) -> Any:
    heads = ("time", "drug", "dose", "route", "done", "not-done", "at", "sign")
    rows: list[list[object]] = [[text(say(key)) for key in heads]]
    for one in lines:
        drug = marked(one.drug, one.marks, (one.product, one.note))
        ticks = [text(BOX, LARGE), text(BOX, LARGE), "", ""]
        rows.append([text(one.when, BODY), drug, text(one.dose, BODY), text(one.route), *ticks])
    shares = (0.1, 0.33, 0.14, 0.11, 0.07, 0.07, 0.07, 0.11)
    return grid(rows, [share * width for share in shares])


def _prn(lines: tuple[PrnLine, ...], say: Say, width: float) -> list[Any]:
    if not lines:
        return []
    heads = ("drug", "dose", "for", "limits", "last", "done")
    rows: list[list[object]] = [[text(say(key)) for key in heads]]
    for one in lines:
        drug = marked(one.drug, one.marks, (one.product, one.route))
        places = "\n".join([f"{BOX} ____ : ____  ________"] * PRN_BOXES)
        cells = (text(one.reason), text(one.limits), text(one.last), text(places))
        rows.append([drug, text(one.dose, BODY), *cells])
    shares = (0.25, 0.12, 0.11, 0.16, 0.12, 0.24)
    return [text(say("prn"), HEADING), grid(rows, [share * width for share in shares])]


def _given(patient: PatientPaper, say: Say, width: float) -> Any:
    rows: list[list[object]] = [[text(say(key)) for key in ("time", "drug", "dose", "status", "by")]]
    told = ((one.when, one.drug, one.dose, one.status, one.by) for one in patient.given)
    rows += [[text(cell) for cell in cells] for cells in told]
    return grid(rows, [share * width for share in (0.13, 0.35, 0.16, 0.16, 0.2)])
