"""A number answers the question in sight: an amount with its unit, or a PIN that signs."""

from textual.content import Content

from ui_tui.commands import Command
from ui_tui.compare import ordered
from ui_tui.flows import answer, asked
from ui_tui.flows.later import record_of
from ui_tui.i18n import _, clean
from ui_tui.model import Model
from ui_tui.questions import Answers, one_back
from ui_tui.screens.pad import Left, PadScreen, plain
from ui_tui.subject import subject
from ui_tui.wording import moment


class NumberScreen(PadScreen):
    """Typed digits are shown with their unit."""

    SECRET = False
    _unit = ""

    def left(self, model: Model) -> Left:
        answers, question = asked(model)
        title, self._unit = "", ""
        if question is not None:
            title, self._unit = question.words(answers), question.unit(model, answers)
        return Left(title=title, about=_about(model, answers), cancel=("◀ " + _("Back"), one_back))

    def done(self, model: Model, typed: str) -> Command:
        _answers, question = asked(model)
        return answer(model, {question.field: plain(typed)}) if question else one_back

    def shown(self, typed: str) -> str:
        return f"{typed or '?'} {self._unit}".rstrip()


def _about(model: Model, answers: Answers) -> Content | str:
    """Of which record it is said, where it is about one; else the dose in hand, or what was chosen."""
    if (record := record_of(model, answers)) is not None:
        return Content.assemble(
            (clean(record.name), "bold"), f"\n{moment(record.day, record.label)} · {_.pick(record.amount)}"
        )
    dose = model.session.dose if model.session and "item" not in answers else None
    return ordered(dose) if dose else subject(model, answers)


class SignScreen(NumberScreen):
    """The same for a PIN, which is not shown."""

    SECRET = True

    def done(self, model: Model, typed: str) -> Command:
        _answers, question = asked(model)
        return answer(model, {question.field: typed}) if question else one_back

    def shown(self, typed: str) -> str:
        return PadScreen.shown(self, typed)
