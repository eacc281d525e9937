"""A number is awaited: a PIN for log-in, as a witness or to sign; or how many are in a drawer."""

from collections.abc import Iterable, Sequence

from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Cancel, Count, EnterPin
from ui_tui import wording
from ui_tui.commands import Digit, EnterDigits, Send
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model, offers
from ui_tui.screens.base import CartScreen
from ui_tui.widgets.banner import Banner
from ui_tui.widgets.bar import Button
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

LONGEST = 12
"""Digits taken; more are ignored."""
_PAD = "123456789"
TITLES = {
    "witness": N_("WITNESS: enter your PIN"),
    "override": N_("OVERRIDE: sign with your PIN"),
    "second": N_("Second person: badge and PIN"),
    "count": N_("Count what is in the drawer"),
}
"""Where the number does more than log in, by the session's state."""


class PinScreen(CartScreen):
    """The pad on the right, who and what on the left. A PIN is never shown and never kept."""

    def __init__(self) -> None:
        super().__init__()
        self._digits = ""
        self._scene: tuple[object, ...] = ()
        self._counting = False

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="pin"):
            with Vertical(id="pin-left"):
                yield Banner()
                yield Words("pin-title")
                yield Words("pin-dots")
                yield Words("pin-dose")
                yield Words("pin-hint")
                yield Tap("pin-cancel")
            with Grid(id="pad"):
                for digit in _PAD:
                    yield Tap(classes="key", fixed_key=digit, hint=False)
                yield Tap("pad-back", "key", "backspace", hint=False)
                yield Tap(classes="key", fixed_key="0", hint=False)
                yield Tap("pad-ok", "key")

    def fill(self, model: Model) -> Sequence[Button]:
        if model.scene != self._scene or model.refusal:
            self._digits, self._scene = "", model.scene
        self._counting = model.session is not None and model.session.state == "count"
        self._left(model)
        for tap in self.query("#pad Tap").results(Tap):
            if tap.fixed_key.isdigit():
                tap.offer(tap.fixed_key, Digit(tap.fixed_key), "key")
        self.query_one("#pad-back", Tap).offer("⌫", Digit(""), "key")
        self.query_one("#pad-ok", Tap).offer(_("OK"), EnterDigits() if self._digits else None, "key good")
        return []

    def press(self, digit: str) -> None:
        """One key of the pad; empty takes the last digit back."""
        self._digits = (self._digits + digit)[:LONGEST] if digit else self._digits[:-1]

    def entered(self) -> Send:
        """The request with the digits, which are forgotten here."""
        digits, self._digits = self._digits, ""
        return Send(Count, {"value": digits}) if self._counting else Send(EnterPin, {"pin": digits})

    def _left(self, model: Model) -> None:
        session = model.session
        title = TITLES.get(session.state if session else "", N_("Enter your PIN"))
        dose = session.dose if session else None
        due = session.to_count if session else None
        text: Content | str = (
            Content("\n").join([wording.drug(dose), wording.dose_line(dose)]) if dose else ""
        )
        if due is not None:
            text = _("Drawer {drawer}: {name}").format(drawer=due.drawer, name=clean(due.name))
        self.query_one("#pin-dose", Words).show(text)
        self.query_one("#pin-title", Words).show(_(title))
        dots = self._digits or "?" if self._counting else "● " * len(self._digits) or "○ ○ ○ ○"
        self.query_one("#pin-dots", Words).show(dots)
        hint = _("Simulation: {hint}").format(hint=clean(model.hint)) if model.hint else ""
        self.query_one("#pin-hint", Words).show(hint)
        cancel = self.query_one("#pin-cancel", Tap)
        if offers(model, Cancel):
            cancel.offer(_("Cancel"), Send(Cancel))
        else:
            cancel.withdraw()
