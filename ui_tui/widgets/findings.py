"""Findings of a verdict, the most severe first, each with its next step."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from cart_agent.api.views import FindingView
from ui_tui.i18n import _
from ui_tui.paging import in_parts, pages, rows_of
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words

SIGNS = {"STOP": "✕", "WITNESS": "⚠", "CONFIRM": "⚠", "ALLOW": "✓"}


class Findings(Paged):
    """One text that is filled with as many of them as fit; no sentence is ever cut."""

    def compose(self) -> ComposeResult:
        yield Words()

    def show(self, texts: Sequence[Content], page: int) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are.

        An empty row stands between two texts where that takes no page more.
        """
        width, room = self.size.width, max(self.measure(), 1)
        parts = [part for text in texts for part in in_parts(text, width, room)]
        rows = [rows_of(part.plain, width) for part in parts]
        close = pages(rows, room)
        cut = pages([one + 1 for one in rows], room + 1)
        between = "\n\n"
        if len(close) < len(cut):
            cut, between = close, "\n"
        page = min(page, len(cut) - 1)
        self.query_one(Words).show(Content(between).join([parts[number] for number in cut[page]]))
        return page, len(cut)


def finding_text(finding: FindingView, *, answered: bool = False) -> Content:
    """What was found in bold, then what to do; no more where people have answered for it."""
    text = f"{SIGNS.get(finding.severity, '■')} {_.pick(finding.text)}"
    follow = "" if answered else _.pick(finding.next)
    style = "bold $mc-late" if finding.severity == "STOP" else "bold"
    return Content.assemble((text, style), f"\n→ {follow}" if follow else "")
