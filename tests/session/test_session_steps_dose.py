"""The drug's code, the tap, the record: what each step changes and asks for, to the letter."""

from msgspec.structs import replace

from cart_agent.core.identify import DrugPack
from cart_agent.core.session import State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitRecord, Lock, Note, Tell
from cart_agent.core.session.state import Acknowledgement, DoseInHand
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import KEY, NEXT, NURSE, OTHER, PACK, verdict
from tests.session.steps_help import AMOUNT, DOSE, Row, answered, assert_follows, at, findings, rows

SERIAL = DrugPack(drug="PARA500", lot="L1", serial="S1", raw=b"y", symbology="]d2")
LESS = findings(Gate.VERIFY, DOSE_INCOMPLETE=Severity.CONFIRM, LOOK_ALIKE=Severity.CONFIRM)
WRONG = findings(Gate.VERIFY, WRONG_DRUG=Severity.STOP, DOSE_INCOMPLETE=Severity.CONFIRM)
EARLY = findings(Gate.RELEASE, TOO_EARLY=Severity.CONFIRM)
LATE_QUESTION = findings(Gate.GIVE, CHART_STALE=Severity.CONFIRM)
PART = Acknowledgement(code="DOSE_INCOMPLETE", severity=Severity.CONFIRM, reason="spilt", by=NURSE.id)
STOP = verdict(Gate.GIVE, Severity.STOP, "ORDER_CHANGED")
FORGOTTEN = {"verify": None, "give": None, "amount": None, "give_reason": ""}
READ = ev.PackRead(pack=PACK)


@rows(
    Row(
        name="the first code",
        before=at(
            State.FETCH,
            {
                "packs": (),
                "unscanned": "torn",
                "release": EARLY,
                "acknowledged": (answered("TOO_EARLY"), answered("LOOK_ALIKE")),
            },
        ),
        event=READ,
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK,), "unscanned": "", "acknowledged": (answered("TOO_EARLY"),)},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="who witnessed the order witnesses every pack",
        before=at(
            State.FETCH,
            {
                "packs": (),
                "release": findings(Gate.RELEASE, HIGH_ALERT=Severity.WITNESS),
                "acknowledged": (answered("HIGH_ALERT", Severity.WITNESS, OTHER.id),),
                "witness": OTHER,
            },
        ),
        event=READ,
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK,)},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="who witnessed the last pack does not",
        before=at(
            State.VERIFY,
            {"acknowledged": (answered("CONTROLLED", Severity.WITNESS, OTHER.id),), "witness": OTHER},
        ),
        event=READ,
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK,), "acknowledged": (), "witness": None},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="a code before any release verdict",
        before=at(State.FETCH, {"packs": (), "release": None, "acknowledged": (answered("LATE"),)}),
        event=READ,
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK,), "acknowledged": ()},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="one more where the last was a part of the dose",
        before=at(State.VERIFY, {"verify": LESS}),
        event=ev.PackRead(pack=SERIAL),
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK, SERIAL)},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="the same piece again",
        before=at(State.VERIFY, {"verify": LESS, "packs": (SERIAL,)}),
        event=ev.PackRead(pack=SERIAL),
        effects=(Tell(message="same-pack"),),
    ),
    Row(
        name="another code after a wrong drug",
        before=at(State.VERIFY, {"verify": WRONG, "packs": (SERIAL,)}),
        event=READ,
        changes={"state": State.VERIFYING},
        dose={**FORGOTTEN, "packs": (PACK,)},
        effects=(Ask(gate=Gate.VERIFY, key=KEY),),
    ),
    Row(
        name="the gate stops it, and what was scanned is noted",
        before=at(State.VERIFYING, {"packs": (PACK, SERIAL)}),
        event=ev.Checked(gate=Gate.VERIFY, key=KEY, verdict=WRONG),
        changes={"state": State.VERIFY},
        dose={"verify": WRONG},
        effects=(
            Note(
                kind="stopped",
                about={
                    "gate": "verify",
                    "codes": "WRONG_DRUG",
                    "order": "order-1",
                    "drug": "PARA500",
                    "lot": "L1",
                    "serial": "S1",
                },
            ),
        ),
    ),
    Row(
        name="a code while an answer is awaited",
        before=at(State.GIVING),
        event=READ,
        effects=(Tell(message="one-moment"),),
    ),
)
def test_a_drug_is_scanned(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="all of it",
        before=at(State.VERIFY),
        event=ev.Given(),
        changes={"state": State.GIVING},
        dose={"amount": None, "give_reason": "", "give": None},
        effects=(Ask(gate=Gate.GIVE, key=KEY),),
    ),
    Row(
        name="a part, with its reason",
        before=at(
            State.VERIFY,
            {"verify": LESS, "acknowledged": (replace(PART, reason="old"), answered("LOOK_ALIKE"))},
        ),
        event=ev.Given(amount=AMOUNT, reason="spilt"),
        changes={"state": State.GIVING},
        dose={
            "acknowledged": (answered("LOOK_ALIKE"), PART),
            "amount": AMOUNT,
            "give_reason": "spilt",
            "give": None,
        },
        effects=(Ask(gate=Gate.GIVE, key=KEY),),
    ),
    Row(
        name="something is not answered for",
        before=at(State.VERIFY, {"verify": LESS}),
        event=ev.Given(),
        effects=(Tell(message="not-yet"),),
    ),
    Row(
        name="both gates are content",
        before=at(State.GIVING),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=verdict(Gate.GIVE)),
        changes={"state": State.RECORDING},
        effects=(CommitRecord(dose=DOSE, outcome="given", reason="vomited"),),
    ),
    Row(
        name="the order has changed",
        before=at(State.GIVING, candidate=OTHER),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=STOP),
        changes={"state": State.GIVE, "candidate": None},
        dose={"give": STOP},
        effects=(
            Lock(drawer=3),
            Note(
                kind="stopped",
                about={
                    "gate": "give",
                    "codes": "ORDER_CHANGED",
                    "order": "order-1",
                    "gtin": "08934567890123",
                },
            ),
        ),
    ),
    Row(
        name="a late question",
        before=at(State.GIVING),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=LESS),
        changes={"state": State.GIVE},
        dose={"give": LESS},
    ),
    Row(
        name="the late question is answered: the tap goes on",
        before=at(State.GIVE, {"give": LATE_QUESTION}),
        event=ev.Confirmed(reason="r"),
        changes={"state": State.GIVING},
        dose={"acknowledged": (answered("CHART_STALE"),)},
        effects=(Ask(gate=Gate.GIVE, key=KEY),),
    ),
    Row(
        name="it was refused",
        before=at(State.FETCH),
        event=ev.WasNotGiven(outcome="refused", reason="nausea", note="later"),
        changes={"state": State.RECORDING},
        effects=(
            Lock(drawer=3),
            CommitRecord(dose=DOSE, outcome="refused", reason="nausea", note="later"),
        ),
    ),
    Row(
        name="it was given already",
        before=at(State.GIVE, {"give": findings(Gate.GIVE, ALREADY_GIVEN=Severity.STOP)}),
        event=ev.WasNotGiven(outcome="held", reason="r"),
        effects=(Tell(message="already-recorded"),),
    ),
)
def test_it_is_given_or_not(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="on to the next dose",
        before=at(State.RECORDING),
        event=ev.RecordCommitted(next_key=NEXT),
        changes={
            "state": State.CHECKING,
            "dose": DoseInHand(key=NEXT, order_id="", order_version="", drawer=None),
        },
        effects=(
            Lock(drawer=3),
            Tell(message="recorded", good=True),
            Ask(gate=Gate.RELEASE, key=NEXT),
        ),
    ),
    Row(
        name="on to the next dose, the last one is asked for at the pharmacy",
        before=at(State.RECORDING),
        event=ev.RecordCommitted(next_key=NEXT, asked_pharmacy=True),
        changes={
            "state": State.CHECKING,
            "dose": DoseInHand(key=NEXT, order_id="", order_version="", drawer=None),
        },
        effects=(
            Lock(drawer=3),
            Tell(message="recorded-asked", good=True),
            Ask(gate=Gate.RELEASE, key=NEXT),
        ),
    ),
    Row(
        name="a rest is to be thrown away",
        before=at(State.RECORDING),
        event=ev.RecordCommitted(next_key="", rest=True),
        changes={"state": State.PATIENT, "dose": None},
        effects=(Lock(drawer=3), Tell(message="recorded-rest", good=True)),
    ),
    Row(
        name="the last dose is asked for at the pharmacy",
        before=at(State.RECORDING),
        event=ev.RecordCommitted(next_key="", asked_pharmacy=True),
        changes={"state": State.PATIENT, "dose": None},
        effects=(Lock(drawer=3), Tell(message="recorded-last-asked", good=True)),
    ),
    Row(
        name="the last dose, its drawer open",
        before=at(State.RECORDING, open_drawers=frozenset({3})),
        event=ev.RecordCommitted(next_key=""),
        changes={"state": State.CLOSING, "dose": None},
        effects=(Lock(drawer=3), Tell(message="recorded-last", good=True)),
    ),
    Row(
        name="the last dose, all closed",
        before=at(State.RECORDING),
        event=ev.RecordCommitted(next_key=""),
        changes={"state": State.PATIENT, "dose": None},
        effects=(Lock(drawer=3), Tell(message="recorded-last", good=True)),
    ),
    Row(
        name="the intent could not be written",
        before=at(State.INTENT),
        event=ev.CommitFailed(problem="full"),
        changes={"state": State.RELEASE},
        effects=(Tell(message="disk-full", facts={"problem": "full"}),),
    ),
    Row(
        name="the record could not be written",
        before=at(State.RECORDING),
        event=ev.CommitFailed(problem="full"),
        changes={"state": State.VERIFY},
        effects=(Tell(message="not-recorded", facts={"problem": "full"}),),
    ),
    Row(
        name="the chart changed",
        before=at(State.VERIFY),
        event=ev.ChartChanged(),
        effects=(Ask(gate=Gate.GIVE, key=KEY),),
    ),
    Row(
        name="the chart changed before the release",
        before=at(State.RELEASE),
        event=ev.ChartChanged(),
        changes={"state": State.CHECKING},
        dose={"held": True},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
)
def test_a_record_and_a_change(row: Row) -> None:
    assert_follows(row)
