"""A list of targets, as many as fit; the rest on further pages."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from textual.app import ComposeResult
from textual.content import Content

from ui_tui.commands import Command
from ui_tui.paging import SMALLEST, pages, rows_of, shortened
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
    EDGE = 7
    """Cells left and right of the text that the style sheet takes; a border below it takes one row."""

    def compose(self) -> ComposeResult:
        yield from (Tap(classes="choice") for _row in range(self.POOL))

    def show(self, choices: Sequence[Choice], page: int, *, dense: bool = False) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are.

        `dense`: short lines may stand side by side where one below the other would take several pages.
        """
        room, width = max(self.measure(), SMALLEST), self.size.width - self.EDGE
        choices = [replace(one, label=shortened(one.label, width, room - self._border)) for one in choices]
        heights = [self._rows(choice, width) for choice in choices]
        cut = pages(heights, room, self.POOL)
        half = (self.size.width - 1) // 2 - self.EDGE
        beside = dense and len(cut) > 1 and all(self._rows(one, half) == SMALLEST for one in choices)
        self.set_class(beside, "beside")
        if beside:
            heights = [SMALLEST] * len(choices)
            lines = pages(heights[::2], room, self.POOL // 2)
            cut = [range(2 * line.start, min(2 * line.stop, len(choices))) for line in lines]
        page = min(page, len(cut) - 1)
        self._fill([(choices[number], heights[number]) for number in cut[page]])
        return page, len(cut)

    def _fill(self, chosen: Sequence[tuple[Choice, int]]) -> None:
        for number, tap in enumerate(self.query(Tap)):
            if number < len(chosen):
                choice, rows = chosen[number]
                tap.offer(choice.label, choice.command, choice.kind)
                tap.styles.height = rows
            else:
                tap.withdraw()

    @property
    def _border(self) -> int:
        """Rows of it below a target."""
        return 0 if self.screen.has_class("-small") else 1

    def _rows(self, choice: Choice, width: int) -> int:
        return max(SMALLEST, rows_of(choice.label.plain, width) + self._border)
