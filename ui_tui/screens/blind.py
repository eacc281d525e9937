"""The witness enters the dose. What was ordered is not on the glass: the agent does not send it."""

from ui_tui import wording
from ui_tui.commands import Command
from ui_tui.flows import begin
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.screens.pad import Left, PadScreen, plain
from ui_tui.screens.pin import leaving


class BlindScreen(PadScreen):
    """Patient and drug on the left. After the number comes its unit."""

    SECRET = False

    def left(self, model: Model) -> Left:
        dose = model.session.dose if model.session else None
        about = wording.drug(dose) if dose else ""
        return Left(title=_("WITNESS: enter the dose yourself"), about=about, cancel=leaving(model))

    def done(self, model: Model, typed: str) -> Command:
        return begin(model, "say-dose", value=plain(typed))

    def shown(self, typed: str) -> str:
        return typed or "?"
