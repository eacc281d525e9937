"""The requests that take several answers, by name; `begin` asks the first question of one."""

from typing import Any

from ui_tui.commands import Command
from ui_tui.flows import given, later, messages, override, pharmacy
from ui_tui.model import Model
from ui_tui.questions import Answers, Flow, Question, answered_with, next_question, told

FLOWS: dict[str, Flow] = {
    **given.FLOWS,
    **later.FLOWS,
    **override.FLOWS,
    **pharmacy.FLOWS,
    **messages.FLOWS,
}


def begin(model: Model, name: str, **known: Any) -> Command:
    """Ask what the flow needs beyond what is `known`; sends at once when that is everything."""
    return answered_with(model, name, FLOWS[name], known, ())


def answer(model: Model, given: Answers) -> Command:
    """An answer to the question in sight."""
    return answered_with(model, model.flow, FLOWS[model.flow], given, model.answers)


def asked(model: Model) -> tuple[Answers, Question | None]:
    """All answers and the question in sight; None when there is none."""
    if model.flow not in FLOWS:
        return {}, None
    return next_question(FLOWS[model.flow], model, told(model))
