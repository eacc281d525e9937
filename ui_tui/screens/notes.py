"""What others left to be known about the open patient, whole: the list of doses has room for a part of it."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.paging import in_parts
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words

PART = 5
"""Rows of a note that are kept together; what is longer goes on in the next lines of the list."""


class NotesScreen(CartScreen):
    """Newest first. Only read: an item is closed from the list of what is open."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("notes-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#notes-title", Words).show(_("Notes"), "title")
        patient = model.session.patient if model.session else None
        width = self.app.size.width - Choices.EDGE
        parts = [
            part
            for note in reversed(patient.notes if patient else ())
            for part in in_parts(Content(f"► {_.pick(note)}"), width, PART)
        ]
        choices = [Choice(part, None) for part in parts]
        page, pages = self.query_one(Choices).show(choices, model.page)
        return [back(), *page_buttons(page, pages)]
