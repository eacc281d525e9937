"""What was recorded for the open patient; a tap says more about one of them."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import UndoWaste, Waste
from cart_agent.api.views import RecordView, WasteView
from ui_tui.commands import Command
from ui_tui.flows import begin
from ui_tui.i18n import N_, _, clean, whole
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words
from ui_tui.wording import moment

STATUS = {
    "completed": ("✓", N_("given")),
    "not-done": ("✕", N_("not given")),
    "entered-in-error": ("✕", N_("taken back")),
    "in-progress": ("●", N_("running")),
    "on-hold": ("■", N_("paused")),
    "stopped": ("■", N_("stopped")),
}
"""A sign beside a word, by the FHIR status of the record."""


class RecordsScreen(CartScreen):
    """Newest first; those of which it is time to say whether they helped come before."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("records-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#records-title", Words).show(_("Recorded doses: tap one"), "title")
        patient = model.session.patient if model.session else None
        listed = sorted(patient.records if patient else (), key=lambda one: "effect" not in one.follow_ups)
        choices = [one for record in listed for one in _choices(model, record)]
        choices += [_waste(model, one) for one in (patient.wastes if patient else ())]
        page, pages = self.query_one(Choices).show(choices, model.page)
        return [back(), *page_buttons(page, pages)]


def _choices(model: Model, record: RecordView) -> list[Choice]:
    """The record; and, where a rest of it may have been thrown away, a line to say so."""
    said = [Choice(record_text(record), _say_more(model, record))]
    if record.rest and offers(model, Waste):
        rest = Content(_("The rest was thrown away: {drug}").format(drug=clean(record.name)))
        said.append(Choice(rest, begin(model, "waste-rest", record=record.id)))
    return said


def _waste(model: Model, waste: WasteView) -> Choice:
    """A record of waste; a tap takes it back."""
    sign, word = ("✕", N_("waste taken back")) if waste.undone else ("■", N_("thrown away"))
    people = " + ".join(filter(None, (clean(waste.by), clean(waste.witness))))
    said = " · ".join(filter(None, (_.pick(waste.amount), whole(moment(waste.day, waste.label)), people)))
    line = Content.assemble((f"{sign} {_(word)}  ", "bold"), clean(waste.name), f"\n{said}")
    may = waste.may_undo and offers(model, UndoWaste)
    return Choice(line, begin(model, "undo-waste", waste=waste.id) if may else None)


def _say_more(model: Model, record: RecordView) -> Command | None:
    return begin(model, "follow-up", record=record.id) if record.follow_ups else None


def _became(record: RecordView) -> tuple[str, str]:
    """A patch is on, and then off; it does not run."""
    if "remove" in record.follow_ups:
        return "●", N_("on the skin")
    if record.status == "completed" and "remove" in record.followed:
        return "✓", N_("taken off")
    return STATUS.get(record.status, ("■", clean(record.status)))


def record_text(record: RecordView) -> Content:
    """Two lines: what became of which drug; how much, when, by whom."""
    sign, word = _became(record)
    asked = "  ▲ " + _("Did it help?") if "effect" in record.follow_ups else ""
    at = whole(moment(record.day, record.label))
    said = " · ".join(filter(None, (whole(_.pick(record.amount)), at, whole(clean(record.by)))))
    return Content.assemble(
        (f"{sign} {_(word)}  ", "bold"), clean(record.name), (asked, "bold $mc-late"), f"\n{said}"
    )
