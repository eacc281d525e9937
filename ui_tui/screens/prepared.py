"""What is made ready for the open patient: print a label again, or throw the thing away."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import PrintLabel, Waste
from cart_agent.api.views import PreparedView
from ui_tui.commands import Send
from ui_tui.flows import begin
from ui_tui.i18n import _, clean, whole
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class PreparedScreen(CartScreen):
    """Two lines for each label. The label itself is what gives the dose: it is scanned at the bed."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("prepared-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#prepared-title", Words).show(_("Prepared: scan the label to give it"), "title")
        patient = model.session.patient if model.session else None
        choices = [one for label in (patient.prepared if patient else ()) for one in _choices(model, label)]
        page, pages = self.query_one(Choices).show(choices, model.page)
        return [back(), *page_buttons(page, pages)]


def _choices(model: Model, label: PreparedView) -> list[Choice]:
    said = [Choice(_line(label), None)]
    if label.printing:
        again = Content(_("Print it again: {label}").format(label=clean(label.number)))
        said.append(Choice(again, Send(PrintLabel, {"number": label.number})))
    if offers(model, Waste):
        away = Content(_("It is thrown away: {label}").format(label=clean(label.number)))
        said.append(Choice(away, begin(model, "waste", label=label.number)))
    return said


def _line(label: PreparedView) -> Content:
    """With its number where it is to be written by hand."""
    named = ("drug", "diluent", "volume", "concentration", "rate")
    drug, *rest = (_.pick(label.lines.get(name)) for name in named)
    until = _("begin by {time}").format(time=clean(label.expires_label))
    number = "" if label.printing else f"{clean(label.number)}  "
    return Content.assemble(
        (f"{number}{drug}", "bold"), "\n", " · ".join(map(whole, filter(None, (*rest, until))))
    )
