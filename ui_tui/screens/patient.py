"""The open patient: doses to choose from."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import ChooseDose, FollowUp
from cart_agent.api.views import DoseView
from ui_tui import wording
from ui_tui.changes import changes
from ui_tui.commands import Command, Send
from ui_tui.doselist import goes_on, is_over
from ui_tui.flows import begin
from ui_tui.flows.later import record_of
from ui_tui.i18n import _, whole
from ui_tui.menu import folded
from ui_tui.model import Model, offers, refreshed
from ui_tui.paging import rows_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import leave, records, rest
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice
from ui_tui.widgets.doses import Doses
from ui_tui.widgets.words import Words

EDGE = 4
"""Cells left and right of a note that the style sheet takes."""
ROOM, SMALL_ROOM = 5, 3
"""Rows of notes above the doses; more of them would leave no room for a dose."""


class PatientScreen(CartScreen):
    """One line per dose. While the list is older than the chart nothing can be chosen from it."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("patient-changed", "changed")
        yield Words("patient-notes", "notes")
        yield Words("patient-empty", "call")
        yield Doses()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#patient-changed", Words).show(_what_changed(model), "changed")
        left = [dose for dose in model.doses if not is_over(dose)]
        empty = "" if left else _("No doses for this patient now")
        self.query_one("#patient-empty", Words).show(empty, "call")
        choices = [Choice(dose_text(dose), _command(model, dose), _kind(dose)) for dose in left]
        over = [over_text(dose) for dose in model.doses if is_over(dose)]
        title = _("DONE - nothing more to give here")
        page, pages = self.query_one(Doses).show_both(choices, title, over, model.page)
        small = self.has_class("-small")
        seen = shown_notes(_notes(model), self.app.size.width - EDGE, SMALL_ROOM if small else ROOM)
        self.query_one("#patient-notes", Words).show("\n".join(seen), "notes")
        others = [
            *leave(model, _("Other patient")),
            *(rest(model) or records(model)),
            *folded(model, "patient"),
        ]
        if model.stale:
            return [Button("▲ " + _("Changed - tap to see"), refreshed, "warn"), *others]
        return [*page_buttons(page, pages), *others]


def dose_text(dose: DoseView) -> Content:
    """Two lines: when and which drug; how much, which way, from where, what to be careful about."""
    first = Content.assemble((f"{wording.status_word(dose)}  ", "bold"), wording.drug(dose))
    number = None if goes_on(dose) else dose.drawer  # nothing is left in it
    drawer = " · " + whole(_("drawer {number}").format(number=number)) if number else ""
    second = Content.assemble(wording.dose_line(dose), drawer, (wording.flag_line(dose), "bold $mc-late"))
    if dose.problem:
        second = Content.assemble(second, (f"\n■ {_.pick(dose.problem)}", "bold $mc-late"))
    return Content("\n").join([first, second])


def over_text(dose: DoseView) -> Content:
    """One line: when it was due, what became of it, which drug. The amount only where it was a part of it:
    else it is the order's."""
    sign, word = wording.STATUS.get(dose.status, ("■", dose.status))
    part = _.pick(dose.part)
    became = f"{sign} " + (_("only {amount}").format(amount=part) if part else _(word))
    time = whole(wording.moment(dose.day, dose.due_label))
    said = f"{time}  " if time else ""
    return Content.assemble((said, "bold" if dose.day else ""), whole(became), "  ", wording.drug(dose))


def _kind(dose: DoseView) -> str:
    return f"choice {dose.status}" if dose.status in wording.STATUS else "choice"


def _command(model: Model, dose: DoseView) -> Command | None:
    if goes_on(dose):
        return _say_more(model, dose)
    if model.stale or not offers(model, ChooseDose) or dose.status not in wording.CHOOSABLE or dose.problem:
        return None
    if dose.status == "prn":
        return begin(model, "prn", key=dose.key)
    return Send(ChooseDose, {"key": dose.key})


def _say_more(model: Model, dose: DoseView) -> Command | None:
    """Of what goes on, how it goes on or ends."""
    if model.stale or not offers(model, FollowUp) or record_of(model, {"record": dose.record}) is None:
        return None
    return begin(model, "follow-up", record=dose.record)


def _notes(model: Model) -> list[str]:
    """What others left to be known, newest last; questions to the prescriber that wait too."""
    patient = model.session.patient if model.session else None
    return [f"► {_.pick(note)}" for note in patient.notes] if patient else []


def shown_notes(notes: list[str], width: int, room: int) -> list[str]:
    """The newest ones that fit into `room` rows above the doses, and in one row that there are more."""
    rows = [rows_of(note, width) for note in notes]
    if sum(rows) <= room:
        return notes
    fitting = sum(used < room for used in accumulate(reversed(rows)))
    more = _("{count} more notes: {menu}") if fitting else _("{count} notes: {menu}")
    said = more.format(count=len(notes) - fitting, menu=_("More") + " …")
    return [f"► {said}", *notes[len(notes) - fitting :]]


def _what_changed(model: Model) -> str:
    if not model.stale or model.session is None or model.session.patient is None:
        return ""
    return "▲ " + _("Orders changed") + ": " + changes(model.doses, model.session.patient.doses)
