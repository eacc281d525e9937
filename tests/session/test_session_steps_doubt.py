"""A dose that another person left is asked about before any drawer opens: to the letter."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from cart_agent.core.session import Session, State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, Effect, Lock, Note, Tell
from cart_agent.core.session.state import Doubt
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, OTHER, PACK, checked, verdict
from tests.session.steps_help import DOSE, OTHER_BAND, Row, answered, assert_follows, at, findings, rows

LEFT = Doubt(items=("e1", "e2"), by=OTHER.id, since=datetime(2026, 3, 2, 1, tzinfo=UTC), drawer="3")
NEW: dict[str, Any] = {"packs": (), "give": None, "verify": None, "opened": False}
CLEARED = {"cleared": ("e1", "e2")}
ABOUT = {"order": "order-1", "key": KEY, "items": "e1,e2", "left": OTHER.id}


def asked(dose: dict[str, Any] | None = None, **fields: Any) -> Session:
    return at(State.DOUBT, NEW | {"doubt": LEFT} | (dose or {}), **fields)


def release(severity: Severity = Severity.ALLOW, doubt: Doubt | None = LEFT) -> ev.Checked:
    return replace(checked(Gate.RELEASE, severity), doubt=doubt)


def checking(**dose: Any) -> Session:
    return at(State.CHECKING, NEW | dose)


@rows(
    Row(
        name="before its drawer opens",
        before=checking(),
        event=release(),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT},
    ),
    Row(
        name="before a reason is asked for",
        before=checking(),
        event=release(Severity.CONFIRM),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT, "release": verdict(Gate.RELEASE, Severity.CONFIRM)},
    ),
    Row(
        name="before a witness is fetched",
        before=checking(),
        event=release(Severity.WITNESS),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT, "release": verdict(Gate.RELEASE, Severity.WITNESS)},
    ),
    Row(
        name="before a label goes on to its patient",
        before=checking(label="PL-1"),
        event=release(),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT},
    ),
    Row(
        name="by no hand: it waits all the same",
        before=checking(held=True),
        event=release(),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT},
    ),
    Row(
        name="a STOP goes before it",
        before=checking(),
        event=release(Severity.STOP),
        changes={"state": State.RELEASE},
        dose={"doubt": LEFT, "release": verdict(Gate.RELEASE, Severity.STOP)},
        effects=(Note(kind="stopped", about={"gate": Gate.RELEASE, "codes": "TEST", "order": "order-1"}),),
    ),
    Row(
        name="one of these items was never asked about",
        before=checking(cleared=("e1",)),
        event=release(),
        changes={"state": State.DOUBT},
        dose={"doubt": LEFT},
    ),
    Row(
        name="all were: on to the drawer",
        before=checking(**CLEARED),
        event=release(),
        changes={"state": State.INTENT},
        dose={"doubt": LEFT},
        effects=(CommitIntent(dose=replace(DOSE, **NEW, **CLEARED, doubt=LEFT)),),
    ),
    Row(
        name="it is settled meanwhile",
        before=checking(doubt=LEFT),
        event=release(doubt=None),
        changes={"state": State.INTENT},
        dose={"doubt": None},
        effects=(CommitIntent(dose=replace(DOSE, **NEW)),),
    ),
)
def test_it_is_asked(row: Row) -> None:
    assert_follows(row)


def test_a_stop_that_was_overridden_is_followed_by_the_question() -> None:
    """The last confirmation opens no drawer past it."""
    early = findings(Gate.RELEASE, TOO_EARLY=Severity.CONFIRM)
    before = at(State.RELEASE, NEW | {"doubt": LEFT, "release": early, "acknowledged": (answered("X"),)})

    made = step(before, ev.Confirmed(reason="r"))

    assert (made.session.state, made.effects) == (State.DOUBT, ())


@rows(
    Row(
        name="not given: on record, and the gate is asked anew",
        before=asked({"held": True}),
        event=ev.DoubtAnswered(given=False),
        changes={"state": State.CHECKING},
        dose={"cleared": ("e1", "e2"), "held": False},
        effects=(Note(kind="left-not-given", about=ABOUT), Ask(gate=Gate.RELEASE, key=KEY)),
    ),
    Row(
        name="not given, asked for the second time",
        before=asked({"cleared": ("e0",)}),
        event=ev.DoubtAnswered(given=False),
        changes={"state": State.CHECKING},
        dose={"cleared": ("e0", "e1", "e2")},
        effects=(Note(kind="left-not-given", about=ABOUT), Ask(gate=Gate.RELEASE, key=KEY)),
    ),
    Row(
        name="given: put down, and on record",
        before=asked(next_key="k"),
        event=ev.DoubtAnswered(given=True),
        changes={"state": State.PATIENT, "dose": None, "next_key": ""},
        effects=(
            Lock(drawer=3),
            Note(kind="left-said-given", about=ABOUT, dose=replace(DOSE, **NEW, doubt=LEFT)),
            Tell(message="left-said-given"),
        ),
    ),
    Row(
        name="left for later",
        before=asked(),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "dose": None},
        effects=(Lock(drawer=3),),
    ),
    Row(
        name="a drug's code",
        before=asked(),
        event=ev.PackRead(pack=PACK),
        effects=(Tell(message="answer-first"),),
    ),
    Row(
        name="a colleague's badge",
        before=asked(),
        event=ev.BadgeRead(person=OTHER),
        effects=(Tell(message="log-out-first"),),
    ),
    Row(
        name="the chart changed",
        before=asked(),
        event=ev.ChartChanged(),
        changes={"state": State.CHECKING},
        dose={"held": True},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="her wristband, after a restart",
        before=asked({"held": True}),
        event=ev.WristbandRead(wristband=BAND, encounter_id="enc-1"),
        changes={"state": State.CHECKING},
        dose={"held": False},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
)
def test_what_may_be_answered(row: Row) -> None:
    assert_follows(row)


def test_another_patients_wristband_stops_it() -> None:
    made = step(asked(), ev.WristbandRead(wristband=OTHER_BAND, encounter_id="enc-2"))
    assert (made.session.state, made.session.resume) == (State.STOPPED, State.DOUBT)

    back = step(made.session, ev.WristbandRead(wristband=BAND, encounter_id="enc-1"))
    assert (back.session.state, back.effects) == (State.CHECKING, (Ask(gate=Gate.RELEASE, key=KEY),))


def test_a_restart_asks_again() -> None:
    made = restore(asked())
    assert (made.session.state, made.effects) == (State.CHECKING, (Ask(gate=Gate.RELEASE, key=KEY),))
    assert made.session.dose is not None
    assert made.session.dose.held


@pytest.mark.parametrize("dose", [{"label": "PL-1"}, {"packs": (PACK,)}])
def test_who_comes_back_with_the_syringe_in_her_hand_is_asked_too(dose: dict[str, Any]) -> None:
    """She was logged out at the question; a scan does not stand for an answer."""
    gone = step(asked(dose), ev.LoggedOut()).session
    login: tuple[ev.Event, ...] = (
        ev.BadgeRead(person=at(State.ROUND).person or OTHER),
        ev.PinChecked(person=at(State.ROUND).person or OTHER),
    )
    effects: tuple[Effect, ...] = ()
    for event in login:
        made = step(gone, event)
        gone, effects = made.session, made.effects

    assert gone.state is State.CHECKING
    assert effects[-1] == Ask(gate=Gate.RELEASE, key=KEY)
