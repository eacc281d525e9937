"""Steps that no other test holds to the letter: the dose to be said, an override, a count, a restart."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.session import Session, State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Note, Tell
from cart_agent.core.session.state import Asked
from cart_agent.core.verdict import Gate, Severity, Verdict
from tests.session.session_help import KEY, NURSE, verdict
from tests.session.steps_help import DOSE, Row, assert_follows, at, findings, rows
from tests.session.test_session_steps_drawer import NEW, TAKE
from tests.session.test_session_steps_entries import DROPPED
from tests.session.test_session_steps_override import GRANT

FIVE = DoseRange(low=Quantity(value=Decimal(5), unit="mg"), high=Quantity(value=Decimal(5), unit="mg"))
TEN = DoseRange(low=Quantity(value=Decimal(10), unit="mg"), high=Quantity(value=Decimal(10), unit="mg"))
ASKED = findings(Gate.GIVE, CONTROLLED=Severity.WITNESS)
PASSED = findings(Gate.GIVE, TOO_EARLY=Severity.STOP)
ONE_LEFT = findings(Gate.GIVE, TOO_EARLY=Severity.STOP, CHART_STALE=Severity.CONFIRM)
DESPITE = {"override": GRANT}


def answer(gate: Gate, found: Verdict | None = None, blind: DoseRange | None = TEN) -> ev.Checked:
    return ev.Checked(
        gate=gate,
        key=KEY,
        verdict=found or verdict(gate),
        order_id="order-1",
        order_version="1",
        drawer=3,
        blind=blind,
    )


BEFORE = {
    "the drawer is asked for": (at(State.CHECKING, NEW), answer(Gate.RELEASE)),
    "the drug is scanned": (at(State.VERIFYING), answer(Gate.VERIFY)),
    "it is given": (at(State.GIVING), answer(Gate.GIVE, ASKED)),
    "its order changes": (at(State.VERIFY), answer(Gate.GIVE, verdict(Gate.GIVE, Severity.STOP))),
}


@pytest.mark.parametrize(("before", "event"), BEFORE.values(), ids=BEFORE)
@pytest.mark.parametrize("known", [None, FIVE])
def test_the_dose_to_be_said_is_that_of_the_newest_answer(
    before: Session, event: ev.Checked, known: DoseRange | None
) -> None:
    assert before.dose is not None
    told = step(replace(before, dose=replace(before.dose, blind=known)), event).session

    assert told.dose is not None
    assert told.dose.blind == TEN


@rows(
    Row(
        name="a drawer unlocks",
        before=at(State.UNLOCKING, NEW | DESPITE | {"give": PASSED}),
        event=ev.Unlocked(drawer=3, ok=True),
        changes={"state": State.FETCH},
        effects=(TAKE,),
    ),
    Row(
        name="what is left is only a question: the drawer stays as it is",
        before=at(State.GIVING, DESPITE),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=ONE_LEFT),
        changes={"state": State.GIVE},
        dose={"give": ONE_LEFT},
    ),
)
def test_what_the_override_passes_over_does_not_stop(row: Row) -> None:
    assert_follows(row)


def test_a_counted_dose_that_is_put_down_leaves_its_count_to_be_made() -> None:
    counted = at(State.VERIFY, {"counted": True, "to_count": "MORPH10"})
    left = step(counted, ev.Cancelled())

    assert left.session.state is State.COUNT
    assert left.session.dose is None
    assert left.session.count is not None
    assert (left.session.count.drawer, left.session.count.product) == (DOSE.drawer, "MORPH10")
    assert left.session.count.phase == "closing"
    assert Tell(message="count-closing", facts={"drawer": str(DOSE.drawer)}) in left.effects
    assert [one.kind for one in left.effects if isinstance(one, Note)] == ["no-outcome"]


def test_a_restart_forgets_what_was_being_signed() -> None:
    woken = restore(at(State.VERIFY, entry=DROPPED, candidate=NURSE, asked=Asked(reason="urgent"))).session

    assert (woken.entry, woken.candidate, woken.asked) == (None, None, None)


def test_a_restart_while_an_override_is_signed_asks_the_gate_again() -> None:
    signing = at(State.OVERRIDE, NEW, asked=Asked(reason="urgent"), candidate=NURSE, resume=State.RELEASE)

    assert restore(signing).session.state is State.CHECKING
    assert restore(signing).effects == restore(replace(signing, state=State.RELEASE)).effects
