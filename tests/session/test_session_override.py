"""Passing over a STOP, in the round's own table."""

from datetime import UTC, datetime

import pytest

from cart_agent.core.override import Grant, Moment
from cart_agent.core.session import Session, State, Unexpected, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import (
    Ask,
    CheckPin,
    CommitIntent,
    CommitOverride,
    Effect,
    Lock,
    Note,
    Tell,
    Unlock,
)
from cart_agent.core.session.state import outstanding
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    KEY,
    NURSE,
    OTHER,
    PACK,
    TO_CHECKING,
    TO_ROUND,
    after,
    checked,
    play,
)

EARLY = checked(Gate.RELEASE, Severity.STOP, code="TOO_EARLY")
STOPPED = (*TO_CHECKING, EARLY)
ASKED = (*STOPPED, ev.OverrideAsked(reason="prescriber-present"))
SIGNED = (*ASKED, ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
SINCE = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=100.0, boot_id="b")


def grant(*codes: str) -> Grant:
    return Grant(id="e1", by=NURSE.id, reason="r", codes=frozenset(codes), since=SINCE, minutes=15)


GRANTED = (*SIGNED, ev.OverrideAnswered(grant=grant("TOO_EARLY")), EARLY)
OPEN = (*GRANTED, ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True))


def kinds(effects: list[Effect]) -> list[type[Effect]]:
    return [type(effect) for effect in effects]


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def test_a_stop_is_passed_over_by_reason_pin_record_and_only_then_the_drawer() -> None:
    session, effects = play(OPEN)

    wanted = (CheckPin, CommitOverride, CommitIntent, Unlock)
    assert [kind for kind in kinds(effects) if kind in wanted][-4:] == list(wanted)
    assert session.state is State.FETCH


def test_what_is_committed_is_what_was_asked_for_by_who_is_logged_in() -> None:
    session, effects = play(SIGNED)

    (commit,) = [effect for effect in effects if isinstance(effect, CommitOverride)]
    assert (commit.asked.reason, commit.asked.drawer) == ("prescriber-present", None)
    assert (session.state, session.person) == (State.GRANTING, NURSE)


def test_a_verdict_that_is_no_stop_is_not_overridden() -> None:
    early = checked(Gate.RELEASE, Severity.CONFIRM, code="TOO_EARLY")
    session, effects = after((*TO_CHECKING, early), ev.OverrideAsked(reason="r"))

    assert (session.state, told(effects)) == (State.RELEASE, ["not-now"])


def test_a_wrong_pin_or_another_persons_pin_signs_nothing() -> None:
    for answer in (ev.PinChecked(person=NURSE, problem="wrong"), ev.PinChecked(person=OTHER)):
        session, effects = after(ASKED, ev.PinEntered(pin="1"), answer)
        assert session.state is State.OVERRIDE
        assert CommitOverride not in kinds(effects)


def test_a_refused_or_unwritten_override_leaves_the_stop_as_it_was() -> None:
    for problem in ("override-never", "disk-full"):
        session, effects = after(SIGNED, ev.OverrideAnswered(problem=problem))
        assert (session.state, told(effects)) == (State.RELEASE, [problem])
        assert session.asked is None
        assert session.dose is not None
        assert session.dose.override is None


def test_a_second_stop_is_not_covered_by_the_first_ones_override() -> None:
    worse = checked(Gate.RELEASE, Severity.STOP, code="ALREADY_GIVEN")
    session, effects = after((*SIGNED, ev.OverrideAnswered(grant=grant("TOO_EARLY"))), worse)

    assert session.state is State.RELEASE
    assert CommitIntent not in kinds(effects)


def test_what_the_floor_forbids_stays_a_stop_whatever_a_grant_says() -> None:
    forged = grant("WRONG_PATIENT", "WRONG_DRUG", "CODE_SUSPECT")
    session, _ = play((*SIGNED, ev.OverrideAnswered(grant=forged)))
    assert session.dose is not None

    for code in ("WRONG_PATIENT", "WRONG_DRUG", "CODE_SUSPECT"):
        stop = checked(Gate.GIVE, Severity.STOP, code=code).verdict
        assert outstanding(stop, session.dose) is Severity.STOP


def test_a_witness_is_still_wanted_beside_an_overridden_stop() -> None:
    session, effects = after(
        (*SIGNED, ev.OverrideAnswered(grant=grant("TOO_EARLY"))),
        checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT"),
    )

    assert session.state is State.RELEASE
    assert CommitIntent not in kinds(effects)


def test_the_overridden_stop_is_no_stop_at_the_tap_and_on_a_changed_chart() -> None:
    again = checked(Gate.GIVE, Severity.STOP, code="TOO_EARLY")
    session, effects = after(OPEN, ev.ChartChanged(), again)
    assert (session.state, Lock(drawer=3) in effects) == (State.FETCH, False)

    tap = (ev.PackRead(pack=PACK), checked(Gate.VERIFY), ev.Given(), again)
    assert play(tap, session)[0].state is State.RECORDING


def test_another_order_version_takes_the_override_away() -> None:
    changed = ev.Checked(
        gate=Gate.RELEASE, key=KEY, verdict=EARLY.verdict, order_id="order-1", order_version="2", drawer=3
    )
    session, effects = after(SIGNED, ev.OverrideAnswered(grant=grant("TOO_EARLY")), changed)

    assert session.state is State.RELEASE
    assert CommitIntent not in kinds(effects)


@pytest.mark.parametrize("more", [(), (ev.PackRead(pack=PACK), checked(Gate.VERIFY))])
def test_when_its_time_is_over_the_drawer_locks_and_the_stop_is_back(more: tuple[ev.Event, ...]) -> None:
    session, effects = after((*OPEN, *more), ev.OverrideExpired(), EARLY)

    assert session.state is State.RELEASE
    assert session.dose is not None
    assert session.dose.override is None
    assert Lock(drawer=3) in effects
    assert [note.kind for note in effects if isinstance(note, Note)] == ["override-expired", "stopped"]


def test_while_an_answer_is_awaited_the_timer_rings_again() -> None:
    waiting, _ = play((*GRANTED, ev.IntentCommitted()))

    assert play((ev.OverrideExpired(),), waiting) == (waiting, [])


def test_it_ends_also_while_nobody_is_logged_in() -> None:
    session, effects = after((*OPEN, ev.LoggedOut()), ev.OverrideExpired())

    assert (session.state, session.dose and session.dose.override) == (State.OFF, None)
    assert [note.kind for note in effects if isinstance(note, Note)] == ["override-expired"]


def test_taking_it_back_before_the_pin_leads_back() -> None:
    session, _ = after(ASKED, ev.Cancelled())
    assert (session.state, session.asked, session.candidate) == (State.RELEASE, None, None)


def test_scans_while_the_pin_is_awaited_wait_and_a_strange_band_stops_the_dose() -> None:
    for scan in (ev.PackRead(pack=PACK), ev.BadgeRead(person=OTHER)):
        session, effects = after(ASKED, scan)
        assert (session.state, told(effects)) == (State.OVERRIDE, ["override-pin"])

    session, _ = after(ASKED, ev.WristbandRead(wristband=BAND, encounter_id=""))
    assert (session.state, session.asked) == (State.STOPPED, None)


def test_a_chart_that_changes_while_the_pin_is_awaited_leaves_the_pin_pad_where_it_is() -> None:
    session, effects = after(ASKED, ev.ChartChanged(), EARLY)
    assert session.state is State.OVERRIDE
    assert kinds(effects) == [Ask]

    signed = (ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
    assert CommitOverride in kinds(play(signed, session)[1])


def test_another_stop_that_arrives_while_the_pin_is_awaited_is_shown_first() -> None:
    session, effects = after(ASKED, ev.ChartChanged(), checked(Gate.RELEASE, Severity.STOP, code="ALLERGY"))

    assert (session.state, session.asked) == (State.RELEASE, None)
    assert kinds(effects) == [Ask, Note]


def test_a_restart_forgets_what_was_only_asked_for_and_keeps_what_is_on_record() -> None:
    for events in (ASKED, SIGNED):
        woken = restore(play(events)[0]).session
        assert (woken.state, woken.asked) == (State.CHECKING, None)
    woken = restore(play(OPEN)[0]).session
    assert woken.dose is not None
    assert woken.dose.override == grant("TOO_EARLY")


def test_a_shut_cart_asks_for_no_pin() -> None:
    session, effects = after((*STOPPED, ev.LockedDown(command="c1")), ev.OverrideAsked(reason="r"))

    assert (session.state, told(effects)) == (State.RELEASE, ["lockdown"])


def test_nobody_logged_in_overrides_nothing() -> None:
    for state_events in ((), (ev.BadgeRead(person=NURSE),), TO_ROUND):
        session, _ = play(state_events) if state_events else (Session(), [])
        with pytest.raises(Unexpected):
            play((ev.OverrideAsked(reason="r"),), session)
