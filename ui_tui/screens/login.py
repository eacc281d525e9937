"""Nobody is logged in: a badge is awaited."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from ui_tui.i18n import _, clean
from ui_tui.letters import SAMPLE
from ui_tui.model import Model
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import log_out
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words


class LoginScreen(CartScreen):
    """`QUÉT THẺ CỦA BẠN`."""

    def body(self) -> Iterable[Widget]:
        yield Words("login-title")
        yield Words("login-prompt", "call")
        yield Words("login-help")
        yield Words("login-letters")

    def fill(self, model: Model) -> Sequence[Button]:
        status = model.status
        title, prompt, help_, letters = self.query(".body Words").results(Words)
        cart = _("Medication cart {cart}").format(cart=clean(status.cart)) if status else ""
        title.show(f"{cart} · {clean(status.ward)}" if status else "")
        prompt.show(_("SCAN YOUR BADGE"), "call")
        help_.show(_help(model))
        lost = _("This screen can not draw {letters}: use the kiosk").format(letters=model.undrawn[:12])
        letters.show(f"⚠ {lost}" if model.undrawn else SAMPLE, "undrawn" if model.undrawn else "")
        return log_out(model)


def _help(model: Model) -> str:
    if model.bench is not None:
        return _("Simulation: tap SIMULATE above to hold a badge to the scanner")
    return _("Hold your badge before the scanner, then enter your PIN")
