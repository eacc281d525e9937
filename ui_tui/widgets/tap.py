"""The one thing that can be tapped."""

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip

from ui_tui.commands import Command
from ui_tui.touch import Box
from ui_tui.widgets.words import Words


class Tap(Words):
    """A target for a finger: at least 3 rows high, never focusable, so no Enter of a scanner can reach it.

    The app finds it under the finger and carries out its `command`; the widget itself handles no events.
    `fixed_key` works it from a keyboard; the app gives a function key to those without one. `second_key`,
    such as PageDown, works it too.
    """

    def __init__(self, name: str = "", classes: str = "", fixed_key: str = "", hint: bool = True) -> None:
        super().__init__(name, classes)
        self.fixed_key = fixed_key
        self.key = fixed_key
        self.second_key = ""
        self.command: Command | None = None
        self._hint = hint

    def offer(
        self, label: str | Content, command: Command | None, kind: str = "plain", second_key: str = ""
    ) -> None:
        """Show `label`; a tap does `command` (None: nothing). `kind` is a class such as `commit`."""
        self.command = command
        self.second_key = second_key
        self.show(label)
        self.set_classes(f"tap {kind} {'' if command else 'idle'}")

    def withdraw(self) -> None:
        """Take it off the glass."""
        self.command = None
        self.display = False

    @property
    def commits(self) -> bool:
        """Whether its place stays dead for a moment after a tap."""
        return self.has_class("commit")

    @property
    def box(self) -> Box:
        """Where it is on the glass."""
        return Box(self.region.x, self.region.y, self.region.width, self.region.height)

    def bind_key(self, key: str) -> None:
        """Work it with `key` from now on, and show that."""
        if self.key != key:
            self.key = key
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line; the key's name stands in the right corner, on top or at the foot, never on a word."""
        strip = super().render_line(y)
        if not (self._hint and self.key and self.command):
            return strip
        corner = f" {self.key.upper()} "
        if y != next((row for row in (0, self.size.height - 1) if self._is_free(row, len(corner))), -1):
            return strip
        left = strip.crop(0, strip.cell_length - len(corner))
        return Strip.join([left, Strip([Segment(corner, self.rich_style)], len(corner))])

    def _is_free(self, row: int, cells: int) -> bool:
        strip = super().render_line(row)
        return not strip.crop(strip.cell_length - cells).text.strip()
