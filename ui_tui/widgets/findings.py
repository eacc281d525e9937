"""Findings of a verdict, the most severe first, each with its next step."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content

from cart_agent.api.views import FindingView
from ui_tui.i18n import _
from ui_tui.paging import in_parts, pages, rows_of
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words

NOTHING = Content("")
SIGNS = {"STOP": "✕", "WITNESS": "⚠", "CONFIRM": "⚠", "ALLOW": "✓"}


class Findings(Paged):
    """One text that is filled with as many findings as fit; no sentence is ever cut."""

    def compose(self) -> ComposeResult:
        yield Words()

    def show(self, findings: Sequence[FindingView], page: int, said: Content = NOTHING) -> tuple[int, int]:
        """Show that page, or the last one there is; returns the page shown and how many there are.

        `said`, the words of the order, comes behind the findings where it takes no page of its own: the
        buttons of pages would take the room of others, and the drawer's screen has said it.
        """
        width, room = self.size.width, self.measure()
        texts = [part for one in findings for part in in_parts(finding_text(one), width, room)]
        cut = pages([rows_of(text.plain, width) + 1 for text in texts], room + 1)
        heights = [rows_of(text.plain, width) + 1 for text in (*texts, said)]
        if said.plain and max(heights) <= room + 1 and len(pages(heights, room + 1)) == len(cut):
            texts, cut = [*texts, said], pages(heights, room + 1)
        page = min(page, len(cut) - 1)
        self.query_one(Words).show(Content("\n\n").join([texts[number] for number in cut[page]]))
        return page, len(cut)


def finding_text(finding: FindingView) -> Content:
    """What was found in bold, then what to do."""
    text = f"{SIGNS.get(finding.severity, '■')} {_.pick(finding.text)}"
    follow = _.pick(finding.next)
    style = "bold $mc-late" if finding.severity == "STOP" else "bold"
    return Content.assemble((text, style), f"\n→ {follow}" if follow else "")
