"""One question of several: a list to choose from. What was asked before can be taken back."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from ui_tui.flows import answer, asked
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.questions import Option, one_back
from ui_tui.screens.base import CartScreen
from ui_tui.subject import headed, subject
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class QuestionScreen(CartScreen):
    """One tap answers."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("question-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        answers, question = asked(model)
        title = headed(question.words(answers), subject(model, answers)) if question else ""
        self.query_one("#question-title", Words).show(title, "title")
        options = question.options(model, answers) if question else ()
        choices = [Choice(_label(one), answer(model, one.answers)) for one in options]
        page, pages = self.query_one(Choices).show(choices, model.page, dense=True)
        return [back_one(), *page_buttons(page, pages)]


def back_one() -> Button:
    """One question back."""
    return Button("◀ " + _("Back"), one_back, "page back")


def _label(option: Option) -> Content:
    return Content.assemble((f"{option.lead}  ", "bold") if option.lead else "", option.text)
