"""A list of targets and below it, apart from them, lines that are only read."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from ui_tui.paging import SMALLEST, rows_of, two_parts
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class Doses(Choices):
    """Doses to choose from; below a bar those that are over: no target, no card, no key."""

    LINES = 12
    INSET = 6
    """Cells left and right of a line's text that the style sheet takes."""

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Words(classes="over-title")
        yield from (Words(classes="over") for _line in range(self.LINES))

    def show_both(
        self, choices: Sequence[Choice], title: str, over: Sequence[Content], page: int
    ) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are."""
        room, width = max(self.measure(), SMALLEST), self.size.width
        heights = [self._rows(choice, width - self.EDGE) for choice in choices]
        rows = [rows_of(line.plain, width - self.INSET) for line in over]
        cut = two_parts((heights, self.POOL), (rows, self.LINES), room)
        page = min(page, len(cut) - 1)
        chosen, read = cut[page]
        self._fill([(choices[number], heights[number]) for number in chosen])
        head, *lines = self.query(Words).exclude(".choice").results(Words)
        head.show(title if read else "")
        for number, line in enumerate(lines):
            line.show(over[read[number]] if number < len(read) else "")
        return page, len(cut)
