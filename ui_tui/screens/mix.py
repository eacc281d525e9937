"""A verified drug is made ready: its diluent is scanned, the volume of the whole is said, a label is made."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Label
from ui_tui.compare import ASKED, NOTHING, Pair
from ui_tui.flows import begin
from ui_tui.i18n import _, clean
from ui_tui.menu import folded
from ui_tui.model import Model, offers
from ui_tui.paging import rows_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import confirm, leave, not_given
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.findings import Findings, finding_text
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words
from ui_tui.wording import instruction


class MixScreen(CartScreen):
    """The dose as ordered, what speaks against it, and what comes next."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        with Paged(id="mix"):
            yield Words("mix-call", "call")
            yield Words("mix-next")
            yield Words("mix-dose")
            yield Findings()

    def fill(self, model: Model) -> Sequence[Button]:
        session = model.session
        if session is None:
            return []
        ready = offers(model, Label)
        call = _("PREPARE, THEN LABEL") if ready else _("READ THIS BEFORE YOU PREPARE")
        self.query_one("#mix-call", Words).show(call, "call go" if ready else "call close")
        follow = _("✓ Diluent: {name}. Fill up, then make the label").format(name=clean(session.diluent))
        asked = _("Scan the diluent, fill up, then make the label")
        follow = follow if session.diluent else asked
        self.query_one("#mix-next", Words).show(follow)
        findings = session.verdict.findings if session.verdict else ()
        said = instruction(session.dose) if session.dose else NOTHING
        below = [finding_text(one) for one in findings] + ([said] if said.plain else [])
        pair = Pair(session.dose, None)
        look = pair.fitting(ASKED, self.size.width, self._room([Content(follow), *below[:1]]))
        self.query_one("#mix-dose", Words).show(pair.alone(look))
        page, pages = self.query_one(Findings).show([*pair.pages(look), *below], model.page)
        crowded = pages > 1 and self.has_class("-small")
        more = folded(model, "mix-paged") if crowded else [*leave(model), *folded(model, "mix")]
        others = [*page_buttons(page, pages), *not_given(model), *more]
        if ready:
            others.append(Button(_("MAKE THE LABEL"), begin(model, "label"), "good"))
        return [*others, *confirm(model)]

    def _room(self, texts: Sequence[Content]) -> int:
        """Rows for the dose beside the call and these texts."""
        taken = sum(rows_of(text.plain, self.size.width - 4) for text in texts)
        edges = 1 if self.has_class("-small") else 4
        return self.query_one("#mix", Paged).measure() - taken - edges
