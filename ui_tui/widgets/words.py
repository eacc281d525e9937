"""Text that is not tapped."""

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from ui_tui.paging import lines_of


class Unbroken(Visual):
    """Text in rows that end only at plain spaces: `8\u00a0mg` stays together; Textual alone breaks it."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        return self._content.get_optimal_width(rules, container_width)

    def get_height(self, _rules: RulesMap, width: int) -> int:
        return max(1, len(lines_of(self._content.plain, width))) if width else 0

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        rows = [self._content[row.start : row.stop] for row in lines_of(self._content.plain, width)]
        text = Content("\n").join(rows)
        plain = Content(text.plain.replace("\u00a0", " "), spans=list(text.spans))
        return plain.render_strips(width, height, style, options)


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

    def render(self) -> Unbroken:
        return Unbroken(self._shown)
