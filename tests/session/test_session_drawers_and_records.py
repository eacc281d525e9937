"""A change, an alarm or a full disk at the wrong moment."""

import pytest

from cart_agent.core.session import Session, State, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitIntent, CommitRecord, Effect, Lock, Tell, Unlock
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    NEXT,
    NURSE,
    PACK,
    TO_CHECKING,
    TO_FETCH,
    TO_RECORDING,
    TO_ROUND,
    TO_VERIFY,
    after,
    checked,
    play,
)

RIGHT = ev.WristbandRead(wristband=BAND, encounter_id="enc-1")
TO_INTENT = (*TO_CHECKING, checked(Gate.RELEASE))
TO_UNLOCKING = (*TO_INTENT, ev.IntentCommitted())
FORCED = ev.DrawerAlarmed(kind="forced-open", drawer=7)


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def of(kind: type[Effect], effects: list[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


def test_a_chart_that_lifts_a_stop_waits_for_a_scan_or_a_tap() -> None:
    stop = (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))
    session, effects = after(stop, ev.ChartChanged(), checked(Gate.RELEASE))
    assert (session.state, told(effects)) == (State.RELEASE, ["ask-for-drawer"])

    for go_on in (RIGHT, ev.Reopened()):
        assert play((go_on, checked(Gate.RELEASE)), session)[0].state is State.INTENT


def test_a_chart_that_only_warns_changes_nothing_in_hand() -> None:
    warn = (ev.ChartChanged(), checked(Gate.GIVE, Severity.CONFIRM))
    for events in (TO_FETCH, TO_VERIFY, TO_UNLOCKING):
        before, _ = play(events)
        assert play(warn, before)[0] == before


def test_an_answer_of_another_gate_changes_nothing() -> None:
    for events, gate in (
        (TO_CHECKING, Gate.VERIFY),
        ((*TO_FETCH, ev.PackRead(pack=PACK)), Gate.RELEASE),
        ((*TO_VERIFY, ev.Given()), Gate.VERIFY),
        (TO_RECORDING, Gate.GIVE),
    ):
        before, _ = play(events)
        assert play((checked(gate),), before)[0] == before


def test_a_fault_while_the_drawer_is_on_its_way_takes_the_unlock_back() -> None:
    session, effects = after(TO_UNLOCKING, FORCED, ev.Unlocked(drawer=3, ok=True))

    assert (session.state, told(effects)) == (State.RELEASE, ["fault-first"])
    assert Lock(drawer=3) in effects


@pytest.mark.parametrize(("ok", "locks"), [(True, [Lock(drawer=5)]), (False, [])])
def test_another_drawer_that_opened_is_locked_and_its_answer_is_still_awaited(
    ok: bool, locks: list[Effect]
) -> None:
    session, effects = after(TO_UNLOCKING, ev.Unlocked(drawer=5, ok=ok))
    assert session.fault is not None
    assert [one for one in effects if one == Lock(drawer=5)] == locks

    assert play((ev.Unlocked(drawer=3, ok=True),), session)[0].state is State.RELEASE


def test_a_late_no_changes_nothing() -> None:
    assert after(TO_ROUND, ev.Unlocked(drawer=3, ok=False))[1] == []


def test_a_fault_while_a_drawer_is_to_be_closed_keeps_the_next_one_shut() -> None:
    closing = (*TO_RECORDING, ev.RecordCommitted(next_key=NEXT), checked(Gate.RELEASE, key=NEXT, drawer=5))
    shut = ev.DrawerMoved(drawer=3, is_open=False)
    session, effects = after(closing, FORCED, shut, checked(Gate.RELEASE, key=NEXT, drawer=5))

    assert (session.state, told(effects)) == (State.RELEASE, ["fault-first"])
    assert of(CommitIntent, effects) == []


def test_a_drawer_opened_while_a_record_is_written_must_be_closed_too() -> None:
    opened = (ev.DrawerMoved(drawer=5, is_open=True), ev.RecordCommitted(next_key=""))
    session, _ = after(TO_RECORDING, *opened, ev.DrawerMoved(drawer=3, is_open=False))
    assert session.state is State.CLOSING

    assert play((ev.DrawerMoved(drawer=5, is_open=False),), session)[0].state is State.PATIENT


def test_the_dose_after_an_open_drawer_begins_when_it_is_closed() -> None:
    waiting = Session(state=State.CLOSING, person=NURSE, next_key=NEXT, open_drawers=frozenset({3}))
    made = step(waiting, ev.DrawerMoved(drawer=3, is_open=False))

    assert (made.session.state, made.session.dose and made.session.dose.key) == (State.CHECKING, NEXT)


def test_asking_again_with_no_dose_in_hand_changes_nothing() -> None:
    session, _ = after(TO_RECORDING, ev.RecordCommitted(next_key=""))
    assert session.state is State.CLOSING

    assert play((ev.Reopened(),), session) == (session, [])


def test_clearing_what_is_no_fault_changes_nothing() -> None:
    before, _ = play(TO_FETCH)

    assert play((ev.FaultCleared(reason="r"),), before) == (before, [])


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (TO_VERIFY, State.VERIFY),
        (TO_FETCH, State.FETCH),
        ((*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP)), State.RELEASE),
    ],
)
def test_a_record_that_failed_leaves_the_dose_where_it_was(
    events: tuple[ev.Event, ...], state: State
) -> None:
    held = ev.WasNotGiven(outcome="held", reason="r")
    session, effects = after(events, held, ev.CommitFailed(problem="disk full"))

    assert (session.state, told(effects)) == (state, ["not-recorded"])


def test_an_intent_that_failed_opens_nothing() -> None:
    session, effects = after(TO_INTENT, ev.CommitFailed(problem="disk full"))

    assert (session.state, told(effects), of(Unlock, effects)) == (State.RELEASE, ["disk-full"], [])


@pytest.mark.parametrize("gate", [Gate.RELEASE, Gate.GIVE])
def test_a_dose_that_a_gate_saw_given_is_not_recorded_as_held(gate: Gate) -> None:
    seen = checked(gate, Severity.STOP, code="ALREADY_GIVEN")
    events = (*TO_CHECKING, seen) if gate is Gate.RELEASE else (*TO_FETCH, ev.ChartChanged(), seen)
    session, effects = after(events, ev.WasNotGiven(outcome="held", reason="r"))

    assert (session.state, told(effects), of(CommitRecord, effects)) == (
        session.state,
        ["already-recorded"],
        [],
    )
