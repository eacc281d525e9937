"""What is made ready first, and its label at the bed: to the letter."""

from decimal import Decimal

from cart_agent.core.identify import DrugPack
from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Lock, Note, Tell
from cart_agent.core.session.state import Amount, DoseInHand
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, PACK, verdict
from tests.session.steps_help import Row, answered, assert_follows, at, findings, rows

SALINE = DrugPack(drug="NACL", lot="N1", raw=b"n", symbology="]d2")
VOLUME, DRUG = Amount(value=Decimal(50), unit="mL"), Amount(value=Decimal(4), unit="mg")
ASK_VERIFY, ASK_RELEASE = Ask(gate=Gate.VERIFY, key=KEY), Ask(gate=Gate.RELEASE, key=KEY)
NOT_YET = Tell(message="not-yet")
QUESTION = verdict(Gate.VERIFY, Severity.CONFIRM, "LOOK_ALIKE")
EARLY = findings(Gate.RELEASE, TOO_EARLY=Severity.CONFIRM)
TWO = {"release": EARLY, "acknowledged": (answered("TOO_EARLY"), answered("LOOK_ALIKE"))}
KEPT = {"acknowledged": (answered("TOO_EARLY"),)}
HELD = {
    "label": "L7",
    "packs": (PACK, SALINE),
    "preparing": False,
    "diluent": None,
    "unscanned": "",
    "verify": None,
    "give": None,
    "amount": None,
    "give_reason": "",
}
FULL = {"preparing": True, "diluent": SALINE, "unscanned": "torn"}
PATIENT = Session(state=State.PATIENT, person=NURSE, encounter_id="enc-1", wristband=BAND)


def label(encounter_id: str = "enc-1", key: str = KEY) -> ev.LabelRead:
    return ev.LabelRead(number="L7", encounter_id=encounter_id, key=key, packs=(PACK, SALINE))


@rows(
    Row(
        name="from the list",
        before=PATIENT,
        event=ev.PrepareChosen(key=KEY),
        changes={
            "state": State.CHECKING,
            "dose": DoseInHand(key=KEY, order_id="", order_version="", drawer=None, preparing=True),
        },
        effects=(ASK_RELEASE,),
    ),
    Row(
        name="there is a label already",
        before=at(State.FETCH, {"waiting_label": "L1"}),
        event=ev.PrepareChosen(key=KEY),
        effects=(Tell(message="label-exists"),),
    ),
    Row(
        name="before the release",
        before=at(State.RELEASE),
        event=ev.PrepareChosen(key=KEY),
        changes={"state": State.CHECKING},
        dose={"preparing": True},
        effects=(ASK_RELEASE,),
    ),
    Row(
        name="before the scan",
        before=at(State.FETCH),
        event=ev.PrepareChosen(key=KEY),
        dose={"preparing": True},
        effects=(Tell(message="scan-to-prepare", good=True),),
    ),
    Row(
        name="after the scan",
        before=at(State.VERIFY),
        event=ev.PrepareChosen(key=KEY),
        changes={"state": State.MIX},
        dose={"preparing": True},
        effects=(Tell(message="scan-diluent", good=True),),
    ),
    Row(
        name="with a question open",
        before=at(State.VERIFY, {"verify": QUESTION}),
        event=ev.PrepareChosen(key=KEY),
        effects=(NOT_YET,),
    ),
    Row(
        name="a drug that nobody knows",
        before=at(State.VERIFY, {"packs": ()}),
        event=ev.PrepareChosen(key=KEY),
        effects=(NOT_YET,),
    ),
    Row(
        name="what is prepared already",
        before=at(State.VERIFY, {"label": "L7"}),
        event=ev.PrepareChosen(key=KEY),
        effects=(NOT_YET,),
    ),
    Row(
        name="the diluent",
        before=at(State.MIX, {**TWO, "preparing": True}),
        event=ev.PackRead(pack=SALINE),
        changes={"state": State.VERIFYING},
        dose={**KEPT, "diluent": SALINE, "verify": None, "give": None},
        effects=(ASK_VERIFY,),
    ),
    Row(
        name="the diluent without a release verdict",
        before=at(State.MIX, {**TWO, "release": None}),
        event=ev.PackRead(pack=SALINE),
        changes={"state": State.VERIFYING},
        dose={"acknowledged": (), "diluent": SALINE, "verify": None, "give": None},
        effects=(ASK_VERIFY,),
    ),
    Row(
        name="the gate about the diluent",
        before=at(State.VERIFYING, FULL),
        event=ev.Checked(gate=Gate.VERIFY, key=KEY, verdict=QUESTION),
        changes={"state": State.MIX},
        dose={"verify": QUESTION},
    ),
    Row(
        name="a tap before the label",
        before=at(State.VERIFY, {"preparing": True}),
        event=ev.Given(),
        effects=(Tell(message="label-first"),),
    ),
    Row(
        name="any number of packs",
        before=at(State.VERIFY, {"preparing": True}),
        event=ev.PackRead(pack=SALINE),
        changes={"state": State.VERIFYING},
        dose={"packs": (PACK, SALINE), "verify": None, "give": None, "amount": None, "give_reason": ""},
        effects=(ASK_VERIFY,),
    ),
)
def test_a_dose_is_made_ready(row: Row) -> None:
    assert_follows(row)


WRONG = Verdict(
    gate=Gate.VERIFY,
    severity=Severity.STOP,
    findings=(Finding(code="WRONG_PATIENT", severity=Severity.STOP, facts={"case": "label", "label": "L7"}),),
)


@rows(
    Row(
        name="no dose is in hand",
        before=PATIENT,
        event=label(),
        changes={
            "state": State.CHECKING,
            "dose": DoseInHand(
                key=KEY, order_id="", order_version="", drawer=None, label="L7", packs=(PACK, SALINE)
            ),
        },
        effects=(ASK_RELEASE,),
    ),
    Row(
        name="another patient's, no dose in hand",
        before=PATIENT,
        event=label("enc-2"),
        changes={"state": State.STOPPED, "stopped": WRONG, "resume": State.PATIENT},
        effects=(Note(kind="stopped", about={"gate": "verify", "codes": "WRONG_PATIENT", "order": ""}),),
    ),
    Row(
        name="for the dose in hand",
        before=at(State.VERIFY, {**TWO, **FULL}),
        event=label(),
        changes={"state": State.VERIFYING},
        dose={**HELD, **KEPT},
        effects=(ASK_VERIFY,),
    ),
    Row(
        name="for the dose in hand, without a release verdict",
        before=at(State.FETCH, {**TWO, "release": None}),
        event=label(),
        changes={"state": State.VERIFYING},
        dose={**HELD, "acknowledged": ()},
        effects=(ASK_VERIFY,),
    ),
    Row(
        name="where the gate wants an answer first",
        before=at(State.RELEASE, FULL),
        event=label(),
        changes={"state": State.CHECKING},
        dose=HELD,
        effects=(ASK_RELEASE,),
    ),
    Row(
        name="of another dose",
        before=at(State.RELEASE),
        event=label(key=NEXT),
        effects=(Tell(message="label-other-dose"),),
    ),
    Row(
        name="another patient's, with a dose in hand",
        before=at(State.RELEASE, candidate=OTHER),
        event=label("enc-2"),
        changes={
            "state": State.STOPPED,
            "stopped": WRONG,
            "resume": State.RELEASE,
            "candidate": None,
        },
        effects=(
            Lock(drawer=3),
            Note(
                kind="stopped",
                about={
                    "gate": "verify",
                    "codes": "WRONG_PATIENT",
                    "order": "order-1",
                    "gtin": "08934567890123",
                },
            ),
        ),
    ),
    Row(
        name="before a wristband",
        before=Session(state=State.ROUND, person=NURSE),
        event=label(),
        effects=(Tell(message="scan-wristband"),),
    ),
    Row(
        name="where something else is awaited",
        before=at(State.MIX),
        event=label(),
        effects=(Tell(message="label-other-dose"),),
    ),
    Row(
        name="the gate is content: no drawer opens for a label",
        before=at(State.CHECKING, {"label": "L7"}),
        event=ev.Checked(
            gate=Gate.RELEASE,
            key=KEY,
            verdict=verdict(Gate.RELEASE),
            order_id="order-1",
            order_version="1",
            drawer=3,
        ),
        changes={"state": State.VERIFYING},
        dose={"give": None},
        effects=(ASK_VERIFY,),
    ),
    Row(
        name="the label is still to be scanned",
        before=at(State.CHECKING, {"drawer": None, "packs": ()}),
        event=ev.Checked(
            gate=Gate.RELEASE,
            key=KEY,
            verdict=verdict(Gate.RELEASE),
            order_id="order-1",
            order_version="1",
            waiting_label="L7",
        ),
        changes={"state": State.FETCH},
        dose={"give": None, "waiting_label": "L7"},
        effects=(Tell(message="scan-label"),),
    ),
)
def test_a_label_is_scanned(row: Row) -> None:
    assert_follows(row)
