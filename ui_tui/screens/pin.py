"""A PIN is awaited: to log in, as a witness, or to sign."""

from textual.content import Content

from cart_agent.api.requests import Cancel, EnterPin
from cart_agent.api.views import SessionView
from ui_tui import wording
from ui_tui.commands import Command, Send
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model, offers
from ui_tui.screens.pad import Left, PadScreen

TITLES = {
    "witness": N_("WITNESS: enter your PIN"),
    "override": N_("OVERRIDE: sign with your PIN"),
    "second": N_("Second person: badge and PIN"),
}
"""Where the PIN does more than log in, by the session's state."""
LOG_IN = N_("Enter your PIN")
GLASS = N_("BREAK-GLASS: sign with a PIN")


class PinScreen(PadScreen):
    """Whoever signs sees whose PIN it is, the patient and the dose."""

    def left(self, model: Model) -> Left:
        session = model.session
        dose = session.dose if session else None
        who = clean(session.candidate) if session else ""
        title = _(_title(session)) if session else _(LOG_IN)
        role, colon, _what = title.partition(":")
        tight = bool(colon) and self.has_class("-small")  # beside a dose there is no row for the name
        if who and tight:
            title = f"{role}: {who}, PIN"
        lines = [Content.styled(who, "bold")] if who and not tight else []
        signed = _.pick(session.signing) if session else ""
        lines += [Content(signed)] if signed else []
        lines += [wording.drug(dose), wording.dose_line(dose)] if dose and not signed else []
        about = Content("\n").join(lines)
        return Left(title=title, about=about, cancel=leaving(model))

    def done(self, _model: Model, typed: str) -> Command:
        return Send(EnterPin, {"pin": typed})


def leaving(model: Model) -> tuple[str, Command] | None:
    """The button that leaves what the agent waits for."""
    return (_("Cancel"), Send(Cancel)) if offers(model, Cancel) else None


def _title(session: SessionView) -> str:
    """An override without a dose is a break-glass: an emergency drawer is asked for."""
    if session.state == "override" and session.dose is None:
        return GLASS
    return TITLES.get(session.state, LOG_IN)
