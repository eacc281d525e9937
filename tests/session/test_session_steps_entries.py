"""Waste and counts of controlled drugs: to the letter."""

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from cart_agent.core.ledger import Count, CountDue, Waste
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CheckPin, CommitEntry, Lock, Note, Tell
from cart_agent.core.session.state import DoseInHand
from cart_agent.core.verdict import Gate
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, PACK, verdict
from tests.session.steps_help import DOSE, OTHER_BAND, Row, assert_follows, at, rows

REST = Waste(source="record", about="e1", amount=Quantity(value=Decimal(5), unit="mg"), reason="rest")
DROPPED = Waste(source="hand", reason="dropped")
OPENING = CountDue(drawer=3, product="MORPH10", phase="opening")
CLOSING = CountDue(
    drawer=3, product="MORPH10", phase="closing", next_key=NEXT, encounter_id="enc-1", order_id="order-1"
)
LAST = CountDue(drawer=3, product="MORPH10", phase="closing")
SIGN, FIRST = Tell(message="second-signature"), Tell(message="count-first")
NOTED, TAKE = Tell(message="noted", good=True), Tell(message="take-drug", good=True)
ASK_GIVE = Ask(gate=Gate.GIVE, key=KEY)
CONTROLLED = {"to_count": "MORPH10", "packs": ()}
FRESH = DoseInHand(key=NEXT, order_id="", order_version="", drawer=None)
WRITTEN = {"entry": None, "candidate": None}


def count(due: CountDue, value: int = 7) -> Count:
    return Count(drawer=due.drawer, product=due.product, phase=due.phase, value=value)


def nobody(state: State, **fields: Any) -> Session:
    """No dose is in hand."""
    return replace(at(state, **fields), dose=None)


@rows(
    Row(
        name="a waste is written",
        before=at(State.FETCH),
        event=ev.EntryMade(entry=REST),
        changes={"state": State.ENTRY, "entry": REST, "entry_at": State.FETCH},
        effects=(CommitEntry(entry=REST),),
    ),
    Row(
        name="on disk: back, and the dose in hand is asked about",
        before=at(State.ENTRY, entry=REST, entry_at=State.FETCH, candidate=OTHER),
        event=ev.EntryAnswered(),
        changes={"state": State.FETCH, **WRITTEN},
        effects=(NOTED, ASK_GIVE),
    ),
    Row(
        name="on disk: back to the list",
        before=nobody(State.ENTRY, entry=REST, entry_at=State.PATIENT),
        event=ev.EntryAnswered(),
        changes={"state": State.PATIENT, **WRITTEN},
        effects=(NOTED,),
    ),
    Row(
        name="on disk: back to a drawer that is being closed",
        before=at(State.ENTRY, entry=REST, entry_at=State.CLOSING),
        event=ev.EntryAnswered(),
        changes={"state": State.CLOSING, **WRITTEN},
        effects=(NOTED,),
    ),
    Row(
        name="what was in the hand is scanned anew",
        before=at(State.ENTRY, entry=DROPPED, entry_at=State.VERIFY),
        event=ev.EntryAnswered(),
        changes={"state": State.FETCH, "entry_at": State.FETCH, **WRITTEN},
        dose={
            "verify": None,
            "give": None,
            "packs": (),
            "unscanned": "",
            "label": "",
            "diluent": None,
        },
        effects=(NOTED, ASK_GIVE),
    ),
    Row(
        name="nothing was written",
        before=at(State.ENTRY, entry=REST, entry_at=State.FETCH),
        event=ev.EntryAnswered(problem="bad-amount"),
        changes={"state": State.FETCH, **WRITTEN},
        effects=(Tell(message="bad-amount"), ASK_GIVE),
    ),
    Row(
        name="a second person has to sign",
        before=at(State.ENTRY, entry=REST, entry_at=State.FETCH, candidate=OTHER),
        event=ev.EntryAnswered(problem="second-signature"),
        changes={"state": State.SECOND, "candidate": None},
        effects=(SIGN,),
    ),
)
def test_an_entry_is_written(row: Row) -> None:
    assert_follows(row)


AWAITED = at(State.SECOND, entry=REST, entry_at=State.FETCH)
BADGE = replace(AWAITED, candidate=OTHER)


@rows(
    Row(
        name="the giver's own badge",
        before=AWAITED,
        event=ev.BadgeRead(person=NURSE),
        effects=(Tell(message="witness-is-giver"),),
    ),
    Row(
        name="a second badge",
        before=AWAITED,
        event=ev.BadgeRead(person=OTHER),
        changes={"candidate": OTHER},
    ),
    Row(name="a PIN without a badge", before=AWAITED, event=ev.PinEntered(pin="9"), effects=(SIGN,)),
    Row(
        name="a PIN",
        before=BADGE,
        event=ev.PinEntered(pin="9"),
        effects=(CheckPin(person=OTHER, pin="9", witness_for=NURSE.id),),
    ),
    Row(
        name="a wrong PIN",
        before=BADGE,
        event=ev.PinChecked(person=OTHER, problem="wrong"),
        effects=(Tell(message="pin-wrong"),),
    ),
    Row(name="an answer for another badge", before=BADGE, event=ev.PinChecked(person=NURSE)),
    Row(name="an answer for no badge", before=AWAITED, event=ev.PinChecked(person=OTHER)),
    Row(
        name="both have signed",
        before=BADGE,
        event=ev.PinChecked(person=OTHER),
        changes={"state": State.ENTRY},
        effects=(CommitEntry(entry=REST, witness=OTHER),),
    ),
    Row(
        name="not signed",
        before=BADGE,
        event=ev.Cancelled(),
        changes={"state": State.FETCH, **WRITTEN},
        effects=(Tell(message="not-signed"), ASK_GIVE),
    ),
    Row(name="a scan", before=AWAITED, event=ev.PackRead(pack=PACK), effects=(SIGN,)),
)
def test_a_second_signature(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="the drawer of a controlled drug opens",
        before=at(State.UNLOCKING, CONTROLLED | {"give": None}),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.COUNT, "count": OPENING},
        effects=(FIRST,),
    ),
    Row(
        name="it was counted already",
        before=at(State.UNLOCKING, CONTROLLED | {"give": None, "counted": True}),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.FETCH},
        effects=(TAKE,),
    ),
    Row(
        name="a number",
        before=at(State.COUNT, CONTROLLED, count=OPENING),
        event=ev.Counted(value=7),
        changes={"state": State.ENTRY, "entry": count(OPENING), "entry_at": State.COUNT},
        effects=(CommitEntry(entry=count(OPENING)),),
    ),
    Row(
        name="counted: take the drug",
        before=at(State.ENTRY, CONTROLLED, count=OPENING, entry=count(OPENING), entry_at=State.COUNT),
        event=ev.EntryAnswered(),
        changes={"state": State.FETCH, "count": None, **WRITTEN},
        dose={"counted": True},
        effects=(TAKE, ASK_GIVE),
    ),
    Row(
        name="given: count what is left",
        before=at(State.RECORDING, CONTROLLED | {"counted": True}),
        event=ev.RecordCommitted(next_key=NEXT),
        changes={"state": State.COUNT, "dose": None, "count": CLOSING},
        effects=(
            Lock(drawer=3),
            Tell(message="recorded", good=True),
            Tell(message="count-closing", facts={"drawer": "3"}),
        ),
    ),
    Row(
        name="what is left is counted, and a rest is to be thrown away",
        before=nobody(State.ENTRY, count=CLOSING, entry=count(CLOSING), entry_at=State.COUNT),
        event=ev.EntryAnswered(rest=True),
        changes={"state": State.CHECKING, "count": None, "dose": FRESH, **WRITTEN},
        effects=(Tell(message="recorded-rest", good=True), Ask(gate=Gate.RELEASE, key=NEXT)),
    ),
    Row(
        name="what is left is counted: the next dose",
        before=nobody(State.ENTRY, count=CLOSING, entry=count(CLOSING), entry_at=State.COUNT),
        event=ev.EntryAnswered(),
        changes={"state": State.CHECKING, "count": None, "dose": FRESH, **WRITTEN},
        effects=(Ask(gate=Gate.RELEASE, key=NEXT),),
    ),
    Row(
        name="what is left is counted: the drawer is open",
        before=nobody(
            State.ENTRY,
            count=LAST,
            entry=count(LAST),
            entry_at=State.COUNT,
            open_drawers=frozenset({3}),
        ),
        event=ev.EntryAnswered(),
        changes={"state": State.CLOSING, "count": None, **WRITTEN},
    ),
    Row(
        name="a scan before the count",
        before=at(State.COUNT, count=OPENING),
        event=ev.WristbandRead(wristband=BAND, encounter_id="enc-1"),
        effects=(FIRST,),
    ),
    Row(
        name="the chart changes before the dose",
        before=at(State.COUNT, count=OPENING),
        event=ev.ChartChanged(),
        effects=(ASK_GIVE,),
    ),
    Row(
        name="the chart changes after the dose",
        before=nobody(State.COUNT, count=LAST),
        event=ev.ChartChanged(),
    ),
)
def test_a_count(row: Row) -> None:
    assert_follows(row)


def missing(due: CountDue) -> Note:
    about = {"drawer": "3", "product": "MORPH10", "phase": due.phase}
    return Note(kind="count-missing", about=about, encounter_id="enc-1")


def no_outcome(dose: DoseInHand) -> Note:
    about = {"order": "order-1", "key": KEY, "drawer": "3"}
    return Note(kind="no-outcome", about=about, dose=dose, encounter_id="enc-1")


UNCOUNTED = replace(DOSE, **CONTROLLED)
COUNTED = replace(UNCOUNTED, counted=True)


@rows(
    Row(
        name="before the dose",
        before=at(State.COUNT, CONTROLLED, count=OPENING),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "dose": None, "count": None},
        effects=(
            missing(OPENING),
            Lock(drawer=3),
            no_outcome(UNCOUNTED),
            Tell(message="left-open", good=True, facts={"drawer": "3"}),
        ),
    ),
    Row(
        name="after the dose",
        before=nobody(State.COUNT, count=CLOSING),
        event=ev.Cancelled(),
        changes={"state": State.CHECKING, "count": None, "dose": FRESH},
        effects=(missing(CLOSING), Ask(gate=Gate.RELEASE, key=NEXT)),
    ),
)
def test_a_count_is_left_out(row: Row) -> None:
    assert_follows(row)


def test_the_gates_answer_names_the_drug_to_count() -> None:
    event = ev.Checked(
        gate=Gate.RELEASE,
        key=KEY,
        verdict=verdict(Gate.RELEASE),
        order_id="order-1",
        order_version="1",
        to_count="MORPH10",
    )
    assert_follows(
        Row(
            name="",
            before=at(State.CHECKING, {"packs": (), "opened": False}),
            event=event,
            changes={"state": State.FETCH},
            dose={"give": None, "drawer": None, "to_count": "MORPH10"},
            effects=(Tell(message="bring-drug"),),
        )
    )


def test_a_wristband_of_somebody_else_while_a_signature_is_awaited() -> None:
    band = ev.WristbandRead(wristband=OTHER_BAND, encounter_id="")

    assert_follows(Row(name="", before=AWAITED, event=band, effects=(SIGN,)))
