"""What nobody plans: a change, an alarm, a badge or a power cut at the wrong moment."""

from decimal import Decimal

import pytest

from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.session import Session, State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, CommitRecord, Effect, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Amount
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict
from tests.session.session_help import (
    BAND,
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
    verdict,
)

STRANGE = ev.WristbandRead(wristband=Wristband(number="BN002"), encounter_id="")
RIGHT = ev.WristbandRead(wristband=BAND, encounter_id="enc-1")
LOGIN = (ev.BadgeRead(person=NURSE), ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
TO_INTENT = (*TO_CHECKING, checked(Gate.RELEASE))
TO_UNLOCKING = (*TO_INTENT, ev.IntentCommitted())
WITNESSED_RELEASE = (*TO_CHECKING, checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT"))
WITNESSED_PACK = (
    *TO_FETCH,
    ev.PackRead(pack=PACK),
    checked(Gate.VERIFY, Severity.WITNESS, code="CONTROLLED"),
)
THIRD = OTHER.__class__(id="nurse-3", name="Điều dưỡng Ba", roles=("nurse",))
FORCED = ev.DrawerAlarmed(kind="forced-open", drawer=7)


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def of(kind: type[Effect], effects: list[Effect]) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


# Witnesses


@pytest.mark.parametrize("asked", [WITNESSED_RELEASE, WITNESSED_PACK])
def test_one_witness_may_replace_another_and_the_dose_goes_on_where_it_was(
    asked: tuple[ev.Event, ...],
) -> None:
    before, _ = play(asked)
    badges = (ev.BadgeRead(person=OTHER), ev.BadgeRead(person=THIRD))
    session, _ = play((*badges, ev.PinEntered(pin="1")), before)
    assert (session.state, session.candidate, session.resume) == (State.WITNESS, THIRD, before.state)

    session, _ = play((ev.PinChecked(person=OTHER),), session)
    assert session.state is State.WITNESS
    session, _ = play((ev.PinChecked(person=THIRD),), session)
    assert session.state in (State.INTENT, State.VERIFY)
    assert session.dose is not None
    assert session.dose.witness == THIRD


def test_a_witness_who_leaves_leaves_the_verdict_in_sight() -> None:
    session, _ = after(WITNESSED_PACK, ev.BadgeRead(person=OTHER), ev.Cancelled())

    assert (session.state, session.candidate) == (State.VERIFY, None)


def test_a_badge_where_no_witness_is_wanted_is_told_so() -> None:
    assert told(after(TO_VERIFY, ev.BadgeRead(person=OTHER))[1]) == ["log-out-first"]
    assert told(after(TO_VERIFY, ev.BadgeRead(person=NURSE))[1]) == ["already-logged-in"]
    assert told(after(TO_CHECKING, ev.BadgeRead(person=NURSE))[1]) == ["one-moment"]


def test_a_strange_wristband_sends_the_witness_away() -> None:
    session, _ = after(WITNESSED_RELEASE, ev.BadgeRead(person=OTHER), STRANGE)

    assert (session.state, session.candidate) == (State.STOPPED, None)


def test_an_order_that_stops_sends_the_witness_away() -> None:
    stop = (ev.ChartChanged(), checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE"))
    session, _ = after(WITNESSED_PACK, ev.BadgeRead(person=OTHER), *stop)

    assert (session.state, session.candidate) == (State.GIVE, None)


# What people answered for


def witnessed(events: tuple[ev.Event, ...]) -> Session:
    return play((*events, ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER)))[0]


def test_a_witness_of_one_dose_is_none_of_the_changed_order() -> None:
    session = witnessed(WITNESSED_RELEASE)
    back = (ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True), ev.Reopened())
    session, _ = play(back, session)
    changed = checked(Gate.RELEASE, Severity.WITNESS, code="HIGH_ALERT")
    other = ev.Checked(
        gate=changed.gate,
        key=changed.key,
        verdict=changed.verdict,
        order_id="order-1",
        order_version="2",
        drawer=3,
    )
    same, _ = play((changed,), session)
    anew, effects = play((other,), session)

    assert same.state is State.INTENT
    assert anew.state is State.RELEASE
    assert anew.dose is not None
    assert (anew.dose.acknowledged, anew.dose.witness) == ((), None)
    assert of(CommitIntent, effects) == []


def test_a_reason_for_one_pack_is_none_for_the_next() -> None:
    look = checked(Gate.VERIFY, Severity.CONFIRM, code="LOOK_ALIKE")
    session, _ = after((*TO_FETCH, ev.PackRead(pack=PACK), look), ev.Confirmed(reason="r"))
    session, _ = play((ev.PackRead(pack=PACK), look), session)

    assert told(play((ev.Given(),), session)[1]) == ["not-yet"]


def test_a_reason_for_the_order_holds_for_every_pack() -> None:
    early = (
        *TO_CHECKING,
        checked(Gate.RELEASE, Severity.CONFIRM, code="TOO_EARLY"),
        ev.Confirmed(reason="r"),
    )
    fetch = (ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True))
    scan = (ev.PackRead(pack=PACK), checked(Gate.VERIFY))
    given = (ev.Given(), checked(Gate.GIVE, Severity.CONFIRM, code="TOO_EARLY"))
    session, _ = play((*early, *fetch, *scan, *given))

    assert session.state is State.RECORDING


def test_a_late_question_is_answered_and_the_tap_goes_on_with_its_amount() -> None:
    amount = Amount(value=Decimal("2.5"), unit="mg")
    stale = checked(Gate.GIVE, Severity.CONFIRM, code="CHART_STALE")
    session, _ = after(TO_VERIFY, ev.Given(amount=amount, reason="vomited"), stale, ev.Confirmed(reason="r"))
    assert session.state is State.GIVING

    session, effects = play((stale,), session)
    (record,) = of(CommitRecord, effects)
    assert isinstance(record, CommitRecord)
    assert (record.dose.amount, record.reason) == (amount, "vomited")


def test_a_stop_can_not_be_reasoned_away_at_the_moment_of_giving() -> None:
    stop = checked(Gate.GIVE, Severity.STOP, code="ORDER_CHANGED")
    session, effects = after(TO_VERIFY, ev.Given(), stop, ev.Confirmed(reason="r"))

    assert (session.state, of(CommitRecord, effects)) == (State.GIVE, [])


def test_a_worse_answer_replaces_a_milder_one() -> None:
    mild = checked(Gate.RELEASE, Severity.CONFIRM, code="CHART_STALE")
    worse = checked(Gate.RELEASE, Severity.WITNESS, code="CHART_STALE")
    session, _ = after((*TO_CHECKING, mild), ev.Confirmed(reason="r"))
    session, _ = play((ev.CommitFailed(problem="p"), ev.Reopened(), worse), session)
    assert session.state is State.RELEASE

    session, _ = play(
        (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER)), session
    )
    assert session.dose is not None
    assert [(ack.code, ack.severity) for ack in session.dose.acknowledged] == [
        ("CHART_STALE", Severity.WITNESS)
    ]


# Packs


def test_the_same_piece_scanned_twice_is_one_piece() -> None:
    piece = DrugPack(gtin="08934567890123", serial="S1", raw=b"x", symbology="]d2")
    half = (
        *TO_FETCH,
        ev.PackRead(pack=piece),
        checked(Gate.VERIFY, Severity.CONFIRM, code="DOSE_INCOMPLETE"),
    )
    session, effects = after(half, ev.PackRead(pack=piece))

    assert told(effects) == ["same-pack"]
    assert session.dose is not None
    assert len(session.dose.packs) == 1


def test_after_a_stop_the_next_code_starts_anew() -> None:
    mixed = Verdict(
        gate=Gate.VERIFY,
        severity=Severity.STOP,
        findings=(
            Finding(code="WRONG_DRUG", severity=Severity.STOP),
            Finding(code="DOSE_INCOMPLETE", severity=Severity.CONFIRM),
        ),
    )
    key = checked(Gate.VERIFY).key
    wrong = (*TO_FETCH, ev.PackRead(pack=PACK), ev.Checked(gate=Gate.VERIFY, key=key, verdict=mixed))
    session, _ = after(wrong, ev.PackRead(pack=PACK))

    assert session.dose is not None
    assert len(session.dose.packs) == 1


# Charts


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


# Drawers


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


# Records


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


# Leaving and coming back


@pytest.mark.parametrize("come_back", [LOGIN, ()])
def test_a_wrong_patient_stays_one_over_log_out_and_power_cut(come_back: tuple[ev.Event, ...]) -> None:
    session, _ = after(TO_VERIFY, STRANGE)
    if come_back:
        session, _ = play((ev.LoggedOut(), *come_back), session)
    else:
        session = restore(session).session

    assert session.state is State.STOPPED
    assert play((RIGHT, checked(Gate.VERIFY)), session)[0].state is State.VERIFY


def test_another_strange_wristband_is_another_stop() -> None:
    session, effects = after((*TO_VERIFY, STRANGE), STRANGE)

    assert session.state is State.STOPPED
    assert [note.kind for note in effects if isinstance(note, Note)] == ["stopped"]


def test_a_refused_wristband_is_forgotten_at_the_next_log_in() -> None:
    refused = ev.PatientRefused(verdict=verdict(Gate.RELEASE, Severity.STOP), encounter_id="enc-8")
    session, effects = after((*TO_ROUND, STRANGE), refused)
    assert [note.encounter_id for note in effects if isinstance(note, Note)] == ["enc-8"]

    session, _ = play((ev.LoggedOut(), *LOGIN), session)
    assert (session.state, session.stopped) == (State.ROUND, None)


def test_from_a_refused_wristband_one_goes_on_with_another_or_back_to_the_list() -> None:
    refused = (*TO_ROUND, STRANGE, ev.PatientRefused(verdict=verdict(Gate.RELEASE, Severity.STOP)))

    assert after(refused, RIGHT)[0].state is State.OPENING
    assert after(refused, ev.Cancelled())[0].state is State.ROUND


def test_a_dose_left_over_is_noted_with_its_order_and_its_patient() -> None:
    for leave in ((STRANGE, ev.Cancelled()), (ev.Cancelled(),)):
        _, effects = after(TO_FETCH, *leave)
        (left,) = [note for note in effects if isinstance(note, Note) and note.kind == "no-outcome"]
        assert (left.encounter_id, left.dose and left.dose.order_id) == ("enc-1", "order-1")


def test_an_untouched_dose_left_over_is_no_open_item() -> None:
    stop = (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))
    session, effects = after(stop, ev.Cancelled(), ev.Cancelled())

    assert session.state is State.ROUND
    assert [note for note in effects if isinstance(note, Note)] == []


def test_wristbands_wait_while_an_answer_or_a_drawer_is_awaited() -> None:
    closing = (*TO_RECORDING, ev.RecordCommitted(next_key=""))

    assert told(after(TO_CHECKING, RIGHT)[1]) == ["one-moment"]
    assert told(after(closing, RIGHT)[1]) == ["close-drawer"]
    assert told(after(TO_FETCH, RIGHT)[1]) == ["right-patient"]


def test_a_badge_of_somebody_else_may_be_taken_back() -> None:
    session, _ = play((ev.BadgeRead(person=OTHER), ev.Cancelled()))

    assert (session.state, session.candidate) == (State.OFF, None)


def test_a_round_of_one_patient_ends_where_it_began_and_another_dose_may_be_chosen() -> None:
    nothing_due = ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key="")
    session, _ = after((*TO_ROUND, RIGHT), nothing_due)
    assert session.state is State.PATIENT
    assert told(play((ev.PackRead(pack=PACK),), session)[1]) == ["choose-dose"]

    session, _ = play((ev.DoseChosen(key=NEXT, reason="pain", score=5),), session)
    assert (session.state, session.dose and session.dose.prn_score) == (State.CHECKING, 5)


@pytest.mark.parametrize(
    "events", [TO_INTENT, TO_CHECKING, (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))]
)
def test_after_a_power_cut_an_allow_waits_for_a_hand(events: tuple[ev.Event, ...]) -> None:
    woken = restore(play(events)[0]).session
    session, effects = play((checked(Gate.RELEASE),), woken)

    assert (session.state, told(effects)) == (State.RELEASE, ["ask-for-drawer"])
    assert session.dose is not None
    assert session.dose.opened is (events is TO_INTENT)


def test_after_a_power_cut_a_drawer_never_asked_for_is_asked_for_by_hand() -> None:
    closing = (*TO_RECORDING, ev.RecordCommitted(next_key=NEXT), checked(Gate.RELEASE, key=NEXT, drawer=5))
    woken = restore(play(closing)[0]).session

    assert woken.state is State.CHECKING
    assert play((checked(Gate.RELEASE, key=NEXT, drawer=5),), woken)[0].state is State.RELEASE


def test_after_a_power_cut_a_drug_without_a_drawer_is_still_awaited() -> None:
    woken = restore(play((*TO_CHECKING, checked(Gate.RELEASE, drawer=None)))[0])

    assert woken.session.state is State.FETCH
    assert [effect.gate for effect in woken.effects if isinstance(effect, Ask)] == [Gate.GIVE]


def test_a_power_cut_at_the_list_or_between_doses_changes_nothing() -> None:
    closing = (*TO_RECORDING, ev.RecordCommitted(next_key=""))

    assert restore(play(TO_ROUND)[0]).session.state is State.ROUND
    assert restore(play((*TO_ROUND, RIGHT))[0]).session.state is State.ROUND
    assert restore(play(closing)[0]).session.state is State.PATIENT
