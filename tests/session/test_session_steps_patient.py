"""Wristbands and the open patient: what each step changes and asks for, to the letter."""

from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Lock, Note, OpenPatient, Tell
from cart_agent.core.session.patient import WRONG_PATIENT
from cart_agent.core.session.state import DoseInHand
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, NEXT, NURSE, verdict
from tests.session.steps_help import DOSE, OTHER_BAND, Row, assert_follows, at, findings, rows

ROUND = Session(state=State.ROUND, person=NURSE)
CLOSED = findings(Gate.RELEASE, CHART_CLOSED=Severity.STOP, CHART_STALE=Severity.CONFIRM)
HERS = ev.WristbandRead(wristband=BAND, encounter_id="enc-1")
STRANGE = ev.WristbandRead(wristband=OTHER_BAND, encounter_id="")
OPENING = {"state": State.OPENING, "stopped": None, "resume": State.ROUND}
ALONE = {
    "state": State.ROUND,
    "encounter_id": "",
    "wristband": None,
    "stopped": None,
    "next_key": "",
    "dose": None,
}
STRANGE_BAND = {"gate": "release", "codes": "WRONG_PATIENT", "order": "order-1"}
PACK_SAID = {"gtin": "08934567890123"}
LEFT = (
    Lock(drawer=3),
    Note(
        kind="no-outcome",
        about={"order": "order-1", "key": KEY, "drawer": "3"},
        dose=DOSE,
        encounter_id="enc-1",
    ),
)


def fresh(key: str, reason: str = "", score: int | None = None) -> DoseInHand:
    return DoseInHand(key=key, order_id="", order_version="", drawer=None, prn_reason=reason, prn_score=score)


@rows(
    Row(
        name="a wristband is looked up",
        before=Session(state=State.ROUND, person=NURSE, stopped=CLOSED, resume=State.FETCH),
        event=STRANGE,
        changes=OPENING,
        effects=(OpenPatient(wristband=OTHER_BAND),),
    ),
    Row(
        name="from a patient another one is looked up",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1", wristband=BAND),
        event=STRANGE,
        changes=OPENING,
        effects=(OpenPatient(wristband=OTHER_BAND),),
    ),
    Row(
        name="the chart is found, the due dose is taken up",
        before=at(State.OPENING, encounter_id="enc-0", wristband=OTHER_BAND, next_key=NEXT),
        event=ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=KEY),
        changes={
            "state": State.CHECKING,
            "encounter_id": "enc-1",
            "wristband": BAND,
            "next_key": "",
            "dose": fresh(KEY),
        },
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="the chart is found, nothing is due",
        before=at(State.OPENING, encounter_id="enc-0", wristband=OTHER_BAND),
        event=ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=""),
        changes={"state": State.PATIENT, "encounter_id": "enc-1", "wristband": BAND, "dose": None},
    ),
    Row(
        name="the chart is refused",
        before=Session(state=State.OPENING, person=NURSE, encounter_id="enc-0", wristband=BAND),
        event=ev.PatientRefused(verdict=CLOSED, encounter_id="enc-1"),
        changes={
            "state": State.STOPPED,
            "encounter_id": "",
            "wristband": None,
            "stopped": CLOSED,
            "resume": State.ROUND,
        },
        effects=(
            Note(
                kind="stopped",
                about={"gate": "release", "codes": "CHART_CLOSED", "order": ""},
                encounter_id="enc-1",
            ),
        ),
    ),
    Row(
        name="a dose as needed is chosen",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1", next_key=NEXT),
        event=ev.DoseChosen(key=KEY, reason="pain", score=7),
        changes={"state": State.CHECKING, "next_key": "", "dose": fresh(KEY, "pain", 7)},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="a dose is chosen",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1"),
        event=ev.DoseChosen(key=KEY),
        changes={"state": State.CHECKING, "dose": fresh(KEY)},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
)
def test_a_patient_is_opened(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="another wristband mid-dose",
        before=at(State.VERIFY, candidate=NURSE, resume=State.ROUND),
        event=STRANGE,
        changes={
            "state": State.STOPPED,
            "stopped": WRONG_PATIENT,
            "resume": State.VERIFY,
            "candidate": None,
        },
        effects=(Lock(drawer=3), Note(kind="stopped", about=STRANGE_BAND | PACK_SAID)),
    ),
    Row(
        name="the right one mid-dose",
        before=at(State.FETCH),
        event=HERS,
        effects=(Tell(message="right-patient", good=True),),
    ),
    Row(
        name="the right one for the first time, elsewhere than at the release",
        before=at(State.VERIFY, wristband=None),
        event=HERS,
        changes={"wristband": BAND},
        effects=(Tell(message="right-patient", good=True),),
    ),
    Row(
        name="the right one where a release waited for a hand",
        before=at(State.RELEASE, {"held": True}),
        event=HERS,
        changes={"state": State.CHECKING},
        dose={"held": False},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="still the wrong one",
        before=at(State.STOPPED, stopped=WRONG_PATIENT, resume=State.FETCH),
        event=STRANGE,
        effects=(Note(kind="stopped", about=STRANGE_BAND | PACK_SAID),),
    ),
    Row(
        name="the right one again, before the release",
        before=at(
            State.STOPPED,
            {"packs": (), "release": None, "opened": False, "held": True},
            stopped=WRONG_PATIENT,
            wristband=None,
            resume=State.RELEASE,
        ),
        event=HERS,
        changes={"state": State.CHECKING, "stopped": None, "wristband": BAND},
        dose={"held": False},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="the right one again, with the drug scanned",
        before=at(State.STOPPED, stopped=WRONG_PATIENT, resume=State.VERIFY),
        event=HERS,
        changes={"state": State.VERIFYING, "stopped": None},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="a band while a drawer is open",
        before=at(State.CLOSING),
        event=STRANGE,
        effects=(Tell(message="close-drawer"),),
    ),
    Row(
        name="a band while an answer is awaited",
        before=at(State.GIVING),
        event=HERS,
        effects=(Tell(message="one-moment"),),
    ),
)
def test_a_wristband_where_a_patient_is_open(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="from a stop with a dose in hand",
        before=at(State.STOPPED, stopped=WRONG_PATIENT, next_key=NEXT),
        event=ev.Cancelled(),
        changes=ALONE,
        effects=LEFT,
    ),
    Row(
        name="from the patient",
        before=Session(
            state=State.PATIENT,
            person=NURSE,
            encounter_id="enc-1",
            wristband=BAND,
            next_key=NEXT,
            stopped=verdict(Gate.RELEASE),
        ),
        event=ev.Cancelled(),
        changes=ALONE,
    ),
    Row(
        name="from a dose whose drawer was opened",
        before=at(State.FETCH, next_key=NEXT),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "dose": None, "next_key": ""},
        effects=(*LEFT, Tell(message="left-open", good=True, facts={"drawer": "3"})),
    ),
    Row(
        name="from a dose whose drawer was not opened",
        before=at(State.RELEASE, {"opened": False, "drawer": None}),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "dose": None},
    ),
    Row(
        name="a drug before a patient",
        before=ROUND,
        event=ev.PackRead(pack=DOSE.packs[0]),
        effects=(Tell(message="scan-wristband"),),
    ),
    Row(
        name="a drug before a dose",
        before=Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1"),
        event=ev.PackRead(pack=DOSE.packs[0]),
        effects=(Tell(message="choose-dose"),),
    ),
)
def test_a_dose_or_a_patient_is_left(row: Row) -> None:
    assert_follows(row)
