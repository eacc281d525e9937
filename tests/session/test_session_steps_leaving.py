"""What a log-out leaves: the dose that was begun, for the same person and for minutes; a count; no more."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from cart_agent.core.ledger import Count, CountDue
from cart_agent.core.override import Moment
from cart_agent.core.session import Session, State, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Lock, Note, Tell
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import KEY, NEXT, NURSE, OTHER, verdict
from tests.session.steps_help import DOSE, Row, assert_follows, at, findings, rows

LOGIN = Note(kind="login", about={"person": NURSE.id})
GONE_AT = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=1.0, boot_id="b")
GONE: dict[str, Any] = {"person": None, "left_by": NURSE.id, "left_at": GONE_AT}
LOGOUT: dict[str, Any] = {"person": None, "left_by": NURSE.id, "candidate": None, "state": State.OFF}
NOTED = Note(kind="logout", about={"person": NURSE.id, "idle": "no"}, by=NURSE)
LEFT = (Lock(drawer=3), NOTED)
UNTOUCHED: dict[str, Any] = {"opened": False, "packs": ()}
BEGUN: dict[str, dict[str, Any]] = {
    "the drawer was unlocked": {"opened": True},
    "a pack was scanned": {"packs": DOSE.packs},
    "the label was scanned": {"label": "PL-1"},
    "the code could not be scanned": {"unscanned": "no-code"},
}
CONTROLLED = {"to_count": "morphine"}
UNCOUNTED = replace(DOSE, to_count="morphine")
COUNTED = replace(UNCOUNTED, counted=True)
NO_PATIENT: dict[str, Any] = {
    "encounter_id": "",
    "wristband": None,
    "stopped": None,
    "next_key": "",
    "dose": None,
}
COUNT = Count(drawer=3, product="morphine", phase="closing", value=9)
OPENING = CountDue(drawer=3, product="morphine", phase="opening")
CLOSING = CountDue(drawer=3, product="morphine", phase="closing", next_key=NEXT, encounter_id="enc-1")


def nobody(state: State, **fields: Any) -> Session:
    """No dose is in hand."""
    return replace(at(state, **fields), dose=None)


@rows(
    Row(
        name="when she went is known",
        before=at(State.FETCH),
        event=ev.LoggedOut(at=GONE_AT),
        changes={**LOGOUT, "left_at": GONE_AT},
        effects=LEFT,
    ),
    Row(
        name="and when she wanted to",
        before=at(State.GIVING),
        event=ev.LoggedOut(at=GONE_AT),
        changes={"leaving": True, "left_at": GONE_AT},
        effects=(Tell(message="logging-out"),),
    ),
    Row(
        name="for whom an answer was awaited, it is the same",
        before=at(State.GIVING, leaving=True, left_at=GONE_AT),
        event=ev.Checked(gate=Gate.GIVE, key=KEY, verdict=findings(Gate.GIVE, LATE=Severity.CONFIRM)),
        changes={**LOGOUT, "leaving": False, "left_at": GONE_AT},
        dose={"give": findings(Gate.GIVE, LATE=Severity.CONFIRM)},
        effects=LEFT,
    ),
    *(
        Row(
            name=f"a dose of which {what} is kept",
            before=at(State.RELEASE, {**UNTOUCHED, **begun}),
            event=ev.LoggedOut(),
            changes=LOGOUT,
            effects=LEFT,
        )
        for what, begun in BEGUN.items()
    ),
    Row(
        name="a dose of which nothing was taken out is not, and neither is its patient",
        before=at(State.RELEASE, UNTOUCHED, next_key=NEXT),
        event=ev.LoggedOut(),
        changes={**LOGOUT, **NO_PATIENT},
        effects=LEFT,
    ),
    Row(
        name="a wristband that did not fit is forgotten",
        before=nobody(State.STOPPED, stopped=verdict(Gate.RELEASE)),
        event=ev.LoggedOut(),
        changes={**LOGOUT, **NO_PATIENT},
        effects=(NOTED,),
    ),
    Row(
        name="one that did not fit the open dose is not",
        before=at(State.STOPPED, stopped=verdict(Gate.RELEASE)),
        event=ev.LoggedOut(),
        changes=LOGOUT,
        effects=LEFT,
    ),
    Row(
        name="a count that is due waits for her, the dose behind it does not",
        before=nobody(State.COUNT, count=CLOSING),
        event=ev.LoggedOut(),
        changes={**LOGOUT, **NO_PATIENT, "count": replace(CLOSING, next_key="")},
        effects=(NOTED,),
    ),
)
def test_a_log_out(row: Row) -> None:
    assert_follows(row)


def given_up(phase: str) -> tuple[Note, ...]:
    """Open items of a dose that nobody came back to, and of its count."""
    at = {"leftBy": NURSE.id, "leftAt": GONE_AT.now.isoformat()}
    about = {"order": "order-1", "key": KEY, "drawer": "3", **at}
    count = {"drawer": "3", "product": "morphine", "phase": phase}
    return (
        Note(kind="no-outcome", about=about, dose=COUNTED, encounter_id="enc-1"),
        Note(kind="count-missing", about=count, encounter_id="enc-1"),
    )


@rows(
    Row(
        name="nobody came back",
        before=at(State.OFF, CONTROLLED | {"counted": True}, **GONE),
        event=ev.KeptLongEnough(),
        changes=NO_PATIENT,
        effects=(Lock(drawer=3), *given_up("closing")),
    ),
    Row(
        name="nobody came back to the count before the dose",
        before=at(State.OFF, CONTROLLED, count=OPENING, **GONE),
        event=ev.KeptLongEnough(),
        changes={**NO_PATIENT, "count": None},
        effects=(
            Lock(drawer=3),
            replace(given_up("opening")[0], dose=UNCOUNTED),
            given_up("opening")[1],
        ),
    ),
    Row(
        name="her badge was read too late",
        before=at(State.PIN, candidate=NURSE, stopped=verdict(Gate.RELEASE), **GONE),
        event=ev.KeptLongEnough(),
        changes=NO_PATIENT,
        effects=(Lock(drawer=3), replace(given_up("")[0], dose=DOSE)),
    ),
    Row(
        name="a count after a dose waits on",
        before=Session(state=State.OFF, count=CLOSING, **GONE),
        event=ev.KeptLongEnough(),
    ),
    Row(name="somebody is at the dose", before=at(State.FETCH), event=ev.KeptLongEnough()),
    Row(
        name="she comes back to her count, and then to the list",
        before=Session(state=State.PIN, candidate=NURSE, count=CLOSING, **GONE),
        event=ev.PinChecked(person=NURSE),
        changes={"state": State.COUNT, "person": NURSE, "candidate": None, "left_by": "", "left_at": None},
        effects=(LOGIN,),
    ),
    Row(
        name="somebody else does not have to count for her",
        before=Session(state=State.PIN, candidate=OTHER, count=CLOSING, **GONE),
        event=ev.PinChecked(person=OTHER),
        changes={
            "state": State.ROUND,
            "person": OTHER,
            "candidate": None,
            "left_by": "",
            "left_at": None,
            "count": None,
        },
        effects=(Note(kind="login", about={"person": OTHER.id}), given_up("closing")[1]),
    ),
)
def test_what_is_kept_and_for_how_long(row: Row) -> None:
    assert_follows(row)


def test_after_a_count_that_waited_over_a_log_out_there_is_no_patient() -> None:
    counted = Session(state=State.ENTRY, person=NURSE, count=replace(CLOSING, next_key=""), entry=COUNT)
    at_list = step(counted, ev.EntryAnswered()).session
    at_drawer = step(replace(counted, open_drawers=frozenset({3})), ev.EntryAnswered()).session
    shut = step(at_drawer, ev.DrawerMoved(drawer=3, is_open=False)).session

    assert [one.state for one in (at_list, at_drawer, shut)] == [State.ROUND, State.CLOSING, State.ROUND]
