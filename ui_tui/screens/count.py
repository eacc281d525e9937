"""A controlled drug is counted; nobody says how many there should be."""

from cart_agent.api.requests import Count
from ui_tui.commands import Command, Send
from ui_tui.i18n import _, clean
from ui_tui.model import Model
from ui_tui.screens.pad import Left, PadScreen
from ui_tui.screens.pin import leaving


class CountScreen(PadScreen):
    """How many pieces are in the drawer."""

    SECRET = False
    WHOLE = True

    def left(self, model: Model) -> Left:
        due = model.session.to_count if model.session else None
        about = _("Drawer {drawer}: {name}").format(drawer=due.drawer, name=clean(due.name)) if due else ""
        return Left(title=_("Count what is in the drawer"), about=about, cancel=leaving(model))

    def done(self, _model: Model, typed: str) -> Command:
        return Send(Count, {"value": typed})

    def shown(self, typed: str) -> str:
        return typed or "?"
