"""Leaving, coming back, strange wristbands, power cuts."""

import pytest

from cart_agent.core.identify import Wristband
from cart_agent.core.session import Session, State, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Effect, Note, Tell
from cart_agent.core.session.people import current_verdict
from cart_agent.core.verdict import Gate, Severity
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


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


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


def test_a_verdict_that_is_missing_is_a_stop() -> None:
    dose = play(TO_CHECKING)[0].dose
    lost = Session(state=State.RELEASE, person=NURSE, encounter_id="enc-1", dose=dose)

    assert play((ev.Confirmed(reason="r"),), lost) == (lost, [])
    assert current_verdict(play(TO_ROUND)[0]) is None


def test_a_chart_that_changes_with_no_dose_in_hand_changes_nothing() -> None:
    before, _ = play(TO_ROUND)

    assert play((ev.ChartChanged(),), before) == (before, [])
