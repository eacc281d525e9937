"""A list of targets, as many as fit; the rest on further pages."""

from collections.abc import Sequence

from msgspec import Struct
from textual.app import ComposeResult
from textual.content import Content

from ui_tui.commands import Command
from ui_tui.paging import SMALLEST, pages, rows_of
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.tap import Tap


class Choice(Struct, frozen=True):
    """One line of the list."""

    label: Content
    command: Command | None
    kind: str = "choice"


class Choices(Paged):
    """A fixed pool of targets that is filled with one page of a list."""

    POOL = 8
    EDGE = 9
    """Cells left and right of the text that the style sheet takes; a border below it takes one row."""

    def compose(self) -> ComposeResult:
        yield from (Tap(classes="choice") for _row in range(self.POOL))

    def show(self, choices: Sequence[Choice], page: int) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are."""
        heights = [self._rows(choice) for choice in choices]
        cut = pages(heights, max(self.measure(), SMALLEST), self.POOL)
        page = min(page, len(cut) - 1)
        chosen = [choices[number] for number in cut[page]]
        for number, tap in enumerate(self.query(Tap)):
            if number < len(chosen):
                tap.offer(chosen[number].label, chosen[number].command, chosen[number].kind)
                tap.styles.height = self._rows(chosen[number])
            else:
                tap.withdraw()
        return page, len(cut)

    def _rows(self, choice: Choice) -> int:
        border = 0 if self.screen.has_class("-small") else 1
        return max(SMALLEST, rows_of(choice.label.plain, self.size.width - self.EDGE) + border)
