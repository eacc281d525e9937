"""Buttons that several screens offer; each is there only while the agent allows its request."""

from cart_agent.api.requests import Cancel, Confirm, Logout, NotGiven, Reopen
from ui_tui.commands import Send
from ui_tui.i18n import _
from ui_tui.model import Model, Overlay, closed, offers, opened
from ui_tui.widgets.bar import Button


def back() -> Button:
    """Leave a question of the screen's own."""
    return Button("◀ " + _("Back"), closed, "page")


def leave(model: Model, label: str) -> list[Button]:
    """Leave the dose or the patient."""
    return [Button(label, Send(Cancel))] if offers(model, Cancel) else []


def log_out(model: Model) -> list[Button]:
    """End of this person's work."""
    return [Button(_("Log out"), Send(Logout))] if offers(model, Logout) else []


def reopen(model: Model) -> list[Button]:
    """Ask for the drawer again."""
    if not offers(model, Reopen):
        return []
    number = model.session.drawer if model.session else None
    return [Button(_("Open drawer {number}").format(number=number or ""), Send(Reopen))]


def not_given(model: Model) -> list[Button]:
    """Held, refused or not available: asks for the reason."""
    if not offers(model, NotGiven):
        return []
    return [Button(_("NOT GIVEN"), lambda m: opened(m, Overlay.NOT_GIVEN))]


def confirm(model: Model) -> list[Button]:
    """Go on despite the findings: asks for the reason."""
    if not offers(model, Confirm):
        return []
    return [Button(_("GO ON WITH A REASON"), lambda m: opened(m, Overlay.CONFIRM), "warn")]
