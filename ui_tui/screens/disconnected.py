"""The agent does not answer: nothing can be given, and nothing that was recorded is lost."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from ui_tui.i18n import _
from ui_tui.model import Agent, Model
from ui_tui.screens.base import CartScreen
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words


class DisconnectedScreen(CartScreen):
    """Said within a second; the same screen as before comes back by itself."""

    def body(self) -> Iterable[Widget]:
        yield Words("gone-call", "call")
        yield Words("gone-text")

    def fill(self, model: Model) -> Sequence[Button]:
        slow, gone = _("THE CART DOES NOT ANSWER"), _("NO CONNECTION TO THE CART")
        call = slow if model.agent is Agent.SLOW else gone
        self.query_one("#gone-call", Words).show(f"✕ {call}", "call stop")
        text = _("No drawer unlocks; close any that is open. Records are kept. Wait, or use the paper list.")
        self.query_one("#gone-text", Words).show(text)
        return []
