"""A drug that is not given goes back into its drawer: to the letter."""

from typing import Any

import pytest
from msgspec.structs import replace

from cart_agent.core.ledger import Count, CountDue
from cart_agent.core.session import State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitEntry, CommitIntent, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Fault
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, OTHER, PACK, verdict
from tests.session.steps_help import DOSE, OTHER_BAND, Row, assert_follows, at, findings, rows

ASK, DONE = ev.PutBackAsked(), ev.PutBackDone()
FORCED = Fault(kind="forced-open", drawer=5)
OPEN: dict[str, Any] = {"open_drawers": frozenset({3})}
ENDED = findings(Gate.GIVE, ORDER_NOT_ACTIVE=Severity.STOP)
STOPPED: dict[str, Any] = {"give": ENDED}
CONTENT: dict[str, Any] = {"give": None}
CONTROLLED = {"to_count": "morphine", "counted": True}
PUT_IT_BACK = Tell(message="put-it-back", good=True, facts={"drawer": "3"})
NOTED = Tell(message="put-back-noted", good=True)
LOCK = Lock(drawer=3)
DUE = CountDue(drawer=3, product="morphine", phase="closing", encounter_id="enc-1")
NO_DRAWER: dict[str, dict[str, Any]] = {
    "nothing was unlocked": {"opened": False},
    "she brought it": {"drawer": None},
    "it was made ready before": {"label": "PL-1"},
}
BARE = {
    "opened": False,
    "counted": False,
    "packs": (),
    "verify": None,
    "give": None,
    "amount": None,
    "give_reason": "",
    "held": True,
}


def opening(**fields: Any) -> Any:
    return at(State.PUT_BACK_OPENING, STOPPED, resume=State.GIVE, **fields)


def put_back(dose: dict[str, Any], **fields: Any) -> Any:
    return at(State.PUT_BACK, dose, resume=State.GIVE, **fields)


def is_back(dose: dict[str, Any], **more: str) -> Note:
    about = {"order": "order-1", "key": KEY, "drawer": "3", "gtin": PACK.gtin or "", **more}
    return Note(kind="put-back", about=about, dose=replace(DOSE, **dose))


@rows(
    *(
        Row(
            name=f"asked for at {place}",
            before=at(place, STOPPED),
            event=ASK,
            changes={"state": State.PUT_BACK_OPENING, "resume": place},
            effects=(LOCK, CommitIntent(dose=replace(DOSE, **STOPPED), purpose="put-back")),
        )
        for place in (State.RELEASE, State.FETCH, State.VERIFY, State.MIX, State.GIVE)
    ),
    Row(
        name="its drawer stands open",
        before=at(State.GIVE, STOPPED, **OPEN),
        event=ASK,
        changes={"state": State.PUT_BACK, "resume": State.GIVE},
        effects=(PUT_IT_BACK,),
    ),
    Row(
        name="another drawer does",
        before=at(State.GIVE, STOPPED, open_drawers=frozenset({5})),
        event=ASK,
        effects=(Tell(message="close-drawer"),),
    ),
    *(
        Row(
            name=f"there is no drawer it came from: {why}",
            before=at(State.GIVE, dose),
            event=ASK,
            effects=(Tell(message="not-now"),),
        )
        for why, dose in NO_DRAWER.items()
    ),
    Row(
        name="a fault is latched",
        before=at(State.GIVE, STOPPED, fault=FORCED),
        event=ASK,
        effects=(Tell(message="fault-first"),),
    ),
    Row(
        name="the intent is on disk",
        before=opening(),
        event=ev.IntentCommitted(),
        effects=(Unlock(drawer=3),),
    ),
    Row(
        name="she pulled it open meanwhile",
        before=opening(**OPEN),
        event=ev.IntentCommitted(),
        changes={"state": State.PUT_BACK},
        effects=(PUT_IT_BACK,),
    ),
    Row(
        name="the hospital has shut the cart meanwhile",
        before=opening(lockdown="c1"),
        event=ev.IntentCommitted(),
        changes={"state": State.GIVE},
        effects=(Tell(message="lockdown"),),
    ),
    Row(
        name="the disk is full",
        before=opening(),
        event=ev.CommitFailed(problem="DiskFull"),
        changes={"state": State.GIVE},
        effects=(Tell(message="disk-full", facts={"problem": "DiskFull"}),),
    ),
    Row(
        name="it is unlocked",
        before=opening(),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.PUT_BACK},
        effects=(PUT_IT_BACK,),
    ),
    Row(
        name="the cart was shut while it unlocked",
        before=opening(lockdown="c1"),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.GIVE},
        effects=(LOCK, Tell(message="lockdown")),
    ),
    Row(
        name="a drawer is open that nobody knew of",
        before=opening(),
        event=ev.Unlocked(drawer=3, ok=False, reason="drawer-open"),
        changes={"state": State.GIVE},
        effects=(Tell(message="close-drawer"),),
    ),
    Row(
        name="the lock is hot",
        before=opening(),
        event=ev.Unlocked(drawer=3, ok=False, reason="coil-hot"),
        changes={"state": State.GIVE},
        effects=(
            Note(kind="lock-cooling", about={"drawer": "3"}),
            Tell(message="lock-cooling", facts={"drawer": "3"}),
        ),
    ),
    Row(
        name="it does not unlock",
        before=opening(),
        event=ev.Unlocked(drawer=3, ok=False, reason="jammed"),
        changes={
            "state": State.GIVE,
            "fault": Fault(kind="unlock-failed", drawer=3, detail="jammed"),
        },
        effects=(
            LOCK,
            Note(
                kind="fault",
                about={"fault": "unlock-failed", "drawer": "3", "detail": "jammed"},
                fault=Fault(kind="unlock-failed", drawer=3, detail="jammed"),
            ),
        ),
    ),
    Row(
        name="it relocked unused",
        before=put_back(STOPPED),
        event=ev.Reopened(),
        changes={"state": State.PUT_BACK_OPENING},
        effects=(LOCK, CommitIntent(dose=replace(DOSE, **STOPPED), purpose="put-back")),
    ),
)
def test_the_drawer_opens_once_more(row: Row) -> None:
    assert_follows(row)


def test_another_drawers_answer_is_a_fault() -> None:
    after = step(opening(), ev.Unlocked(drawer=7, ok=True))

    assert (after.session.state, after.session.fault and after.session.fault.drawer) == (
        State.PUT_BACK_OPENING,
        7,
    )
    assert Lock(drawer=7) in after.effects


@rows(
    Row(
        name="after a STOP the dose is over",
        before=put_back(STOPPED),
        event=DONE,
        changes={"state": State.PATIENT, "dose": None},
        effects=(LOCK, is_back(STOPPED), NOTED),
    ),
    Row(
        name="its drawer is still to be closed",
        before=put_back(STOPPED, next_key="other", **OPEN),
        event=DONE,
        changes={"state": State.CLOSING, "dose": None, "next_key": ""},
        effects=(LOCK, is_back(STOPPED), NOTED),
    ),
    Row(
        name="a STOP of the release gate is one too",
        before=put_back({**CONTENT, "release": findings(Gate.RELEASE, ALLERGY=Severity.STOP)}),
        event=DONE,
        changes={"state": State.PATIENT, "dose": None},
        effects=(
            LOCK,
            is_back({**CONTENT, "release": findings(Gate.RELEASE, ALLERGY=Severity.STOP)}),
            NOTED,
        ),
    ),
    Row(
        name="what was never released is over as well",
        before=put_back({**CONTENT, "release": None}),
        event=DONE,
        changes={"state": State.PATIENT, "dose": None},
        effects=(LOCK, is_back({**CONTENT, "release": None}), NOTED),
    ),
    Row(
        name="without one it waits for a hand",
        before=put_back(CONTENT),
        event=DONE,
        changes={"state": State.CHECKING},
        dose=BARE,
        effects=(LOCK, is_back(CONTENT), NOTED, Ask(gate=Gate.RELEASE, key=KEY)),
    ),
    Row(
        name="a controlled drug is counted first",
        before=put_back({**STOPPED, **CONTROLLED}),
        event=DONE,
        changes={"state": State.COUNT, "count": DUE},
        effects=(Tell(message="count-closing", facts={"drawer": "3"}),),
    ),
    Row(
        name="also where it was not counted before",
        before=put_back({**STOPPED, "to_count": "morphine"}),
        event=DONE,
        changes={"state": State.COUNT, "count": DUE},
        effects=(Tell(message="count-closing", facts={"drawer": "3"}),),
    ),
    Row(
        name="how many there are",
        before=at(State.COUNT, {**STOPPED, **CONTROLLED}, count=DUE),
        event=ev.Counted(value=10),
        changes={
            "state": State.ENTRY,
            "entry": Count(drawer=3, product="morphine", phase="closing", value=10),
            "entry_at": State.COUNT,
        },
        effects=(CommitEntry(entry=Count(drawer=3, product="morphine", phase="closing", value=10)),),
    ),
    Row(
        name="counted, and then it is back",
        before=at(
            State.ENTRY,
            {**STOPPED, **CONTROLLED},
            count=DUE,
            entry=Count(drawer=3, product="morphine", phase="closing", value=10),
        ),
        event=ev.EntryAnswered(),
        changes={"state": State.PATIENT, "count": None, "entry": None, "dose": None},
        effects=(LOCK, is_back({**STOPPED, **CONTROLLED}), NOTED),
    ),
    Row(
        name="a number that does not fit: she counts again, whatever the chart says",
        before=at(
            State.ENTRY,
            {**STOPPED, **CONTROLLED},
            count=DUE,
            entry=Count(drawer=3, product="morphine", phase="closing", value=9),
            entry_at=State.COUNT,
        ),
        event=ev.EntryAnswered(problem="recount"),
        changes={"state": State.COUNT, "entry": None},
        effects=(Tell(message="recount"),),
    ),
    Row(
        name="a new chart does not end her count",
        before=at(State.COUNT, {**STOPPED, **CONTROLLED}, count=DUE),
        event=ev.ChartChanged(),
    ),
    Row(
        name="nor does a STOP",
        before=at(State.COUNT, {**STOPPED, **CONTROLLED}, count=DUE),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=ENDED),
    ),
    Row(
        name="who does not count leaves it open, and is asked once",
        before=at(State.COUNT, {**STOPPED, **CONTROLLED}, count=DUE),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "count": None, "dose": None},
        effects=(
            Note(
                kind="count-missing",
                about={"drawer": "3", "product": "morphine", "phase": "closing"},
                encounter_id="enc-1",
            ),
            LOCK,
            Note(
                kind="no-outcome",
                about={"order": "order-1", "key": KEY, "drawer": "3"},
                dose=replace(DOSE, **STOPPED, to_count="morphine"),
                encounter_id="enc-1",
            ),
            Tell(message="left-open", good=True, facts={"drawer": "3"}),
        ),
    ),
)
def test_it_is_back(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(name="the same code", before=put_back(STOPPED), event=ev.PackRead(pack=PACK), effects=(PUT_IT_BACK,)),
    Row(
        name="a label",
        before=put_back(STOPPED),
        event=ev.LabelRead(number="PL-1", encounter_id="enc-1", key=KEY, packs=()),
        effects=(PUT_IT_BACK,),
    ),
    Row(
        name="her wristband",
        before=put_back(STOPPED),
        event=ev.WristbandRead(wristband=BAND, encounter_id="enc-1"),
        effects=(Tell(message="right-patient", good=True),),
    ),
    Row(
        name="a badge",
        before=put_back(STOPPED),
        event=ev.BadgeRead(person=OTHER),
        effects=(Tell(message="log-out-first"),),
    ),
    Row(name="a new chart", before=put_back(STOPPED), event=ev.ChartChanged()),
    Row(
        name="she goes: nobody knows where it is",
        before=put_back(STOPPED),
        event=ev.Cancelled(),
        changes={"state": State.PATIENT, "dose": None},
        effects=(
            LOCK,
            Note(
                kind="no-outcome",
                about={"order": "order-1", "key": KEY, "drawer": "3"},
                dose=replace(DOSE, **STOPPED),
                encounter_id="enc-1",
            ),
            Tell(message="left-open", good=True, facts={"drawer": "3"}),
        ),
    ),
)
def test_what_else_happens_while_it_is_put_back(row: Row) -> None:
    assert_follows(row)


def test_another_patients_wristband_stops_it_here_too() -> None:
    after = step(put_back(STOPPED), ev.WristbandRead(wristband=OTHER_BAND, encounter_id=""))

    assert (after.session.state, after.session.dose is not None) == (State.STOPPED, True)


@pytest.mark.parametrize("place", [State.PUT_BACK_OPENING, State.PUT_BACK])
def test_after_a_power_cut_nothing_opens_and_it_can_be_asked_for_again(place: State) -> None:
    woken = restore(at(place, {**STOPPED, "packs": ()}, resume=State.GIVE))

    assert [type(effect) for effect in woken.effects] == [Ask]
    assert woken.session.dose is not None
    assert woken.session.dose.opened
    assert step(woken.session, ASK).session.state is State.PUT_BACK_OPENING


GONE = ev.Checked(gate=Gate.RELEASE, key=KEY, verdict=findings(Gate.RELEASE, NO_ORDER=Severity.STOP))
ELSEWHERE = ev.Checked(
    gate=Gate.RELEASE,
    key=KEY,
    verdict=verdict(Gate.RELEASE),
    order_id="order-1",
    order_version="1",
    drawer=5,
)


def test_a_drug_that_was_taken_out_keeps_its_drawer_and_its_count_when_its_order_is_gone() -> None:
    after = step(at(State.CHECKING, CONTROLLED), GONE).session

    assert after.state is State.RELEASE
    assert after.dose is not None
    assert (after.dose.drawer, after.dose.to_count) == (3, "morphine")
    assert step(after, ASK).session.state is State.PUT_BACK_OPENING


def test_no_other_drawer_opens_before_it_is_back() -> None:
    after = step(at(State.CHECKING), ELSEWHERE)
    untouched = step(at(State.CHECKING, {"opened": False, "packs": ()}), ELSEWHERE)

    assert (after.session.state, after.effects) == (State.RELEASE, (Tell(message="put-back-first"),))
    assert untouched.session.state is State.INTENT


@pytest.mark.parametrize(("drawers", "said"), [(frozenset({3}), True), (frozenset[int](), False)])
def test_who_reads_the_stop_is_told_that_the_drawer_stands_open(drawers: frozenset[int], said: bool) -> None:
    changed = ev.Checked(gate=Gate.GIVE, key=KEY, verdict=ENDED)
    after = step(at(State.VERIFY, CONTENT, open_drawers=drawers), changed)

    assert after.session.state is State.GIVE
    assert (Tell(message="stands-open", facts={"drawer": "3"}) in after.effects) is said
