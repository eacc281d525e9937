"""A dose made ready, step by step: drug, diluent, label; and the label at the bed."""

from decimal import Decimal

import msgspec
import pytest

from cart_agent.core.identify import DrugPack
from cart_agent.core.session import Session, State, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitLabel, Effect, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Amount
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    KEY,
    NEXT,
    PACK,
    TO_CHECKING,
    TO_FETCH,
    TO_ROUND,
    TO_VERIFY,
    after,
    checked,
    play,
)

DILUENT = DrugPack(gtin="08934567890994", raw=b"y", symbology="]d2")
ML = Amount(value=Decimal(100), unit="mL")
PREPARE = ev.PrepareChosen(key="")
TO_MIX = (*TO_VERIFY, PREPARE)
TO_MIXED = (*TO_MIX, ev.PackRead(pack=DILUENT), checked(Gate.VERIFY))
LABEL = ev.LabelRead(number="PL-1", encounter_id="enc-1", key=KEY, packs=(PACK,))
OTHERS = ev.LabelRead(number="PL-2", encounter_id="enc-2", key=KEY, packs=(PACK,))
TO_PATIENT = (
    *TO_ROUND,
    ev.WristbandRead(wristband=BAND, encounter_id=""),
    ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=""),
)


def told(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Tell)]


def test_drug_then_diluent_then_volume_then_label() -> None:
    session, effects = after(TO_MIX)
    assert (session.state, told(effects)) == (State.MIX, [])

    session, effects = after(TO_MIX, ev.PackRead(pack=DILUENT))
    assert (session.state, effects) == (State.VERIFYING, [Ask(gate=Gate.VERIFY, key=KEY)])
    session, effects = after(TO_MIXED, ev.LabelAsked(volume=ML))
    assert session.state is State.LABELLING
    assert effects == [CommitLabel(dose=session.dose, volume=ML)] if session.dose else False

    session, effects = play((ev.LabelMade(number="PL-1", next_key=""),), session)
    assert (session.state, session.dose) == (State.CLOSING, None)
    assert effects == [Lock(drawer=3), Tell(message="label-made", good=True, facts={"label": "PL-1"})]


def test_a_label_that_can_not_be_made_says_why_and_keeps_the_dose() -> None:
    session, effects = after(TO_MIXED, ev.LabelAsked(volume=ML), ev.LabelRefused(problem="volume-wrong"))

    assert (session.state, told(effects)) == (State.MIX, ["volume-wrong"])
    assert session.dose is not None


def test_no_label_while_the_diluent_is_stopped() -> None:
    stop = checked(Gate.VERIFY, Severity.STOP, code="WRONG_DRUG")
    session, effects = after((*TO_MIX, ev.PackRead(pack=DILUENT), stop), ev.LabelAsked(volume=ML))

    assert (session.state, told(effects)) == (State.MIX, ["not-yet"])


def test_what_is_being_prepared_is_not_given() -> None:
    ready = (*TO_FETCH, PREPARE, ev.PackRead(pack=PACK), checked(Gate.VERIFY))
    session, effects = after(ready, ev.Given())

    assert (session.state, told(effects)) == (State.VERIFY, ["label-first"])


def test_any_number_of_packs_goes_into_what_is_prepared() -> None:
    second = msgspec.structs.replace(PACK, serial="2")
    ready = (*TO_FETCH, PREPARE, ev.PackRead(pack=PACK), checked(Gate.VERIFY))
    session, _ = after(ready, ev.PackRead(pack=second))

    assert session.dose is not None
    assert session.dose.packs == (PACK, second)


def test_preparing_can_be_chosen_wherever_a_dose_is_or_none() -> None:
    session, effects = after(TO_PATIENT, ev.PrepareChosen(key=NEXT))
    assert session.dose is not None
    assert (session.state, session.dose.preparing) == (State.CHECKING, True)
    assert effects == [Ask(gate=Gate.RELEASE, key=NEXT)]

    stopped = (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))
    assert after(stopped, PREPARE)[1] == [Ask(gate=Gate.RELEASE, key=KEY)]
    assert told(after(TO_FETCH, PREPARE)[1]) == ["scan-to-prepare"]


def test_a_drug_that_is_not_verified_is_not_mixed() -> None:
    look = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY, Severity.CONFIRM))
    session, effects = after(look, PREPARE)

    assert (session.state, told(effects)) == (State.VERIFY, ["not-yet"])


def labelled_release() -> ev.Checked:
    return msgspec.structs.replace(checked(Gate.RELEASE, drawer=None), waiting_label="PL-1")


def test_a_dose_with_a_label_waits_for_it_without_a_drawer() -> None:
    session, effects = after(TO_CHECKING, labelled_release())
    assert (session.state, told(effects)) == (State.FETCH, ["scan-label"])
    assert not any(isinstance(effect, Unlock) for effect in effects)

    session, effects = play((PREPARE,), session)
    assert told(effects) == ["label-exists"]


def test_a_label_at_the_bed_asks_both_gates_and_opens_nothing() -> None:
    session, effects = after(TO_PATIENT, LABEL)
    assert (session.state, effects) == (State.CHECKING, [Ask(gate=Gate.RELEASE, key=KEY)])
    session, effects = play((checked(Gate.RELEASE),), session)
    assert (session.state, effects) == (State.VERIFYING, [Ask(gate=Gate.VERIFY, key=KEY)])

    session, _ = play((checked(Gate.VERIFY), ev.Given(), checked(Gate.GIVE)), session)
    assert session.state is State.RECORDING


@pytest.mark.parametrize("events", [TO_FETCH, TO_VERIFY])
def test_a_label_for_the_dose_in_hand_takes_the_packs_place(events: tuple[ev.Event, ...]) -> None:
    session, effects = after(events, LABEL)

    assert session.dose is not None
    assert (session.state, session.dose.label) == (State.VERIFYING, "PL-1")
    assert effects == [Ask(gate=Gate.VERIFY, key=KEY)]


@pytest.mark.parametrize(
    "events", [TO_PATIENT, (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP, code="LATE"))]
)
def test_another_patients_label_stops_until_a_wristband_is_scanned(events: tuple[ev.Event, ...]) -> None:
    session, effects = after(events, OTHERS)

    assert (session.state, session.stopped is not None) == (State.STOPPED, True)
    assert any(isinstance(effect, Note) and "WRONG_PATIENT" in effect.about["codes"] for effect in effects)
    session, _ = play((ev.WristbandRead(wristband=BAND, encounter_id="enc-1"),), session)
    assert session.state in (State.OPENING, State.CHECKING)


def test_a_label_at_a_stopped_release_is_asked_about_or_told_off() -> None:
    stopped = (*TO_CHECKING, checked(Gate.RELEASE, Severity.STOP))
    assert after(stopped, LABEL)[1] == [Ask(gate=Gate.RELEASE, key=KEY)]

    other = msgspec.structs.replace(LABEL, key=NEXT)
    assert told(after(stopped, other)[1]) == ["label-other-dose"]


def test_a_label_too_soon_is_told_what_comes_first() -> None:
    assert told(after(TO_ROUND, LABEL)[1]) == ["scan-wristband"]
    assert told(after(TO_MIX, LABEL)[1]) == ["label-other-dose"]
    assert told(after((), LABEL)[1]) == ["log-in-first"]


@pytest.mark.parametrize(
    ("events", "place"),
    [(TO_MIXED, State.MIX), ((*TO_MIXED, ev.LabelAsked(volume=ML)), State.MIX), (TO_MIX, State.VERIFY)],
)
def test_after_a_power_cut_the_mixture_is_asked_about_again(
    events: tuple[ev.Event, ...], place: State
) -> None:
    woken = restore(after(events)[0])
    assert woken.effects == (Ask(gate=Gate.VERIFY, key=KEY),)

    session, _ = play((checked(Gate.VERIFY),), woken.session)
    assert session.state is place


def test_an_order_that_stops_while_mixing_stops_the_mixing() -> None:
    stop = checked(Gate.GIVE, Severity.STOP, code="ORDER_NOT_ACTIVE")
    session, effects = after(TO_MIXED, ev.ChartChanged(), stop)

    assert (session.state, Lock(drawer=3) in effects) == (State.GIVE, True)


def test_a_session_with_a_label_in_hand_survives_as_json() -> None:
    session, _ = after(TO_FETCH, LABEL)

    assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session
