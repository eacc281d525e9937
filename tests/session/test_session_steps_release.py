"""The release gate's answer and what an order's change takes back: to the letter."""

import pytest
from msgspec.structs import replace

from cart_agent.core.ordered import Ordered
from cart_agent.core.session import Session, State, Unexpected, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, Effect, Note, Tell
from cart_agent.core.session.state import Fault
from cart_agent.core.verdict import Gate, Severity, Verdict
from tests.session.session_help import KEY, NEXT, OTHER
from tests.session.steps_help import DOSE, Row, answered, assert_follows, at, findings, rows

FORCED = Fault(kind="forced-open", drawer=5, detail="reed")
NEW = {"packs": (), "give": None, "verify": None, "opened": False}


def allowed(changes: dict[str, object], **fields: object) -> Session:
    """The release gate is asked about a dose of which nothing is known yet."""
    return at(
        State.CHECKING, {**NEW, "order_id": "", "order_version": "", "drawer": None, **changes}, **fields
    )


def content(drawer: int | None) -> ev.Checked:
    return ev.Checked(
        gate=Gate.RELEASE,
        key=KEY,
        verdict=Verdict(gate=Gate.RELEASE, severity=Severity.ALLOW),
        order_id="order-1",
        order_version="1",
        drawer=drawer,
    )


UNKNOWN = {"order_id": "", "order_version": "", "drawer": None}
KNOWN = {"order_id": "order-1", "order_version": "1", "drawer": 3}


@rows(
    Row(
        name="on to the drawer",
        before=allowed({}),
        event=content(3),
        changes={"state": State.INTENT},
        dose=KNOWN,
        effects=(CommitIntent(dose=replace(DOSE, **NEW)),),
    ),
    Row(
        name="the nurse brings the drug",
        before=allowed({}),
        event=content(None),
        changes={"state": State.FETCH},
        dose=KNOWN | {"drawer": None},
        effects=(Tell(message="bring-drug"),),
    ),
    Row(
        name="another drawer is open",
        before=allowed({}, open_drawers=frozenset({5})),
        event=content(3),
        changes={"state": State.CLOSING},
        dose=KNOWN,
    ),
    Row(
        name="a fault is latched",
        before=allowed({}, fault=FORCED),
        event=content(3),
        changes={"state": State.RELEASE},
        dose=KNOWN,
        effects=(Tell(message="fault-first"),),
    ),
    Row(
        name="no hand has asked for it",
        before=allowed({"held": True}),
        event=content(3),
        changes={"state": State.RELEASE},
        dose=KNOWN,
        effects=(Tell(message="ask-for-drawer"),),
    ),
)
def test_a_content_release_gate(row: Row) -> None:
    assert_follows(row)


def test_after_a_dose_the_next_one_is_taken_up_when_the_drawer_is_closed() -> None:
    before = replace(at(State.CLOSING, open_drawers=frozenset({3})), dose=None, next_key=NEXT)
    effects: tuple[Effect, ...] = (Ask(gate=Gate.RELEASE, key=NEXT),)
    fresh = replace(DOSE, **NEW, key=NEXT, order_id="", order_version="", drawer=None, release=None)
    fresh = replace(fresh, prn_reason="", prn_score=None, amount=None, give_reason="")
    changes = {"state": State.CHECKING, "open_drawers": frozenset(), "next_key": "", "dose": fresh}
    moved = ev.DrawerMoved(drawer=3, is_open=False)

    assert_follows(Row(name="", before=before, event=moved, changes=changes, effects=effects))


WITNESSED = (answered("HIGH_ALERT", Severity.WITNESS, OTHER.id), answered("LATE"))
TWO_STOPS = findings(
    Gate.RELEASE,
    LATE=Severity.CONFIRM,
    ALLERGY=Severity.STOP,
    PRN_MAX=Severity.STOP,
    HIGH_ALERT=Severity.WITNESS,
)
ASKS = findings(Gate.RELEASE, HIGH_ALERT=Severity.WITNESS)


@rows(
    Row(
        name="another order",
        before=at(State.CHECKING, {"acknowledged": WITNESSED, "witness": OTHER, "unscanned": "torn"}),
        event=ev.Checked(
            gate=Gate.RELEASE, key=KEY, verdict=ASKS, order_id="order-1", order_version="2", drawer=3
        ),
        changes={"state": State.RELEASE},
        dose={
            "release": ASKS,
            "order_version": "2",
            "give": None,
            "verify": None,
            "acknowledged": (),
            "witness": None,
            "packs": (),
            "unscanned": "",
            "amount": None,
            "give_reason": "",
        },
    ),
    Row(
        name="the same order",
        before=at(State.CHECKING, {"acknowledged": WITNESSED[1:]}),
        event=ev.Checked(
            gate=Gate.RELEASE, key=KEY, verdict=ASKS, order_id="order-1", order_version="1", drawer=3
        ),
        changes={"state": State.RELEASE},
        dose={"release": ASKS, "give": None},
    ),
    Row(
        name="a stop",
        before=at(State.CHECKING, NEW),
        event=ev.Checked(
            gate=Gate.RELEASE,
            key=KEY,
            verdict=TWO_STOPS,
            order_id="order-1",
            order_version="1",
            drawer=3,
        ),
        changes={"state": State.RELEASE},
        dose={"release": TWO_STOPS},
        effects=(
            Note(
                kind="stopped",
                about={"gate": "release", "codes": "ALLERGY,PRN_MAX", "order": "order-1"},
            ),
        ),
    ),
)
def test_a_release_gate_that_asks_or_stops(row: Row) -> None:
    assert_follows(row)


def test_no_witness_helps_against_a_stop() -> None:
    stopped = at(State.RELEASE, {"release": TWO_STOPS})
    assert_follows(
        Row(
            name="",
            before=stopped,
            event=ev.BadgeRead(person=OTHER),
            effects=(Tell(message="log-out-first"),),
        )
    )


def test_what_can_not_happen_is_said_with_place_and_event() -> None:
    with pytest.raises(Unexpected, match=r"^RecordCommitted in state round$") as raised:
        step(Session(state=State.ROUND), ev.RecordCommitted(next_key=""))

    assert (raised.value.state, raised.value.event) == (State.ROUND, "RecordCommitted")


def test_what_the_gate_says_about_the_dose_is_kept() -> None:
    said = Ordered(drug="A", dose=None, route="oral", times=("08:00",), on_demand=False, status="active")
    event = ev.Checked(
        gate=Gate.RELEASE,
        key=KEY,
        verdict=ASKS,
        order_id="order-1",
        order_version="1",
        ordered=said,
        drawer=3,
        to_count="MORPH10",
        waiting_label="L7",
    )
    kept = {"release": ASKS, "give": None, "ordered": said, "to_count": "MORPH10", "waiting_label": "L7"}
    changes = {"state": State.RELEASE}

    assert_follows(Row(name="", before=at(State.CHECKING), event=event, changes=changes, dose=kept))
