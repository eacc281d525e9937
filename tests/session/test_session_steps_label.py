"""The label of what was made ready: to the letter."""

from decimal import Decimal

from msgspec.structs import replace

from cart_agent.core.identify import DrugPack
from cart_agent.core.session import State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitLabel, Lock, Tell
from cart_agent.core.session.state import Amount, DoseInHand
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import NEXT, verdict
from tests.session.steps_help import DOSE, Row, assert_follows, at, rows

SALINE = DrugPack(drug="NACL", lot="N1", raw=b"n", symbology="]d2")
VOLUME, DRUG = Amount(value=Decimal(50), unit="mL"), Amount(value=Decimal(4), unit="mg")
FULL = {"preparing": True, "diluent": SALINE, "unscanned": "torn"}
NOT_YET = Tell(message="not-yet")
QUESTION = verdict(Gate.VERIFY, Severity.CONFIRM, "LOOK_ALIKE")


@rows(
    Row(
        name="the volume",
        before=at(State.MIX, FULL),
        event=ev.LabelAsked(volume=VOLUME, drug=DRUG),
        changes={"state": State.LABELLING},
        effects=(CommitLabel(dose=replace(DOSE, **FULL), volume=VOLUME, drug=DRUG),),
    ),
    Row(
        name="the volume with a question open",
        before=at(State.MIX, {**FULL, "verify": QUESTION}),
        event=ev.LabelAsked(volume=VOLUME),
        effects=(NOT_YET,),
    ),
    Row(
        name="on disk",
        before=at(State.LABELLING, FULL),
        event=ev.LabelMade(number="L7", next_key=""),
        changes={"state": State.PATIENT, "dose": None},
        effects=(Lock(drawer=3), Tell(message="label-made", good=True, facts={"label": "L7"})),
    ),
    Row(
        name="on disk, and the next dose",
        before=at(State.LABELLING, FULL),
        event=ev.LabelMade(number="L7", next_key=NEXT),
        changes={
            "state": State.CHECKING,
            "dose": DoseInHand(key=NEXT, order_id="", order_version="", drawer=None),
        },
        effects=(
            Lock(drawer=3),
            Tell(message="label-made", good=True, facts={"label": "L7"}),
            Ask(gate=Gate.RELEASE, key=NEXT),
        ),
    ),
    Row(
        name="nothing was written",
        before=at(State.LABELLING, FULL),
        event=ev.LabelRefused(problem="no-volume"),
        changes={"state": State.MIX},
        effects=(Tell(message="no-volume"),),
    ),
)
def test_a_label_is_made(row: Row) -> None:
    assert_follows(row)
