"""A STOP that stands on the glass is one fact, however often the chart is published again."""

from typing import Any

import pytest

from cart_agent.core.session import Session, State, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Lock, Note
from cart_agent.core.verdict import Gate, Severity, Verdict
from tests.session.session_help import KEY, PACK
from tests.session.steps_help import Row, assert_follows, at, findings, rows

EARLY = findings(Gate.RELEASE, TOO_EARLY=Severity.STOP, LATE=Severity.CONFIRM)
TWO = findings(Gate.RELEASE, TOO_EARLY=Severity.STOP, PRN_MAX=Severity.STOP)
CHANGED = findings(Gate.GIVE, ORDER_CHANGED=Severity.STOP)
ENDED = findings(Gate.GIVE, ORDER_CHANGED=Severity.STOP, ORDER_NOT_ACTIVE=Severity.STOP)
NOTHING_OUT: dict[str, Any] = {"opened": False, "packs": ()}


def standing(**dose: Any) -> Session:
    """The gate is asked once more, by no hand, about a dose that it has stopped."""
    return at(State.CHECKING, {**NOTHING_OUT, "release": EARLY, "held": True, **dose})


def answer(verdict: Verdict, version: str = "1") -> ev.Checked:
    return ev.Checked(
        gate=verdict.gate, key=KEY, verdict=verdict, order_id="order-1", order_version=version, drawer=3
    )


def noted(gate: Gate, codes: str, **more: str) -> Note:
    return Note(kind="stopped", about={"gate": gate, "codes": codes, "order": "order-1", **more})


SHOWN = {"give": None}
EARLY_NOTED = noted(Gate.RELEASE, "TOO_EARLY")


@rows(
    Row(
        name="a new chart says the same",
        before=standing(),
        event=answer(EARLY),
        changes={"state": State.RELEASE},
        dose=SHOWN,
    ),
    Row(
        name="it says more",
        before=standing(),
        event=answer(TWO),
        changes={"state": State.RELEASE},
        dose={**SHOWN, "release": TWO},
        effects=(noted(Gate.RELEASE, "TOO_EARLY,PRN_MAX"),),
    ),
    Row(
        name="it says the same of another version of the order",
        before=standing(),
        event=answer(EARLY, "2"),
        changes={"state": State.RELEASE},
        dose={**SHOWN, "order_version": "2", "verify": None, "amount": None, "give_reason": ""},
        effects=(EARLY_NOTED,),
    ),
    Row(
        name="the nurse asks again",
        before=standing(held=False),
        event=answer(EARLY),
        changes={"state": State.RELEASE},
        dose=SHOWN,
        effects=(EARLY_NOTED,),
    ),
    Row(
        name="what was passed over stops it again",
        before=standing(release=None),
        event=answer(EARLY),
        changes={"state": State.RELEASE},
        dose={**SHOWN, "release": EARLY},
        effects=(EARLY_NOTED,),
    ),
    Row(
        name="the drug is in her hand, and a new chart says the same",
        before=at(State.GIVE, {"give": CHANGED}),
        event=answer(CHANGED),
    ),
    Row(
        name="the drug is in her hand, and a new chart says more",
        before=at(State.GIVE, {"give": CHANGED}),
        event=answer(ENDED),
        dose={"give": ENDED},
        effects=(
            Lock(drawer=3),
            noted(Gate.GIVE, "ORDER_CHANGED,ORDER_NOT_ACTIVE", gtin=PACK.gtin or ""),
        ),
    ),
    Row(
        name="it is stopped before her eyes for the first time",
        before=at(State.VERIFY, {"give": CHANGED}),
        event=answer(CHANGED),
        changes={"state": State.GIVE},
        effects=(Lock(drawer=3), noted(Gate.GIVE, "ORDER_CHANGED", gtin=PACK.gtin or "")),
    ),
)
def test_a_stop_is_recorded_once(row: Row) -> None:
    assert_follows(row)


@pytest.mark.parametrize("state", [State.RELEASE, State.GIVE])
def test_a_chart_that_comes_ten_times_leaves_one_fact(state: State) -> None:
    gate = {State.RELEASE: EARLY, State.GIVE: CHANGED}[state]
    session, notes = at(state, {"release": None, "give": None}), 0
    for _ in range(10):
        asked = step(session, ev.ChartChanged())
        assert [type(effect) for effect in asked.effects] == [Ask]
        told = step(asked.session, answer(gate))
        notes += sum(isinstance(effect, Note) for effect in told.effects)
        session = told.session

    assert (session.state, notes) == (state, 1)
