"""The hospital shuts the cart down: at any place of the round nothing unlocks until the hospital ends it."""

import pytest

from cart_agent.core.session import State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitIntent, Lock, Note, Tell, Unlock
from cart_agent.core.verdict import Gate
from tests.session.session_help import TO_CHECKING, TO_FETCH, TO_ROUND, after, checked, play

LOCK = ev.LockedDown(command="c1")
OPEN = ev.LockdownReleased(command="c2")


@pytest.mark.parametrize("place", [(), TO_ROUND, TO_CHECKING, TO_FETCH])
def test_at_every_place_it_is_noted_and_told(place: tuple[ev.Event, ...]) -> None:
    session, effects = after(place, LOCK)

    assert (session.lockdown, session.shut) == ("c1", "lockdown")
    assert [one.kind for one in effects if isinstance(one, Note)] == ["lockdown"]
    assert [one.message for one in effects if isinstance(one, Tell)] == ["lockdown"]
    assert restore(session).session.lockdown == "c1"


def test_it_takes_back_the_drawer_in_hand_and_the_dose_stays() -> None:
    session, effects = after(TO_FETCH, LOCK)

    assert Lock(drawer=3) in effects
    assert (session.state, session.dose is not None) == (State.FETCH, True)


def test_no_answer_on_its_way_opens_a_drawer() -> None:
    session, effects = after((*TO_CHECKING, LOCK), checked(Gate.RELEASE))
    assert session.state is State.RELEASE
    assert not [one for one in effects if isinstance(one, CommitIntent | Unlock)]

    intent = (*TO_CHECKING, checked(Gate.RELEASE), LOCK)
    session, effects = after(intent, ev.IntentCommitted())
    assert session.state is State.RELEASE
    assert not [one for one in effects if isinstance(one, Unlock)]

    unlocking = (*TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted(), LOCK)
    session, effects = after(unlocking, ev.Unlocked(drawer=3, ok=True))
    assert session.state is State.RELEASE
    assert Lock(drawer=3) in effects


def test_clearing_a_fault_does_not_end_it() -> None:
    alarm = ev.DrawerAlarmed(kind="forced-open", drawer=4)
    session, _ = play((*TO_ROUND, LOCK, alarm, ev.FaultCleared(reason="drawers-checked")))

    assert (session.fault, session.shut) == (None, "lockdown")


def test_its_end_is_noted_once_and_a_fault_still_shuts() -> None:
    session, effects = after((*TO_ROUND, LOCK, ev.DrawerAlarmed(kind="tamper", drawer=0)), OPEN)
    assert (session.lockdown, session.shut) == ("", "fault-first")
    assert [one.about for one in effects if isinstance(one, Note)] == [{"command": "c2", "began": "c1"}]

    again = step(session, OPEN)
    assert (again.session, again.effects) == (session, ())


def test_after_it_the_dose_asks_for_its_drawer_again() -> None:
    locked = (*TO_CHECKING, LOCK, checked(Gate.RELEASE), OPEN, ev.Reopened())
    session, effects = after(locked, checked(Gate.RELEASE))

    assert session.state is State.INTENT
    assert any(isinstance(one, CommitIntent) for one in effects)
