"""One dose through the state machine, and the ways it stops."""

import pytest

from cart_agent.core.identify import Wristband
from cart_agent.core.session import Session, State, Unexpected
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, CommitRecord, Effect, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import outstanding
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    KEY,
    NEXT,
    NURSE,
    OTHER,
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

CLOSED = ev.DrawerMoved(drawer=3, is_open=False)


def kinds(effects: list[Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def notes(effects: list[Effect]) -> list[str]:
    return [effect.kind for effect in effects if isinstance(effect, Note)]


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def test_a_dose_takes_one_wristband_one_pack_and_one_tap() -> None:
    session, effects = play((*TO_RECORDING, ev.RecordCommitted(next_key=""), CLOSED))

    asked = [effect.gate for effect in effects if isinstance(effect, Ask)]
    assert session.state is State.PATIENT
    assert asked == [Gate.RELEASE, Gate.VERIFY, Gate.GIVE]
    assert [e.outcome for e in effects if isinstance(e, CommitRecord)] == ["given"]


def test_the_intent_is_committed_before_the_drawer_unlocks() -> None:
    _, before = after(TO_CHECKING, checked(Gate.RELEASE))
    _, behind = after(TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted())

    assert kinds(before) == [CommitIntent]
    assert Unlock in kinds(behind)


def test_the_next_dose_begins_by_itself() -> None:
    session, effects = after(TO_RECORDING, ev.RecordCommitted(next_key=NEXT))

    assert session.state is State.CHECKING
    assert Ask(gate=Gate.RELEASE, key=NEXT) in effects


def test_another_drawer_waits_until_the_open_one_is_closed() -> None:
    more = (ev.RecordCommitted(next_key=NEXT), checked(Gate.RELEASE, key=NEXT, drawer=5))
    session, effects = after(TO_RECORDING, *more)
    assert session.state is State.CLOSING
    assert CommitIntent not in kinds(effects)

    session, effects = play((CLOSED, checked(Gate.RELEASE, key=NEXT, drawer=5)), session)
    assert session.state is State.INTENT


def test_the_same_open_drawer_needs_no_second_unlock() -> None:
    more = (ev.RecordCommitted(next_key=NEXT), checked(Gate.RELEASE, key=NEXT), ev.IntentCommitted())
    session, effects = after(TO_RECORDING, *more)

    assert session.state is State.FETCH
    assert Unlock not in kinds(effects)
    assert CommitIntent in kinds(effects)


@pytest.mark.parametrize("severity", [Severity.CONFIRM, Severity.WITNESS, Severity.STOP])
def test_a_release_verdict_that_is_not_allow_unlocks_nothing(severity: Severity) -> None:
    session, effects = after(TO_CHECKING, checked(Gate.RELEASE, severity))

    assert session.state is State.RELEASE
    assert CommitIntent not in kinds(effects)
    assert notes(effects) == (["stopped"] if severity is Severity.STOP else [])


def test_a_reason_answers_for_a_confirm_and_for_nothing_more() -> None:
    early = (*TO_CHECKING, checked(Gate.RELEASE, Severity.CONFIRM, code="TOO_EARLY"))
    session, effects = after(early, ev.Confirmed(reason="procedure"))
    assert session.state is State.INTENT
    assert CommitIntent in kinds(effects)

    stop = (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))
    session, effects = after(stop, ev.Confirmed(reason="procedure"))
    assert session.state is State.RELEASE
    assert effects == []


def test_a_witness_is_another_person_with_the_right_pin() -> None:
    wanted = (*TO_CHECKING, checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT"))
    session, effects = after(wanted, ev.BadgeRead(person=NURSE))
    assert (session.state, told(effects)) == (State.RELEASE, ["witness-is-giver"])

    wrong = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="0"), ev.PinChecked(person=OTHER, problem="wrong"))
    session, effects = after(wanted, *wrong)
    assert (session.state, told(effects)) == (State.WITNESS, ["pin-wrong"])

    right = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))
    session, effects = after(wanted, *right)
    assert session.state is State.INTENT
    assert session.dose is not None
    assert session.dose.witness == OTHER


def test_a_witness_does_not_answer_for_a_later_stop() -> None:
    wanted = (*TO_CHECKING, checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT"))
    right = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))
    session, _ = after(wanted, *right)
    assert session.dose is not None

    worse = checked(Gate.GIVE, Severity.STOP, code="HIGH_ALERT").verdict
    same = checked(Gate.GIVE, Severity.WITNESS, code="HIGH_ALERT").verdict
    assert outstanding(worse, session.dose) is Severity.STOP
    assert outstanding(same, session.dose) is Severity.ALLOW


def test_a_wrong_drug_can_not_be_given_and_the_right_one_can() -> None:
    wrong = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY, Severity.STOP, code="WRONG_DRUG"))
    session, effects = after(wrong, ev.Given())
    assert (session.state, told(effects)) == (State.VERIFY, ["not-yet"])

    session, effects = after(wrong, ev.PackRead(pack=PACK), checked(Gate.VERIFY), ev.Given())
    assert session.state is State.GIVING


def test_a_second_pack_adds_to_an_incomplete_dose() -> None:
    half = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY, Severity.CONFIRM, code="DOSE_INCOMPLETE"))
    session, _ = after(half, ev.PackRead(pack=PACK))

    assert session.dose is not None
    assert len(session.dose.packs) == 2


def test_a_change_at_the_last_moment_is_shown_and_nothing_is_recorded() -> None:
    session, effects = after(TO_VERIFY, ev.Given(), checked(Gate.GIVE, Severity.STOP, code="ORDER_CHANGED"))

    assert session.state is State.GIVE
    assert CommitRecord not in kinds(effects)
    assert Lock(drawer=3) in effects


def test_a_changed_order_relocks_the_drawer_before_the_scan() -> None:
    stop = (ev.ChartChanged(), checked(Gate.GIVE, Severity.STOP, code="ORDER_CHANGED"))
    session, effects = after(TO_FETCH, *stop)

    assert session.state is State.GIVE
    assert Lock(drawer=3) in effects


def test_an_order_stopped_while_the_drawer_unlocks_relocks_it_on_the_answer() -> None:
    moving = (*TO_CHECKING, checked(Gate.RELEASE), ev.IntentCommitted())
    stop = (ev.ChartChanged(), checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE"))
    session, effects = after(moving, *stop, ev.Unlocked(drawer=3, ok=True))

    assert session.state is State.GIVE
    assert Lock(drawer=3) in effects


def test_an_order_stopped_before_the_intent_is_on_disk_unlocks_nothing() -> None:
    asked = (*TO_CHECKING, checked(Gate.RELEASE))
    stop = (ev.ChartChanged(), checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE"))
    session, effects = after(asked, *stop, ev.IntentCommitted())

    assert session.state is State.GIVE
    assert Unlock not in kinds(effects)


def test_another_patients_wristband_stops_the_dose_until_the_right_one_is_scanned() -> None:
    strange = ev.WristbandRead(wristband=Wristband(number="BN002"), encounter_id="")
    session, effects = after(TO_VERIFY, strange)
    assert session.state is State.STOPPED
    assert session.stopped is not None
    assert [f.code for f in session.stopped.findings] == ["WRONG_PATIENT"]
    assert Lock(drawer=3) in effects
    with pytest.raises(Unexpected):
        play((ev.Given(),), session)

    right = ev.WristbandRead(wristband=BAND, encounter_id="enc-1")
    session, _ = play((right, checked(Gate.VERIFY)), session)
    assert session.state is State.VERIFY


def test_leaving_a_dose_whose_drawer_was_opened_is_an_open_item() -> None:
    session, effects = after(TO_FETCH, ev.Cancelled())

    assert session.dose is None
    assert notes(effects) == ["no-outcome"]


@pytest.mark.parametrize("events", [TO_FETCH, TO_VERIFY])
def test_a_refused_dose_is_recorded_as_one(events: tuple[ev.Event, ...]) -> None:
    session, effects = after(events, ev.WasNotGiven(outcome="refused", reason="patient-refused"))

    assert session.state is State.RECORDING
    assert [e.outcome for e in effects if isinstance(e, CommitRecord)] == ["refused"]


def test_a_record_that_could_not_be_written_keeps_the_dose_in_hand() -> None:
    session, effects = after(TO_RECORDING, ev.CommitFailed(problem="disk full"))

    assert session.state is State.VERIFY
    assert told(effects) == ["not-recorded"]


def test_a_drug_without_a_drawer_is_brought_and_no_intent_is_needed() -> None:
    session, effects = after(TO_CHECKING, checked(Gate.RELEASE, drawer=None))

    assert session.state is State.FETCH
    assert kinds(effects) == [Tell]


def test_an_answer_about_another_dose_changes_nothing() -> None:
    session, _ = play(TO_CHECKING)

    assert after(TO_CHECKING, checked(Gate.RELEASE, key="another"))[0] == session


def test_a_pair_that_the_table_does_not_hold_is_an_error() -> None:
    with pytest.raises(Unexpected) as error:
        play((ev.Given(),), Session())
    assert (error.value.state, error.value.event) == (State.OFF, "Given")


def test_a_scan_out_of_turn_tells_the_nurse_what_to_scan() -> None:
    assert told(after(TO_ROUND, ev.PackRead(pack=PACK))[1]) == ["scan-wristband"]
    assert told(after(TO_CHECKING, ev.PackRead(pack=PACK))[1]) == ["one-moment"]
    assert notes(after((), ev.PackRead(pack=PACK))[1]) == ["scan-without-login"]
    assert KEY
