"""The hospital's lock-down: to the letter."""

from cart_agent.core.session import Session, State
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Lock, Note, Tell
from tests.session.session_help import NURSE
from tests.session.steps_help import Row, assert_follows, at, rows


@rows(
    Row(
        name="with a drawer unlocked",
        before=at(State.FETCH),
        event=ev.LockedDown(command="c1"),
        changes={"lockdown": "c1"},
        effects=(
            Lock(drawer=3),
            Note(kind="lockdown", about={"command": "c1"}),
            Tell(message="lockdown"),
        ),
    ),
    Row(
        name="with nothing in hand",
        before=Session(state=State.ROUND, person=NURSE),
        event=ev.LockedDown(command="c1"),
        changes={"lockdown": "c1"},
        effects=(Note(kind="lockdown", about={"command": "c1"}), Tell(message="lockdown")),
    ),
    Row(
        name="over",
        before=at(State.RELEASE, lockdown="c1"),
        event=ev.LockdownReleased(command="c2"),
        changes={"lockdown": ""},
        effects=(
            Note(kind="lockdown-released", about={"command": "c2", "began": "c1"}),
            Tell(message="lockdown-over", good=True),
        ),
    ),
    Row(name="there was none", before=at(State.RELEASE), event=ev.LockdownReleased(command="c2")),
)
def test_a_lock_down(row: Row) -> None:
    assert_follows(row)
