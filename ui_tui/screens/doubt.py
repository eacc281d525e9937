"""A dose that another person left: was it given? Asked before any drawer opens."""

from collections.abc import Sequence

from textual.content import Content

from cart_agent.api.requests import AnswerDoubt
from ui_tui.commands import Send
from ui_tui.compare import Look, Pair
from ui_tui.i18n import _
from ui_tui.model import Model, offers
from ui_tui.screens.common import leave
from ui_tui.screens.verdict import VerdictScreen
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.findings import Findings
from ui_tui.widgets.words import Words

LOOKS = (Look.ALONE, Look.LEAST, Look.NAME)
"""Which dose it is stands beside the question on every panel."""


class DoubtScreen(VerdictScreen):
    """As a verdict, with other answers: what is known, what to do first, and whether it was given."""

    def fill(self, model: Model) -> Sequence[Button]:
        session = model.session
        if session is None or session.doubt is None:
            return []
        self.query_one("#headline", Words).show("⚠ " + _("IT MAY HAVE BEEN GIVEN"), "warn")
        known, todo = _.pick(session.doubt.text), _.pick(session.doubt.next)
        question = Content.assemble((f"⚠ {known}", "bold"), f"\n→ {todo}")
        pair = Pair(session.dose, None)
        look = pair.fitting(LOOKS, self.size.width, self._room([question]))
        self._show(pair, look)
        rest = pair.pages(Look.PAGED) if look is Look.NAME else []
        page, pages = self.query_one(Findings).show([question, *rest], model.page)
        return [*page_buttons(page, pages), *leave(model), *_answers(model)]


def _answers(model: Model) -> list[Button]:
    if not offers(model, AnswerDoubt):
        return []
    return [
        Button(_("IT WAS GIVEN"), Send(AnswerDoubt, {"given": True})),
        Button(_("NOT GIVEN: GO ON"), Send(AnswerDoubt, {"given": False}), "warn"),
    ]
