"""The end of a round, or of a nurse's part of it: what is done, and what is left for whoever comes next."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from ui_tui.i18n import _, clean
from ui_tui.model import Model, Overlay, opened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back, count, log_out
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class SummaryScreen(CartScreen):
    """Facts on top, then what is open. Logging out here hands the round over: the next badge goes on."""

    def body(self) -> Iterable[Widget]:
        yield Words("summary-title", "title")
        yield Words("summary-facts")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#summary-title", Words).show(_("End of round, hand-over"), "title")
        self.query_one("#summary-facts", Words).show(Content("\n").join(_facts(model)))
        page, pages = self.query_one(Choices).show(_left(model), model.page)
        return [back(), *page_buttons(page, pages), *log_out(model)]


def _facts(model: Model) -> list[Content]:
    lines = model.round.patients if model.round else ()
    given, total = (model.round.given, model.round.total) if model.round else (0, 0)
    counted = (
        ("▲", _("late"), sum(line.overdue for line in lines)),
        ("●", _("due"), sum(line.due for line in lines)),
        ("◇", _("ask: did it help?"), sum(line.effects_due for line in lines)),
        ("■", _("running"), sum(line.running for line in lines)),
        ("►", _("to send"), model.status.unsettled if model.status else 0),
    )
    facts = " · ".join(f"{sign} {number} {word}" for sign, word, number in counted if number)
    done = _("{given} of {total} doses done").format(given=given, total=total)
    return [Content.styled(done, "bold"), *([Content(facts)] if facts else [])]


def _left(model: Model) -> list[Choice]:
    """The count of controlled drugs, open items and notes, then the patients with doses to be given."""
    items = model.status.open_items if model.status else ()
    patients = [line for line in (model.round.patients if model.round else ()) if line.overdue + line.due]
    return [
        *(Choice(Content(str(one.label)), one.command) for one in count(model)),
        *(Choice(Content(_.pick(one.text)), lambda m: opened(m, Overlay.ITEMS)) for one in items),
        *(
            Choice(Content(f"{clean(one.bed)}  {clean(one.name)}: {_open(one.overdue, one.due)}"), None)
            for one in patients
        ),
    ]


def _open(overdue: int, due: int) -> str:
    said = [(overdue, _("late")), (due, _("due"))]
    return " · ".join(f"{number} {word}" for number, word in said if number)
