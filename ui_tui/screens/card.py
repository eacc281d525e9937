"""A citizen or insurance card beside the chart: side by side, and what it means. It opens nothing itself."""

from collections.abc import Callable, Iterable, Sequence

from textual.containers import Grid
from textual.widget import Widget

from cart_agent.api.requests import UnableToScan
from cart_agent.api.views import SecondRow, SecondView
from ui_tui import wording
from ui_tui.flows import begin
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words

_KINDS = {"citizen-card": N_("Citizen card"), "insurance-card": N_("Insurance card")}
_FIELDS: dict[str, tuple[str, Callable[[str], str]]] = {
    "name": (N_("Name"), clean),
    "birth": (N_("Born"), wording.as_written),
    "sex": (N_("Sex"), wording.sex_word),
    "number": (N_("Number"), clean),
}
"""In the order in which people compare them, and how each is written."""
_SIGNS = {"same": "✓", "different": "✕", "unsure": "?"}
_CALLS = {"same": "go", "different": "stop", "unsure": "close"}


class CardScreen(CartScreen):
    """The verdict in words and colour; below it three columns: field, card, chart."""

    def body(self) -> Iterable[Widget]:
        yield Words("card-verdict", "call")
        with Grid(id="card-rows"):
            yield from (Words() for _cell in range(3 * (1 + len(_FIELDS))))

    def fill(self, model: Model) -> Sequence[Button]:
        second = model.session.second if model.session else None
        if second is None:
            return [back()]
        text = f"{_SIGNS[second.match]} {_.pick(second.text)}"
        self.query_one("#card-verdict", Words).show(text, f"call {_CALLS[second.match]}")
        for cell, (text, kind) in zip(
            self.query("#card-rows Words").results(Words), _cells(second), strict=True
        ):
            cell.show(text, kind)
        return [back(), *_no_band(model, second)]


def _cells(second: SecondView) -> list[tuple[str, str]]:
    head = [("\u00a0", "field"), (_(_KINDS[second.kind]), "head"), (_("Chart"), "head")]
    rows = {row.field: row for row in second.rows}
    return head + [cell for field in _FIELDS for cell in _row(rows[field])]


def _row(row: SecondRow) -> list[tuple[str, str]]:
    label, written = _FIELDS[row.field]
    sides = [(written(text) or "–", row.match) for text in (row.card, row.chart)]
    return [(f"{_SIGNS[row.match]} {_(label)}", "field"), *sides]


def _no_band(model: Model, second: SecondView) -> list[Button]:
    """Her wristband is lost: every dose then takes a second person."""
    if not second.found or not offers(model, UnableToScan):
        return []
    go_on = begin(model, "unable-band", encounter_id=second.found)
    return [Button(_("NO WRISTBAND: WITH A SECOND PERSON"), go_on, "warn")]
