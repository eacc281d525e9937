"""Pharmacy's order list into charts that are there: orders are added and changed, all else stays as it is."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from cart_agent.his.fhir import Unreadable
from cart_agent.his.opening import chart_of, header_of
from cart_agent.hospital.documents import Document, TooLong, content
from cart_agent.hospital.intake.advice import formulary_of
from cart_agent.hospital.intake.charts import encode
from cart_agent.hospital.intake.files import Resource
from cart_agent.hospital.intake.orders import Refused, order_of
from cart_agent.hospital.intake.report import Problem, Report, Taken
from cart_agent.hospital.intake.shelve import Shelf
from cart_agent.hospital.intake.table import Row, read_table
from cart_agent.hospital.library import Library

_ORDER = "MedicationRequest"


class Lists:
    """Takes one list at a time. The caller opens the transaction."""

    def __init__(self, library: Library, shelf: Shelf) -> None:
        self._library = library
        self._shelf = shelf
        self._drugs = _drugs(library)

    def take(self, path: Path, now: datetime) -> Report:
        """A patient's rows go in together or not at all: half of a change can be worse than none of it."""
        rows, refused = read_table(path)
        refused += _twice(rows)
        charts: dict[str, tuple[Document, Resource]] = {}
        for encounter_id, group in groupby(sorted(rows, key=_encounter), key=_encounter):
            made = self._changed(encounter_id, list(group))
            if isinstance(made, list):
                refused += made
            else:
                charts[encounter_id] = made
        spoiled = {problem.owner for problem in refused}
        refused += _held_back(rows, spoiled, refused)
        taken: list[Taken] = []
        for encounter_id in [one for one in charts if one not in spoiled]:
            try:
                with self._library.transaction():
                    taken.append(self._shelf.edited(*charts[encounter_id], now))
            except TooLong as error:
                mine = (row for row in rows if row.cells["encounter"] == encounter_id)
                refused += [row.problem("too-long", "encounter", error.length) for row in mine]
        return Report(taken=_numbered(taken), refused=tuple(sorted(refused, key=_row_number)))

    def _changed(self, encounter_id: str, rows: list[Row]) -> tuple[Document, Resource] | list[Problem]:
        """The chart as the rows make it, or why they cannot."""
        chart = self._library.chart(encounter_id)
        if chart is None:
            return [row.problem("no-chart", "encounter") for row in rows]
        changed = content(chart)
        if changed.get("closed"):
            return [row.problem("chart-closed", "encounter") for row in rows]
        broken = _unreadable(changed, rows, orders=False)
        problems = broken or [one for row in rows for one in self._apply(row, changed)]
        return problems or _unreadable(changed, rows) or (chart, changed)

    def _apply(self, row: Row, chart: dict[str, Any]) -> list[Problem]:
        """Put the row's order into the chart."""
        drug = row.cells.get("drug")
        if drug and drug not in self._drugs:
            return [row.problem("drug-unknown", "drug")]
        entries = chart["bundle"]["entry"]
        resources = [entry.get("resource") or {} for entry in entries]
        patient = next((one["id"] for one in resources if one.get("resourceType") == "Patient"), "")
        places = [n for n, one in enumerate(resources) if _is(one, row.cells["order"])]
        try:
            order = order_of(row, resources[places[0]] if places else None, patient)
        except Refused as refused:
            return refused.problems
        if places:
            entries[places[0]] = {"resource": order}
        else:
            entries.append({"resource": order})
        return []


def _is(resource: Resource, order_id: str) -> bool:
    return resource.get("resourceType") == _ORDER and resource.get("id") == order_id


def _unreadable(chart: Resource, rows: list[Row], *, orders: bool = True) -> list[Problem]:
    """What carts would not read: the whole chart, or, once the rows are in it, one of their orders."""
    body = encode(chart)
    try:
        read = chart_of(body, header_of(body))
    except Unreadable as error:
        return [row.problem("order-unreadable", "order", error.reason) for row in rows]
    if not orders:
        return []
    problems = {order.id: order.problem for order in read.orders if order.problem}
    mine = [row for row in rows if row.cells["order"] in problems]
    return [row.problem("order-unreadable", "order", problems[row.cells["order"]]) for row in mine]


def _drugs(library: Library) -> frozenset[str]:
    """The hospital's codes of every product."""
    products = formulary_of(library).products
    return frozenset(code.code for one in products for code in one.codes if code.system == "urn:mc:drug")


def _twice(rows: list[Row]) -> list[Problem]:
    counts = Counter(row.cells["order"] for row in rows)
    return [row.problem("order-twice", "order") for row in rows if counts[row.cells["order"]] > 1]


def _held_back(rows: list[Row], spoiled: set[str], refused: list[Problem]) -> list[Problem]:
    """The good rows of a patient of whom another row was refused."""
    named = {problem.place for problem in refused}
    waiting = [row for row in rows if row.cells["encounter"] in spoiled]
    return [row.problem("same-patient", "encounter") for row in waiting if f"row {row.number}" not in named]


def _encounter(row: Row) -> str:
    return row.cells["encounter"]


def _row_number(problem: Problem) -> int:
    return int(problem.place.removeprefix("row ") or 0)


def _numbered(taken: list[Taken]) -> tuple[Taken, ...]:
    return tuple(sorted(taken, key=lambda one: one.name))
