"""The row of buttons at the foot of a screen."""

from collections.abc import Sequence

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from ui_tui.commands import Command, Local
from ui_tui.i18n import _
from ui_tui.model import turned
from ui_tui.widgets.tap import Tap


class Button(Struct, frozen=True):
    """One button of a bar."""

    label: str | Content
    command: Command | None
    kind: str = "plain"
    second_key: str = ""
    """A key of the keyboard that works it beside the one the app gives it."""


class Bar(Horizontal, can_focus=False):
    """Up to seven buttons, used again and again: offering them mounts nothing."""

    PLACES = 7

    def compose(self) -> ComposeResult:
        yield from (Tap() for _place in range(self.PLACES))

    def offer(self, buttons: Sequence[Button]) -> None:
        """Show these and no others; a bar without buttons takes no place."""
        self.display = bool(buttons)
        self.set_class(any(button.kind == "commit" for button in buttons), "tall")
        for number, tap in enumerate(self.query(Tap)):
            if number < len(buttons):
                button = buttons[number]
                tap.offer(button.label, button.command, button.kind, button.second_key)
            else:
                tap.withdraw()


def page_buttons(page: int, pages: int) -> list[Button]:
    """Buttons to turn pages; none when there is one page. Dragging is never the way to scroll."""
    if pages < 2:
        return []
    back = Button("▲ " + _("Up"), _turn(-1) if page > 0 else None, "page", "pageup")
    more = Button(f"▼ {page + 1}/{pages}", _turn(1) if page < pages - 1 else None, "page", "pagedown")
    return [back, more]


def _turn(pages: int) -> Local:
    return lambda model: turned(model, pages)
