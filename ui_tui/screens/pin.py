"""A PIN is awaited: to log in, as a witness, or to sign."""

from textual.content import Content

from cart_agent.api.requests import Cancel, EnterPin, Review
from cart_agent.api.views import SessionView
from ui_tui import wording
from ui_tui.commands import Command, Send
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model, Overlay, offers, opened
from ui_tui.screens.pad import Left, PadScreen

TITLES = {
    "witness": N_("WITNESS: your PIN"),
    "override": N_("OVERRIDE: sign with your PIN"),
    "second": N_("Second person: badge and PIN"),
}
"""Where the PIN does more than log in, by the session's state."""
REVIEWS_ONLY = "pharmacist"
LOG_IN = N_("Enter your PIN")
GLASS = N_("BREAK-GLASS: sign with a PIN")


class PinScreen(PadScreen):
    """Whoever signs sees whose PIN it is, the patient and the dose."""

    def left(self, model: Model) -> Left:
        session = model.session
        dose = session.dose if session else None
        who = clean(session.candidate) if session else ""
        title = _(_title(session)) if session else _(LOG_IN)
        lines = [Content.styled(who, "bold")] if who else []
        signed = _.pick(session.signing) if session else ""
        lines += [Content(signed)] if signed else []
        lines += [wording.drug(dose), wording.dose_line(dose)] if dose and not signed else []
        about = Content("\n").join(lines)
        return Left(title=title, about=about, cancel=leaving(model), other=_reviews(model))

    def done(self, _model: Model, typed: str) -> Command:
        return Send(EnterPin, {"pin": typed})


def leaving(model: Model) -> tuple[str, Command] | None:
    """The button that leaves what the agent waits for."""
    return (_("Cancel"), Send(Cancel)) if offers(model, Cancel) else None


def _reviews(model: Model) -> tuple[str, Command] | None:
    """A pharmacist logs in nowhere, and signs a review with this badge and her PIN."""
    session = model.session
    if session is None or session.person is None or session.state != "pin" or not offers(model, Review):
        return None
    if REVIEWS_ONLY not in session.person.roles:
        return None
    return (_("Reviews"), lambda m: opened(m, Overlay.ITEMS))


def _title(session: SessionView) -> str:
    """An override without a dose is a break-glass: an emergency drawer is asked for."""
    if session.state == "override" and session.dose is None:
        return GLASS
    return TITLES.get(session.state, LOG_IN)
