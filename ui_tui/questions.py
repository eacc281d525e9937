"""Asking one thing after the other until a request is complete. Pure.

A `Flow` is a table of questions and the request they fill. Nothing is sent before the last answer, and the
agent alone decides what comes of it.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.api.requests import Tap
from ui_tui.commands import Command, Send
from ui_tui.i18n import _
from ui_tui.model import Model, Overlay, change, went_back

Answers = dict[str, Any]
"""Fields of the request by name; names that begin with `_` steer the questions and are not sent."""


class Ask(StrEnum):
    """How a question is answered."""

    CHOICE = "question"
    """One of a list."""
    SCORE = "score"
    """0 to 10, or none."""
    NUMBER = "number"
    """A decimal number typed on the pad; sent as text."""
    PIN = "pin-again"
    """Digits that are never shown and never kept."""
    TEXT = "text"
    """Own words, typed on the screen's letters."""


class Option(Struct, frozen=True, kw_only=True):
    """One line to choose; `answers` may hold more fields than the question's own."""

    text: str
    answers: Answers
    lead: str = ""
    """A word in front, in bold."""


class Question(Struct, frozen=True, kw_only=True):
    """Asked while `field` has no answer and `when` holds. The only option of a list is taken as chosen."""

    field: str
    title: str
    """English; translated where it is shown."""
    heading: Callable[[Answers], str] | None = None
    """Instead of the title, where it says what was answered before; in the screen's language."""
    ask: Ask = Ask.CHOICE
    options: Callable[[Model, Answers], Sequence[Option]] = lambda _model, _told: ()
    unit: Callable[[Model, Answers], str] = lambda _model, _told: ""
    when: Callable[[Model, Answers], bool] = lambda _model, _told: True
    sure: bool = False
    """Asked also where the list has one option: what follows can not be taken back."""

    def words(self, answers: Answers) -> str:
        """The title in the screen's language."""
        return self.heading(answers) if self.heading else _(self.title)


class Flow(Struct, frozen=True, kw_only=True):
    """A request and the questions that fill it."""

    kind: type[Tap]
    questions: tuple[Question, ...]


def told(model: Model) -> Answers:
    """All answers so far."""
    return {name: value for given in model.answers for name, value in given.items()}


def next_question(flow: Flow, model: Model, answers: Answers) -> tuple[Answers, Question | None]:
    """The answers with those that nobody needs to be asked for, and what is to be asked next, if anything."""
    answers = dict(answers)
    for question in flow.questions:
        if question.field in answers or not question.when(model, answers):
            continue
        options = question.options(model, answers) if question.ask is Ask.CHOICE else ()
        if len(options) != 1 or question.sure:
            return answers, question
        answers |= options[0].answers
    return answers, None


def answered_with(
    model: Model, name: str, flow: Flow, given: Answers, before: tuple[Answers, ...]
) -> Command:
    """What an answer does: it asks on, or sends the whole. `before` are the answers given earlier."""
    stack = (*before, given)
    asked = msgspec.structs.replace(model, overlay=Overlay.FLOW, flow=name, answers=stack)
    answers, question = next_question(flow, asked, told(asked))
    if question is None:
        return Send(flow.kind, {key: value for key, value in answers.items() if not key.startswith("_")})
    return lambda m: change(m, overlay=Overlay.FLOW, flow=name, about="", answers=stack, page=0)


def one_back(model: Model) -> Model:
    """The last answer is taken back; before the first one the questions end."""
    if len(model.answers) > 1:
        return change(model, answers=model.answers[:-1], page=0)
    return went_back(model)
