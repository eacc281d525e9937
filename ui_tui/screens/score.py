"""How bad it is, from 0 to 10, or no score."""

from collections.abc import Iterable, Sequence

from textual.containers import Grid
from textual.content import Content
from textual.widget import Widget

from ui_tui.compare import ordered
from ui_tui.flows import answer, asked
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.questions import one_back
from ui_tui.screens.base import CartScreen
from ui_tui.screens.question import back_one
from ui_tui.subject import headed, subject
from ui_tui.widgets.bar import Button
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

SCORES = range(11)


class ScoreScreen(CartScreen):
    """Twelve keys; on a small panel the way back is one more."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("score-dose")
        yield Words("score-title", "title")
        with Grid(id="scores"):
            yield from (Tap(classes="key", hint=False) for _score in SCORES)
            yield Tap("no-score", "key", hint=False)
            yield Tap("score-back", "key", hint=False)

    def fill(self, model: Model) -> Sequence[Button]:
        answers, question = asked(model)
        dose = next((dose for dose in model.doses if dose.key == answers.get("key")), None)
        large = not self.has_class("-small")
        self.query_one("#score-dose", Words).show(ordered(dose) if dose and large else "")
        about = Content("") if dose and large else subject(model, answers)
        self.query_one("#score-title", Words).show(
            headed(question.words(answers), about) if question else "", "title"
        )
        *taps, none, corner = self.query("#scores Tap").results(Tap)
        for score, tap in zip(SCORES, taps, strict=True):
            tap.offer(str(score), answer(model, {"score": score}), "key")
        none.offer(_("No score"), answer(model, {"score": None}), "key page")
        if large:
            corner.withdraw()
            return [back_one()]
        corner.offer("◀", one_back, "key page")  # no room for a bar
        return []
