"""What the cart knows of a shift, gathered for its report. Reads only; decides nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from cart_agent.agent import reasons
from cart_agent.agent.items import OpenItems
from cart_agent.agent.owndoses import DOSE_KINDS, dose_in
from cart_agent.agent.paper import amount_shown, given_line, ward_paper
from cart_agent.agent.printing import Printing
from cart_agent.core import schedule
from cart_agent.core.chart import Administration, Chart
from cart_agent.his.fhir import read_administration
from cart_agent.his.messages import Envelope, EventKind, decode
from cart_agent.paper import DueLine, GivenLine, PatientPaper
from cart_agent.report import OpenLine, ShiftReport
from cart_agent.report.words import WORDS
from cart_agent.store import Store

LISTED = 100
"""Records that are looked at one by one; of more the number is told."""
KINDS: dict[str, tuple[str, str]] = {
    EventKind.ADMINISTRATION: ("liều đã dùng", "a dose given"),
    EventKind.NOT_GIVEN: ("liều không dùng", "a dose not given"),
    EventKind.CORRECTED: ("ghi sửa", "a correction"),
    EventKind.OVERRIDE: ("mở khẩn cấp / ghi đè", "an override"),
}
"""Records of doses; other kinds are told by their own name."""


def shift_report(printing: Printing, store: Store, ward: str, start: datetime) -> ShiftReport:
    """From `start` until now. Raises StoreError."""
    paper = ward_paper(printing, ward)
    patients = tuple(_patient(printing, one, start) for one in paper.patients)
    return ShiftReport(
        paper=msgspec.structs.replace(paper, patients=patients),
        period=f"{_day(printing, start)} - {_day(printing, printing.at.now)}",
        items=tuple(_items(printing, store, ward)),
        nobody=tuple(_of_nobody(printing, store, start)),
        unsettled=tuple(_unsettled(printing, store, ward)),
        rejected=tuple(
            OpenLine(
                when=_day(printing, one.rejected_at),
                text=f"{_about(printing, one.kind, one.encounter_id)} ({one.text or one.code})",
            )
            for one in store.rejected(LISTED)
            if _is_here(printing, one.encounter_id, ward)
        ),
    )


def _patient(printing: Printing, paper: PatientPaper, start: datetime) -> PatientPaper:
    chart = printing.knowledge.chart(paper.encounter_id)
    if chart is None:
        return paper
    history = printing.knowledge.history(chart, printing.at)
    ours = [
        one for one in history if start <= one.start <= printing.at.now and one.status != "entered-in-error"
    ]
    ours.sort(key=lambda one: one.start)
    late = tuple(line for line in paper.due if _was_due(line))
    given = tuple(_line(printing, chart, one) for one in ours)
    return msgspec.structs.replace(paper, given=given, due=late, prn=(), blocked=(), held=())


def _was_due(line: DueLine) -> bool:
    return line.when.startswith("▲")


def _line(printing: Printing, chart: Chart, one: Administration) -> GivenLine:
    """As on the ward's sheets, with the reason."""
    line = given_line(printing, chart, one)
    why = _reason(printing, one.reason)
    said = f"{line.status}: {why}" if why else line.status
    return msgspec.structs.replace(line, status=said if one.given else f"✕ {said}")


def _reason(printing: Printing, told: str) -> str:
    """Coded reasons in the report's language; any other as it was written."""
    found = reasons.find(reasons.ALL, reasons.matching(reasons.ALL, told))
    return told if found is None else {"vi": found.vi, "en": found.en}[printing.language]


def _items(printing: Printing, store: Store, ward: str) -> list[OpenLine]:
    return [
        OpenLine(when=_day(printing, item.since), text=printing.pick(item.text))
        for item in OpenItems(store)
        if _is_here(printing, item.encounter_id, ward)
    ]


def _of_nobody(printing: Printing, store: Store, start: datetime) -> list[OpenLine]:
    """They belong to no patient, so to every ward of the cart."""
    events = store.events_since(DOSE_KINDS, start, 0)
    told = (dose_in(one) for one in events if not decode(one.message, Envelope).encounter_id)
    read = (read_administration(one, "", ()) for one in told if one is not None)
    return [
        OpenLine(when=_day(printing, one.start), text=_emergency(printing, one))
        for one in schedule.merge((), read)
        if one.given
    ]


def _emergency(printing: Printing, one: Administration) -> str:
    product = printing.knowledge.book.formulary.named(one.codes)
    much = amount_shown(one.amount, printing.language)
    return " · ".join(filter(None, (product.name if product else "?", much, one.performer)))


def _unsettled(printing: Printing, store: Store, ward: str) -> list[OpenLine]:
    """Doses one by one; of all else the number."""
    waiting = [decode(event.message, Envelope) for event in store.unsettled(0, LISTED)]
    here = [one for one in waiting if _is_here(printing, one.encounter_id, ward)]
    doses = [one for one in here if one.kind in KINDS]
    lines = [
        OpenLine(when=_day(printing, one.occurred_at), text=_about(printing, one.kind, one.encounter_id))
        for one in doses
    ]
    others = len(here) - len(doses) + store.counts().unsettled - len(waiting)
    if others:
        column = 0 if printing.language == "vi" else 1
        lines.append(OpenLine(when="", text=WORDS["more"][column].format(count=others)))
    return lines


def _about(printing: Printing, kind: str, encounter_id: str | None) -> str:
    chart = printing.knowledge.chart(encounter_id) if encounter_id else None
    return f"{chart.bed}: {_kind(printing, kind)}" if chart else _kind(printing, kind)


def _kind(printing: Printing, kind: str) -> str:
    pair = KINDS.get(kind)
    return kind if pair is None else pair[0 if printing.language == "vi" else 1]


def _is_here(printing: Printing, encounter_id: str | None, ward: str) -> bool:
    """What belongs to no patient, or to one that nobody knows any more, is every ward's."""
    return not encounter_id or printing.knowledge.book.ward_of(encounter_id) in (ward, None)


def _day(printing: Printing, when: datetime) -> str:
    return when.astimezone(ZoneInfo(printing.knowledge.zone)).strftime("%H:%M %d/%m/%Y")
