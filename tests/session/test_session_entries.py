"""Waste and counts, step by step: written, signed by a second person, or told why not."""

from decimal import Decimal

import msgspec
import pytest

from cart_agent.core.ledger import Count, CountDue, Waste, WasteUndone
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import Session, State, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CheckPin, CommitEntry, Effect, Lock, Note, Tell
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    KEY,
    NEXT,
    NURSE,
    OTHER,
    PACK,
    TO_CHECKING,
    TO_ROUND,
    TO_VERIFY,
    after,
    checked,
    play,
)

REST = Waste(source="record", about="e1", amount=Quantity(value=Decimal(5), unit="mg"), reason="waste-rest")
DROPPED = Waste(source="hand", reason="waste-dropped")
SHIFT = Count(drawer=3, product="morphine", phase="hand-over", value=9)
OPENING = Count(drawer=3, product="morphine", phase="opening", value=10)
SIGN = ev.EntryAnswered(problem="second-signature")
SIGNED = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))
RELEASED = msgspec.structs.replace(checked(Gate.RELEASE), to_count="morphine")
TO_COUNT = (*TO_CHECKING, RELEASED, ev.IntentCommitted(), ev.Unlocked(drawer=3, ok=True))
TO_COUNTED = (*TO_COUNT, ev.Counted(value=10), ev.EntryAnswered())
TO_GIVEN = (
    *TO_COUNTED,
    ev.PackRead(pack=PACK),
    checked(Gate.VERIFY),
    ev.Given(),
    checked(Gate.GIVE),
    ev.RecordCommitted(next_key=NEXT),
)


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def test_a_waste_is_written_and_the_round_goes_on_where_it_was() -> None:
    session, effects = after(TO_VERIFY, ev.EntryMade(entry=REST))
    assert (session.state, effects) == (State.ENTRY, [CommitEntry(entry=REST)])

    session, effects = play((ev.EntryAnswered(),), session)
    assert (session.state, session.entry) == (State.VERIFY, None)
    assert effects == [Tell(message="noted", good=True), Ask(gate=Gate.GIVE, key=KEY)]


def test_what_fell_down_is_in_the_hand_no_more() -> None:
    session, _ = after(TO_VERIFY, ev.EntryMade(entry=DROPPED), ev.EntryAnswered())

    assert session.dose is not None
    assert (session.state, session.dose.packs, session.dose.verify) == (State.FETCH, (), None)


def test_what_was_not_thrown_away_is_to_be_put_back() -> None:
    undone = WasteUndone(waste="e2", reason="waste-not-done")
    session, effects = after(TO_ROUND, ev.EntryMade(entry=undone))
    assert effects == [CommitEntry(entry=undone)]

    session, effects = play((ev.EntryAnswered(put_back=11),), session)
    assert (session.state, session.entry) == (State.ROUND, None)
    assert effects == [Tell(message="put-back", good=True, facts={"drawer": "11"})]


def test_a_second_person_signs_with_badge_and_pin() -> None:
    session, effects = after(TO_ROUND, ev.EntryMade(entry=SHIFT), SIGN)
    assert (session.state, told(effects)) == (State.SECOND, ["second-signature"])
    session, effects = play(SIGNED, session)
    assert session.state is State.ENTRY
    assert effects == [
        CheckPin(person=OTHER, pin="1", witness_for=NURSE.id),
        CommitEntry(entry=SHIFT, witness=OTHER),
    ]

    session, effects = play((ev.EntryAnswered(),), session)
    assert (session.state, session.candidate, told(effects)) == (State.ROUND, None, ["noted"])


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((ev.BadgeRead(person=NURSE),), ["witness-is-giver"]),
        ((ev.PinEntered(pin="1"),), ["second-signature"]),
        ((ev.BadgeRead(person=OTHER), ev.PinChecked(person=OTHER, problem="wrong")), ["pin-wrong"]),
        ((ev.PinChecked(person=OTHER),), []),
        ((ev.PackRead(pack=PACK),), ["second-signature"]),
        ((ev.WristbandRead(wristband=BAND, encounter_id=""),), ["second-signature"]),
    ],
)
def test_what_is_no_second_signature_writes_nothing(events: tuple[ev.Event, ...], said: list[str]) -> None:
    session, effects = after((*TO_ROUND, ev.EntryMade(entry=SHIFT), SIGN), *events)

    assert (session.state, told(effects)) == (State.SECOND, said)
    assert not any(isinstance(effect, CommitEntry) for effect in effects)


def test_without_the_signature_it_is_told_that_nothing_was_written() -> None:
    session, effects = after((*TO_ROUND, ev.EntryMade(entry=SHIFT), SIGN), ev.Cancelled())

    assert (session.state, session.entry, told(effects)) == (State.ROUND, None, ["not-signed"])


def test_a_problem_is_told_where_it_was_asked() -> None:
    session, effects = after(TO_ROUND, ev.EntryMade(entry=REST), ev.EntryAnswered(problem="not-now"))

    assert (session.state, told(effects)) == (State.ROUND, ["not-now"])


def test_a_controlled_drug_is_counted_before_and_after() -> None:
    session, effects = after(TO_COUNT[:-1], TO_COUNT[-1])
    assert (session.state, told(effects)) == (State.COUNT, ["count-first"])
    assert session.count == CountDue(drawer=3, product="morphine", phase="opening")
    session, effects = play((ev.Counted(value=10),), session)
    assert effects == [CommitEntry(entry=OPENING)]
    session, effects = play((ev.EntryAnswered(),), session)
    assert (session.state, session.count, told(effects)) == (State.FETCH, None, ["take-drug"])

    session, effects = after(TO_GIVEN)
    assert (session.state, session.dose) == (State.COUNT, None)
    assert session.count == CountDue(
        drawer=3, product="morphine", phase="closing", next_key=NEXT, encounter_id="enc-1", order_id="order-1"
    )
    session, effects = play((ev.Counted(value=9), ev.EntryAnswered()), session)
    assert effects[-1] == Ask(gate=Gate.RELEASE, key=NEXT)


def test_a_count_that_does_not_fit_is_awaited_again() -> None:
    session, effects = after(TO_COUNT, ev.Counted(value=8), ev.EntryAnswered(problem="recount"))

    assert (session.state, told(effects)) == (State.COUNT, ["recount"])
    assert session.count is not None


def test_scans_wait_for_the_count() -> None:
    scans = (ev.PackRead(pack=PACK), ev.WristbandRead(wristband=BAND, encounter_id="enc-1"))
    session, effects = after(TO_COUNT, *scans)

    assert (session.state, told(effects)) == (State.COUNT, ["count-first", "count-first"])


def test_who_goes_before_the_count_leaves_an_open_item() -> None:
    session, effects = after(TO_COUNT, ev.Cancelled())
    assert (session.state, session.count) == (State.PATIENT, None)
    assert [effect.kind for effect in effects if isinstance(effect, Note)] == ["count-missing", "no-outcome"]

    session, effects = after(TO_GIVEN, ev.Cancelled())
    assert [effect.kind for effect in effects if isinstance(effect, Note)] == ["count-missing"]
    assert effects[-1] == Ask(gate=Gate.RELEASE, key=NEXT)


def test_a_counted_dose_that_is_put_down_is_counted_once_more() -> None:
    session, effects = after(TO_COUNTED, ev.Cancelled())

    assert (session.state, told(effects)) == (State.COUNT, ["count-closing"])
    assert Lock(drawer=3) in effects


def test_somebody_else_who_logs_in_finds_the_missing_count_as_an_open_item() -> None:
    badge = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))
    for before in (TO_GIVEN, TO_COUNTED):
        session, effects = after(before, ev.LoggedOut(), *badge)
        notes = [effect.kind for effect in effects if isinstance(effect, Note)]
        assert (session.state, session.count) == (State.ROUND, None)
        assert "count-missing" in notes


def test_the_same_nurse_goes_on_counting() -> None:
    session, _ = after(TO_GIVEN, ev.LoggedOut(), *TO_ROUND)
    assert session.state is State.COUNT

    assert restore(after(TO_GIVEN)[0]).session.state is State.COUNT
    assert restore(after(TO_COUNT)[0]).session.state is State.COUNT


def test_a_restart_between_drawer_and_count_leaves_out_no_count() -> None:
    unlocking = after(TO_COUNT[:-1])[0]
    assert unlocking.state is State.UNLOCKING

    woken = restore(unlocking)
    assert (woken.session.state, woken.effects) == (State.CHECKING, (Ask(gate=Gate.RELEASE, key=KEY),))
    again = (ev.Reopened(), RELEASED, ev.IntentCommitted())
    assert play((RELEASED, *again, ev.Unlocked(drawer=3, ok=True)), woken.session)[0].state is State.COUNT
    found_open = play((ev.DrawerMoved(drawer=3, is_open=True), RELEASED, *again), woken.session)[0]
    assert found_open.state is State.COUNT


def test_a_stopped_patient_left_with_a_counted_drawer_is_an_open_item() -> None:
    strange = ev.WristbandRead(wristband=msgspec.structs.replace(BAND, number="BN002"), encounter_id="")
    session, effects = after(TO_COUNTED, strange, ev.Cancelled())

    assert session.state is State.ROUND
    assert "count-missing" in [effect.kind for effect in effects if isinstance(effect, Note)]


def test_an_order_that_stops_while_counting_stops_the_dose() -> None:
    stop = checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE")
    session, effects = after(TO_COUNT, ev.ChartChanged(), stop)
    assert (session.state, session.count, Lock(drawer=3) in effects) == (State.GIVE, None, True)

    assert after(TO_GIVEN, ev.ChartChanged())[1] == []


def test_a_session_that_counts_survives_as_json() -> None:
    for events in (TO_COUNT, (*TO_ROUND, ev.EntryMade(entry=SHIFT), SIGN)):
        session, _ = after(events)
        assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session


def test_nothing_falls_down_that_is_in_no_hand() -> None:
    for events in (TO_ROUND, TO_COUNTED):
        before, _ = play(events)
        session, effects = play((ev.EntryMade(entry=DROPPED),), before)
        assert (session, told(effects)) == (before, ["not-now"])
