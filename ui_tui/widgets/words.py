"""Text that is not tapped."""

from textual.content import Content
from textual.widgets import Static


class Words(Static, can_focus=False):
    """Plain or styled text; never markup, whatever the text holds. Redraws only when it differs."""

    def __init__(self, name: str = "", classes: str = "") -> None:
        super().__init__("", id=name or None, classes=classes, markup=False)
        self._shown = Content("")
        self.display = False

    def show(self, text: str | Content, kind: str = "") -> None:
        """Show `text` in the colours of the style sheet's class `kind`; empty text takes no place."""
        content = Content(text) if isinstance(text, str) else text
        if self._shown is not content and not self._shown.is_same(content):
            self._shown = content
            self.update(content)
        if kind:
            self.set_classes(kind)
        self.display = bool(content.plain)
