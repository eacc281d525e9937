"""The end of a round, or of a nurse's part of it: what is done, and what is left for whoever comes next."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from ui_tui.i18n import _, clean
from ui_tui.model import Model, Overlay
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back, count, log_out
from ui_tui.screens.reasons import from_list, open_items
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice
from ui_tui.widgets.doses import Doses
from ui_tui.widgets.words import Words


class SummaryScreen(CartScreen):
    """Facts on top, then what is open. Logging out here hands the round over: the next badge goes on."""

    def body(self) -> Iterable[Widget]:
        yield Words("summary-title", "title")
        yield Words("summary-facts")
        yield Doses()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#summary-title", Words).show(_("End of round, hand-over"), "title")
        self.query_one("#summary-facts", Words).show(Content("\n").join(_facts(model)))
        title = _("Doses to be given, by patient")
        page, pages = self.query_one(Doses).show_both(_items(model), title, _patients(model), model.page)
        return [back(), *page_buttons(page, pages), *log_out(model)]


def _facts(model: Model) -> list[Content]:
    lines = model.round.patients if model.round else ()
    given, total = (model.round.given, model.round.total) if model.round else (0, 0)
    counted = (
        ("▲", _("late"), sum(line.overdue for line in lines)),
        ("●", _("due"), sum(line.due for line in lines)),
        ("◇", _("to ask: did it help?"), sum(line.effects_due for line in lines)),
        ("■", _("running"), sum(line.running for line in lines)),
        ("►", _("to send"), model.status.unsettled if model.status else 0),
    )
    facts = " · ".join(f"{sign} {number} {word}" for sign, word, number in counted if number)
    done = _("{given} of {total} doses done").format(given=given, total=total)
    return [Content.styled(done, "bold"), *([Content(facts)] if facts else [])]


def _items(model: Model) -> list[Choice]:
    """Open items and notes, then the count of controlled drugs: each opens, and comes back to here."""
    counts = [
        Choice(Content(str(one.label)), from_list(one.command, Overlay.SUMMARY)) for one in count(model)
    ]
    return [*open_items(model, Overlay.SUMMARY), *counts]


def _patients(model: Model) -> list[Content]:
    """Who has doses to be given: only read, the wristband opens them."""
    lines = [line for line in (model.round.patients if model.round else ()) if line.overdue + line.due]
    return [Content(f"{clean(one.bed)}  {clean(one.name)}: {_open(one.overdue, one.due)}") for one in lines]


def _open(overdue: int, due: int) -> str:
    said = [(overdue, _("late")), (due, _("due"))]
    return " · ".join(f"{number} {word}" for number, word in said if number)
