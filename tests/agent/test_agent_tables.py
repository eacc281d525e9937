"""Every word, note, effect, tap and request that the code names is in its table."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import cart_agent
from cart_agent.agent import reasons
from cart_agent.agent.admission import PIN_PROBLEMS
from cart_agent.agent.deeds import DEEDS
from cart_agent.agent.facts import NOTES
from cart_agent.agent.items import FAULT, MEMOS, REVIEWED, WORDS
from cart_agent.agent.lines import dose, drawers, override, people, pharmacy
from cart_agent.agent.taps import EVENT_OF_TAP
from cart_agent.agent.words import LINES, line
from cart_agent.api import requests as ask
from cart_agent.core.session.drawer import LATCHING
from cart_agent.core.session.table import TABLE
from cart_agent.ward import PinAnswer
from drivers.interfaces import AlarmKind

ROOT = Path(cart_agent.__file__).parent


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of a function of this name in the agent and the round."""
    for folder in ("agent", "core/session"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    yield node


def strings(node: ast.AST) -> set[str]:
    """The plain strings that an expression may be: `"a" if x else "b"` is both."""
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def keyword(call: ast.Call, name: str) -> set[str]:
    return set().union(*(strings(one.value) for one in call.keywords if one.arg == name))


def test_every_line_that_is_said_is_written_in_both_languages() -> None:
    told = set().union(*(keyword(call, "message") for call in calls("Tell")))
    said = set().union(*(strings(call.args[0]) for call in calls("line") if call.args))
    refused = set().union(*(strings(call.args[0]) for name in ("Refusal", "BadTap") for call in calls(name)))

    assert len(told) > 15
    assert told | said | refused <= set(LINES)
    assert all(vi and en and vi != en for vi, en in LINES.values())


def test_every_note_is_an_event() -> None:
    noted = set().union(*(keyword(call, "kind") for call in calls("Note")))
    alarms = {kind.value for kind in AlarmKind} - LATCHING

    assert len(noted) > 5
    assert noted | alarms <= set(NOTES)
    assert alarms <= set(LINES)
    assert set(WORDS) <= set(NOTES)
    assert ({*WORDS.values(), *MEMOS.values(), *REVIEWED.values()} - {FAULT}) <= set(LINES)
    assert {f"{FAULT}-{kind}" for kind in (*LATCHING, "unlock-failed")} <= set(LINES)


@pytest.mark.parametrize("answer", PinAnswer)
def test_every_answer_about_a_pin_has_its_sentence(answer: PinAnswer) -> None:
    problem = PIN_PROBLEMS[answer]

    assert not problem or f"pin-{problem}" in LINES


def test_no_line_stands_in_two_files() -> None:
    tables = [table.LINES for table in (dose, drawers, override, people, pharmacy)]

    assert sum(map(len, tables)) == len(LINES)


def test_a_line_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        line("nonsense")


def test_every_effect_has_its_hand() -> None:
    from cart_agent.core.session import effects  # noqa: PLC0415 - only its classes are wanted

    kinds = {kind for kind in effects.Effect.__subclasses__() if kind.__module__ == effects.__name__}
    assert kinds == set(DEEDS)


def test_every_tap_is_an_event_that_the_round_knows() -> None:
    events = {event for _, event in TABLE}

    desks = {ask.Resolve, ask.Review, ask.Reconcile, ask.PrintLabel, ask.AskPrescriber, ask.LeaveNote}
    assert set(get_args(ask.UiRequest)) - desks == set(EVENT_OF_TAP)
    assert set(EVENT_OF_TAP.values()) <= events


def test_reasons_are_unique_and_said_in_both_languages() -> None:
    codes = [one.code for one in reasons.ALL]

    assert len(codes) == len(set(codes))
    assert all(one.vi and one.en for one in reasons.ALL)
