"""A dose as needed: why, and how bad it is now (0 to 10)."""

from collections.abc import Iterable, Sequence

from textual.containers import Grid
from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import ChooseDose
from cart_agent.api.views import OutcomeChoice
from ui_tui.commands import Command, Local, Send
from ui_tui.i18n import _
from ui_tui.model import Model, change
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.screens.verdict import ordered
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

SCORES = range(11)


class PrnScreen(CartScreen):
    """First the reasons; then the scores, whose tap sends both. A single reason is taken as chosen."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("prn-dose")
        yield Words("prn-title", "title")
        yield Choices()
        with Grid(id="scores"):
            yield from (Tap(classes="key", hint=False) for _score in SCORES)
            yield Tap("no-score", "key", hint=False)

    def fill(self, model: Model) -> Sequence[Button]:
        dose = next((dose for dose in model.doses if dose.key == model.about), None)
        self.query_one("#prn-dose", Words).show(ordered(dose) if dose else "")
        reason = _reason(model)
        title = _("How bad is it now? (0 none, 10 worst)") if reason else _("Why is it needed?")
        self.query_one("#prn-title", Words).show(title, "title")
        choices = self.query_one(Choices)
        choices.display, self.query_one("#scores").display = not reason, bool(reason)
        self._scores(model, reason)
        if reason:
            return [back()]
        page, pages = choices.show(_reasons(model), model.page)
        return [back(), *page_buttons(page, pages)]

    def _scores(self, model: Model, reason: str) -> None:
        *taps, none = self.query("#scores Tap").results(Tap)
        for score, tap in zip(SCORES, taps, strict=True):
            tap.offer(str(score), _choose(model, reason, score), "key")
        none.offer(_("No score"), _choose(model, reason, None), "key page")


def _choose(model: Model, reason: str, score: int | None) -> Command | None:
    return Send(ChooseDose, {"key": model.about, "reason": reason, "score": score}) if reason else None


def _reason(model: Model) -> str:
    offered = _offered(model)
    return offered[0].code if len(offered) == 1 else model.chosen


def _offered(model: Model) -> tuple[OutcomeChoice, ...]:
    return model.session.prn_reasons if model.session else ()


def _reasons(model: Model) -> list[Choice]:
    return [Choice(Content(_.pick(reason.text)), _pick(reason.code)) for reason in _offered(model)]


def _pick(code: str) -> Local:
    return lambda model: change(model, chosen=code)
