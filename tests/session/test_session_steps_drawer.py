"""The drawer's part: what each step changes and asks for, to the letter."""

from msgspec.structs import replace

from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Fault
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import KEY, NURSE, verdict
from tests.session.steps_help import Row, assert_follows, at, rows

FORCED = Fault(kind="forced-open", drawer=5, detail="reed")
FAILED = Fault(kind="unlock-failed", drawer=3, detail="no-answer")
TAKE = Tell(message="take-drug", good=True)
FAULT_FIRST = Tell(message="fault-first")
STOP = verdict(Gate.GIVE, Severity.STOP, "ORDER_CHANGED")
NEW = {"packs": (), "give": None, "verify": None, "opened": False}
STOPPED = (
    Lock(drawer=3),
    Note(kind="stopped", about={"gate": "give", "codes": "ORDER_CHANGED", "order": "order-1"}),
)


def fault(found: Fault) -> Note:
    about = {"fault": found.kind, "drawer": str(found.drawer), "detail": found.detail}
    return Note(kind="fault", about=about, fault=found)


@rows(
    Row(
        name="the intent is on disk",
        before=at(State.INTENT, NEW),
        event=ev.IntentCommitted(),
        changes={"state": State.UNLOCKING},
        dose={"opened": True},
        effects=(Unlock(drawer=3),),
    ),
    Row(
        name="its drawer is open already",
        before=at(State.INTENT, NEW, open_drawers=frozenset({3})),
        event=ev.IntentCommitted(),
        changes={"state": State.FETCH},
        dose={"opened": True},
        effects=(TAKE,),
    ),
    Row(
        name="a fault came meanwhile",
        before=at(State.INTENT, NEW, fault=FORCED),
        event=ev.IntentCommitted(),
        changes={"state": State.RELEASE},
        effects=(FAULT_FIRST,),
    ),
    Row(
        name="the order stopped meanwhile",
        before=at(State.INTENT, NEW | {"give": STOP}, candidate=NURSE),
        event=ev.IntentCommitted(),
        changes={"state": State.GIVE, "candidate": None},
        effects=STOPPED,
    ),
)
def test_an_intent_on_disk(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="unlocked",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.FETCH},
        effects=(TAKE,),
    ),
    Row(
        name="refused because a drawer is open",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=3, ok=False, reason="drawer-open"),
        changes={"state": State.CLOSING},
    ),
    Row(
        name="refused because the lock must cool",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=3, ok=False, reason="coil-hot"),
        changes={"state": State.RELEASE},
        effects=(
            Note(kind="lock-cooling", about={"drawer": "3"}),
            Tell(message="lock-cooling", facts={"drawer": "3"}),
        ),
    ),
    Row(
        name="refused",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=3, ok=False, reason="no-answer"),
        changes={"state": State.RELEASE, "fault": FAILED},
        effects=(Lock(drawer=3), fault(FAILED)),
    ),
    Row(
        name="unlocked after a fault",
        before=at(State.UNLOCKING, NEW, fault=FORCED),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.RELEASE},
        effects=(Lock(drawer=3), FAULT_FIRST),
    ),
    Row(
        name="unlocked after the order stopped",
        before=at(State.UNLOCKING, NEW | {"give": STOP}),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.GIVE},
        effects=STOPPED,
    ),
    Row(
        name="another drawer opened",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=5, ok=True),
        changes={"fault": Fault(kind="unlock-failed", drawer=5, detail="answer for another drawer")},
        effects=(
            Lock(drawer=5),
            Lock(drawer=3),
            fault(Fault(kind="unlock-failed", drawer=5, detail="answer for another drawer")),
        ),
    ),
    Row(
        name="another drawer did not open",
        before=at(State.UNLOCKING, NEW),
        event=ev.Unlocked(drawer=5, ok=False),
        changes={"fault": Fault(kind="unlock-failed", drawer=5, detail="answer for another drawer")},
        effects=(
            Lock(drawer=3),
            fault(Fault(kind="unlock-failed", drawer=5, detail="answer for another drawer")),
        ),
    ),
    Row(
        name="too late",
        before=Session(state=State.PATIENT, person=NURSE),
        event=ev.Unlocked(drawer=3, ok=True),
        effects=(Lock(drawer=3),),
    ),
    Row(
        name="too late, and not opened",
        before=Session(state=State.PATIENT, person=NURSE),
        event=ev.Unlocked(drawer=3, ok=False),
    ),
)
def test_an_answer_of_the_drawer_unit(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="forced open",
        before=at(State.FETCH),
        event=ev.DrawerAlarmed(kind="forced-open", drawer=5, detail="reed"),
        changes={"fault": FORCED},
        effects=(Lock(drawer=3), fault(FORCED)),
    ),
    Row(
        name="a second fault does not hide the first",
        before=at(State.FETCH, fault=FAILED),
        event=ev.DrawerAlarmed(kind="forced-open", drawer=5, detail="reed"),
        effects=(Lock(drawer=3), fault(FORCED)),
    ),
    Row(
        name="never opened",
        before=at(State.FETCH),
        event=ev.DrawerAlarmed(kind="never-opened", drawer=3, detail="30 s"),
        effects=(
            Note(kind="never-opened", about={"drawer": "3", "detail": "30 s"}),
            Tell(message="never-opened", facts={"drawer": "3"}),
        ),
    ),
    Row(
        name="a fault is cleared",
        before=at(State.RELEASE, fault=FORCED),
        event=ev.FaultCleared(reason="looked"),
        changes={"fault": None},
        effects=(
            Note(
                kind="fault-cleared",
                about={"fault": "forced-open", "reason": "looked", "person": NURSE.id},
            ),
        ),
    ),
    Row(name="there is no fault", before=at(State.RELEASE), event=ev.FaultCleared(reason="looked")),
)
def test_an_alarm_and_a_fault(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="opened",
        before=at(State.FETCH, open_drawers=frozenset({5})),
        event=ev.DrawerMoved(drawer=3, is_open=True),
        changes={"open_drawers": frozenset({3, 5})},
    ),
    Row(
        name="closed",
        before=at(State.FETCH, open_drawers=frozenset({3, 5})),
        event=ev.DrawerMoved(drawer=5, is_open=False),
        changes={"open_drawers": frozenset({3})},
    ),
    Row(
        name="the last one in the way is closed",
        before=at(State.CLOSING, open_drawers=frozenset({3, 5})),
        event=ev.DrawerMoved(drawer=5, is_open=False),
        changes={"state": State.CHECKING, "open_drawers": frozenset({3})},
        effects=(Ask(gate=Gate.RELEASE, key=KEY),),
    ),
    Row(
        name="one more is in the way",
        before=at(State.CLOSING, open_drawers=frozenset({5, 6})),
        event=ev.DrawerMoved(drawer=5, is_open=False),
        changes={"open_drawers": frozenset({6})},
    ),
    Row(
        name="all are closed after the last dose",
        before=replace(at(State.CLOSING, open_drawers=frozenset({3})), dose=None),
        event=ev.DrawerMoved(drawer=3, is_open=False),
        changes={"state": State.PATIENT, "open_drawers": frozenset()},
    ),
)
def test_a_drawer_moves(row: Row) -> None:
    assert_follows(row)
