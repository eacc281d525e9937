"""Log-in, log-out, alarms, faults, restarts."""

import pytest
from msgspec.structs import replace

from cart_agent.core.session import Session, State, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, Lock, Note, Tell, Unlock
from cart_agent.core.verdict import Gate
from tests.session.session_help import (
    KEY,
    NURSE,
    OTHER,
    TO_CHECKING,
    TO_FETCH,
    TO_RECORDING,
    TO_ROUND,
    TO_VERIFY,
    after,
    checked,
    play,
)

FORCED = ev.DrawerAlarmed(kind="forced-open", drawer=7)
LOGIN = (ev.BadgeRead(person=NURSE), ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
OTHER_LOGIN = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))


def test_a_wrong_pin_logs_nobody_in() -> None:
    session, effects = play((ev.BadgeRead(person=NURSE), ev.PinEntered(pin="0")))
    session, effects = play((ev.PinChecked(person=NURSE, problem="wrong"),), session)

    assert session.person is None
    assert session.state is State.PIN
    assert effects == [Tell(message="pin-wrong")]


def test_an_answer_for_a_badge_that_was_replaced_logs_nobody_in() -> None:
    events = (ev.BadgeRead(person=NURSE), ev.BadgeRead(person=OTHER), ev.PinChecked(person=NURSE))
    session, _ = play(events)

    assert session.person is None


def test_the_same_nurse_comes_back_to_the_open_dose() -> None:
    session, effects = after(TO_FETCH, ev.LoggedOut(idle=True))
    assert (session.state, session.person) == (State.OFF, None)
    assert Lock(drawer=3) in effects

    session, effects = play(LOGIN, session)
    assert session.state is State.FETCH
    assert Unlock not in [type(effect) for effect in effects]


def test_another_nurse_does_not_inherit_the_open_dose() -> None:
    left, _ = after(TO_FETCH, ev.LoggedOut())
    session, effects = play(OTHER_LOGIN, left)

    assert (session.state, session.dose, session.encounter_id) == (State.ROUND, None, "")
    assert "no-outcome" in [effect.kind for effect in effects if isinstance(effect, Note)]


TO_INTENT = (*TO_CHECKING, checked(Gate.RELEASE))
TO_UNLOCKING = (*TO_INTENT, ev.IntentCommitted())


@pytest.mark.parametrize(
    ("before", "answers"),
    [
        (TO_CHECKING, (checked(Gate.RELEASE),)),
        (TO_INTENT, (ev.IntentCommitted(),)),
        (TO_UNLOCKING, (ev.Unlocked(drawer=3, ok=True),)),
        (TO_RECORDING, (ev.RecordCommitted(next_key=KEY), checked(Gate.RELEASE))),
    ],
)
def test_who_goes_while_an_answer_is_awaited_is_logged_out_then_and_no_drawer_stays_unlocked(
    before: tuple[ev.Event, ...], answers: tuple[ev.Event, ...]
) -> None:
    session, effects = after(before, ev.LoggedOut())
    assert session.person is not None
    assert effects == [Tell(message="logging-out")]

    session, effects = play(answers, session)
    assert (session.state, session.person, session.leaving) == (State.OFF, None, False)
    assert not [effect for effect in effects if isinstance(effect, (CommitIntent, Unlock))]
    assert Lock(drawer=3) in effects


def test_an_idle_timer_waits_for_an_answer_and_a_restart_forgets_the_wish_to_go() -> None:
    moving = play(TO_UNLOCKING)[0]

    assert play((ev.LoggedOut(idle=True),), moving) == (moving, [])
    assert not restore(play((ev.LoggedOut(),), moving)[0]).session.leaving


@pytest.mark.parametrize("kind", ["forced-open", "found-open", "wrong-drawer", "tamper"])
def test_a_latched_fault_keeps_every_drawer_shut_until_a_person_clears_it(kind: str) -> None:
    alarm = ev.DrawerAlarmed(kind=kind, drawer=7)
    session, effects = after(TO_CHECKING, alarm, checked(Gate.RELEASE))
    assert session.state is State.RELEASE
    assert Unlock not in [type(effect) for effect in effects]

    session, effects = play((ev.FaultCleared(reason="looked"), ev.Reopened()), session)
    assert session.fault is None
    assert isinstance(effects[-1], Ask)


FOUND = ev.DrawerAlarmed(kind="found-open", drawer=3)


def test_a_drawer_that_stood_open_before_a_restart_is_no_fault_after_it() -> None:
    gone = replace(after(TO_FETCH)[0], dose=None, state=State.CLOSING)
    woken, effects = play((FOUND,), restore(restore(gone).session).session)
    assert (woken.fault, effects) == (None, [])

    known, _ = play((ev.DrawerMoved(drawer=3, is_open=True),), woken)
    assert (known.open_drawers, known.left_open) == (frozenset({3}), frozenset())


def test_leave_to_stand_open_ends_when_the_drawer_was_seen_shut() -> None:
    woken = restore(replace(after(TO_FETCH)[0], dose=None, state=State.CLOSING)).session
    session, _ = play((ev.DrawerMoved(drawer=3, is_open=False), FOUND), woken)
    assert session.fault is not None


def test_the_drawer_of_the_dose_in_hand_may_be_found_open_after_a_restart() -> None:
    woken = restore(replace(after(TO_FETCH)[0], open_drawers=frozenset())).session
    assert play((FOUND,), woken)[0].fault is None
    other, _ = play((ev.DrawerAlarmed(kind="found-open", drawer=4),), woken)
    assert other.fault is not None


def test_the_drawer_of_a_dose_that_was_never_unlocked_may_not() -> None:
    session, _ = after(TO_CHECKING, FOUND)
    assert session.fault is not None


def test_a_fault_between_intent_and_unlock_unlocks_nothing() -> None:
    session, effects = after((*TO_CHECKING, checked(Gate.RELEASE)), FORCED, ev.IntentCommitted())

    assert Unlock not in [type(effect) for effect in effects]
    assert session.state is State.RELEASE


def test_an_unlock_without_a_yes_is_a_fault() -> None:
    moving = (*TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted())
    session, _ = after(moving, ev.Unlocked(drawer=3, ok=False, reason="link lost"))

    assert session.fault is not None
    assert (session.fault.kind, session.fault.drawer) == ("unlock-failed", 3)


def test_a_hand_quicker_than_the_news_is_no_fault() -> None:
    moving = (*TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted())
    refused = ev.Unlocked(drawer=3, ok=False, reason="drawer-open")
    waiting, _ = after(moving, refused)
    assert (waiting.state, waiting.fault) == (State.CLOSING, None)

    own, _ = play((ev.DrawerMoved(drawer=3, is_open=True),), waiting)
    other, _ = play((ev.DrawerMoved(drawer=5, is_open=True),), waiting)
    assert (own.state, other.state) == (State.CHECKING, State.CLOSING)


def test_an_unlock_answer_after_the_dose_was_put_down_locks_again() -> None:
    _, effects = after(TO_ROUND, ev.Unlocked(drawer=3, ok=True))

    assert effects == [Lock(drawer=3)]


def test_a_drawer_never_opened_can_be_asked_for_again() -> None:
    session, effects = after(TO_FETCH, ev.DrawerAlarmed(kind="never-opened", drawer=3), ev.Reopened())

    assert session.fault is None
    assert Ask(gate=Gate.RELEASE, key="order-1@08:00") in effects


def test_a_drawer_still_unlocked_is_locked_before_it_is_asked_for_again() -> None:
    _, effects = after(TO_FETCH[:-1], ev.Reopened())
    _, of_open = after(TO_FETCH, ev.Reopened())

    assert effects == [Lock(drawer=3), Ask(gate=Gate.RELEASE, key="order-1@08:00")]
    assert of_open == effects[1:]


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((), State.OFF),
        ((ev.BadgeRead(person=NURSE),), State.OFF),
        (TO_ROUND, State.ROUND),
        (TO_CHECKING, State.CHECKING),
        ((*TO_CHECKING, checked(Gate.RELEASE)), State.CHECKING),
        ((*TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted()), State.FETCH),
        (TO_FETCH, State.FETCH),
        (TO_VERIFY, State.VERIFYING),
        (TO_RECORDING, State.VERIFYING),
    ],
)
def test_after_a_restart_the_round_goes_on_and_nothing_unlocks_by_itself(
    events: tuple[ev.Event, ...], state: State
) -> None:
    session, _ = play(events)
    woken = restore(session)

    assert woken.session.state is state
    assert [e for e in woken.effects if not isinstance(e, Ask)] == []
    assert woken.session.person == session.person


def test_the_session_survives_as_json() -> None:
    import msgspec  # noqa: PLC0415

    session, _ = play(TO_RECORDING)
    assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session
