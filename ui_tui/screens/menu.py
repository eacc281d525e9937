"""All that can be done at this place beside what the buttons say."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from ui_tui.i18n import _
from ui_tui.menu import entries
from ui_tui.model import Model
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class MenuScreen(CartScreen):
    """One list, one tap."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("menu-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#menu-title", Words).show(_("What do you want to do?"), "title")
        choices = [Choice(Content(str(one.label)), one.command) for one in entries(model, model.about)]
        page, pages = self.query_one(Choices).show(choices, model.page, dense=True)
        return [back(), *page_buttons(page, pages)]
