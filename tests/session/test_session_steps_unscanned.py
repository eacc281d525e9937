"""A code that can not be scanned, and the session after a restart: to the letter."""

from typing import Any

import pytest
from msgspec.structs import replace

from cart_agent.core.session import Session, State, Step, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Effect, Note, OpenPatient, Tell
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import KEY, NEXT, NURSE, OTHER, verdict
from tests.session.steps_help import DOSE, Row, assert_follows, at, findings, rows

STOP = verdict(Gate.GIVE, Severity.STOP, "ORDER_CHANGED")
WRONG = findings(Gate.VERIFY, WRONG_DRUG=Severity.STOP, DOSE_INCOMPLETE=Severity.CONFIRM)
FORGOTTEN = {"verify": None, "give": None, "amount": None, "give_reason": ""}


@rows(
    Row(
        name="the patient is chosen from the list",
        before=Session(state=State.ROUND, person=NURSE, stopped=STOP, resume=State.FETCH),
        event=ev.UnableToScan(reason="lost", encounter_id="enc-1"),
        changes={"state": State.OPENING, "stopped": None, "resume": State.ROUND},
        effects=(
            Note(
                kind="unable-to-scan",
                about={"what": "wristband", "reason": "lost"},
                encounter_id="enc-1",
            ),
            OpenPatient(wristband=None, encounter_id="enc-1"),
        ),
    ),
    Row(
        name="a card of the patient was seen, and that is recorded",
        before=Session(state=State.ROUND, person=NURSE),
        event=ev.UnableToScan(reason="lost", encounter_id="enc-1", card="citizen-card"),
        changes={"state": State.OPENING, "resume": State.ROUND},
        effects=(
            Note(
                kind="unable-to-scan",
                about={"what": "wristband", "reason": "lost", "secondIdentifier": "citizen-card"},
                encounter_id="enc-1",
            ),
            OpenPatient(wristband=None, encounter_id="enc-1"),
        ),
    ),
    Row(
        name="which patient?",
        before=Session(state=State.ROUND, person=NURSE),
        event=ev.UnableToScan(reason="lost"),
        effects=(Tell(message="choose-patient"),),
    ),
    Row(
        name="the label is read instead",
        before=at(State.FETCH, {"verify": findings(Gate.VERIFY, CODE_SUSPECT=Severity.STOP)}),
        event=ev.UnableToScan(reason="torn"),
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (), "unscanned": "torn"},
        effects=(
            Note(
                kind="unable-to-scan",
                about={"what": "drug", "reason": "torn"},
                dose=replace(DOSE, verify=findings(Gate.VERIFY, CODE_SUSPECT=Severity.STOP)),
            ),
            Ask(gate=Gate.VERIFY, key=KEY),
        ),
    ),
    Row(
        name="a wrong drug is not read away",
        before=at(State.VERIFY, {"verify": WRONG}),
        event=ev.UnableToScan(reason="torn"),
        effects=(Tell(message="scan-another"),),
    ),
)
def test_a_code_that_can_not_be_scanned(row: Row) -> None:
    assert_follows(row)


OPEN: dict[str, Any] = {"open_drawers": frozenset({3}), "candidate": OTHER}
RELEASE, VERIFY, GIVE = (Ask(gate=gate, key=KEY) for gate in (Gate.RELEASE, Gate.VERIFY, Gate.GIVE))
SHUT = {"packs": (), "opened": False}


@pytest.mark.parametrize(
    ("before", "state", "dose", "effects"),
    [
        (at(State.VERIFY, **OPEN), State.VERIFYING, {}, (VERIFY,)),
        (at(State.WITNESS, **OPEN), State.VERIFYING, {}, (VERIFY,)),
        (
            at(State.FETCH, {"packs": ()}, **OPEN),
            State.FETCH,
            {"give": None},
            (GIVE,),
        ),
        (at(State.RELEASE, SHUT, **OPEN), State.CHECKING, {"held": True}, (RELEASE,)),
        (at(State.INTENT, SHUT, **OPEN), State.CHECKING, {"held": True, "opened": True}, (RELEASE,)),
        (
            at(State.FETCH, SHUT | {"order_id": "", "drawer": None}, **OPEN),
            State.CHECKING,
            {"held": True},
            (RELEASE,),
        ),
    ],
    ids=["verify", "a witness's PIN", "fetch", "release", "intent", "nothing released"],
)
def test_a_dose_after_a_restart(
    before: Session, state: State, dose: dict[str, Any], effects: tuple[Effect, ...]
) -> None:
    assert before.dose is not None
    woken = replace(
        before,
        state=state,
        open_drawers=frozenset(),
        left_open=frozenset({3}),
        candidate=None,
        dose=replace(before.dose, **dose),
    )

    assert restore(before) == Step(session=woken, effects=effects)


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (Session(state=State.PIN, **OPEN), State.OFF),
        (Session(state=State.ROUND, person=NURSE, **OPEN), State.ROUND),
        (Session(state=State.OPENING, person=NURSE, **OPEN), State.ROUND),
        (
            Session(state=State.CLOSING, person=NURSE, encounter_id="enc-1", next_key=NEXT, **OPEN),
            State.PATIENT,
        ),
    ],
)
def test_a_round_after_a_restart(before: Session, state: State) -> None:
    left = frozenset({3})
    woken = replace(
        before, state=state, open_drawers=frozenset(), left_open=left, candidate=None, next_key=""
    )

    assert restore(before) == Step(session=woken)
