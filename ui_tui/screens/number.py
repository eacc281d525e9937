"""A number answers the question in sight: an amount with its unit, or a PIN that signs."""

from ui_tui.commands import Command
from ui_tui.flows import answer, asked
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.questions import one_back
from ui_tui.screens.pad import Left, PadScreen
from ui_tui.screens.verdict import ordered


class NumberScreen(PadScreen):
    """Typed digits are shown with their unit."""

    SECRET = False
    _unit = ""

    def left(self, model: Model) -> Left:
        answers, question = asked(model)
        title, self._unit = "", ""
        if question is not None:
            title, self._unit = _(question.title), question.unit(model, answers)
        dose = model.session.dose if model.session else None
        return Left(title=title, about=ordered(dose) if dose else "", cancel=("◀ " + _("Back"), one_back))

    def done(self, model: Model, typed: str) -> Command:
        _answers, question = asked(model)
        return answer(model, {question.field: _plain(typed)}) if question else one_back

    def shown(self, typed: str) -> str:
        return f"{typed or '?'} {self._unit}".rstrip()


class SignScreen(NumberScreen):
    """The same for a PIN, which is not shown."""

    SECRET = True

    def done(self, model: Model, typed: str) -> Command:
        _answers, question = asked(model)
        return answer(model, {question.field: typed}) if question else one_back

    def shown(self, typed: str) -> str:
        return PadScreen.shown(self, typed)


def _plain(typed: str) -> str:
    """`.5` and `5.` as `0.5` and `5`."""
    whole, _dot, part = typed.partition(".")
    return f"{whole or '0'}.{part}" if part else whole or "0"
