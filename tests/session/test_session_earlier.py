"""A word about a dose on record never moves the dose in hand."""

import pytest

from cart_agent.core.followup import FollowUp
from cart_agent.core.session import Session, Unexpected
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitFollowUp, Tell
from tests.session.session_help import TO_CHECKING, TO_FETCH, TO_ROUND, TO_VERIFY, after, play

UNDO = ev.FollowedUp(follow_up=FollowUp(kind="undo", record="e1", reason="wrong-tap"))


@pytest.mark.parametrize("events", [TO_FETCH, TO_VERIFY])
def test_it_is_written_and_the_session_stays_as_it_is(events: tuple[ev.Event, ...]) -> None:
    before, _ = play(events)
    session, effects = after(events, UNDO, ev.FollowUpAnswered())

    assert session == before
    assert effects == [CommitFollowUp(follow_up=UNDO.follow_up), Tell(message="noted", good=True)]


def test_what_could_not_be_written_is_said() -> None:
    _, effects = after(TO_FETCH, UNDO, ev.FollowUpAnswered(problem="not-recorded"))

    assert effects[-1] == Tell(message="not-recorded")


@pytest.mark.parametrize("events", [(), TO_ROUND, TO_CHECKING])
def test_it_needs_a_person_and_an_open_patient(events: tuple[ev.Event, ...]) -> None:
    session: Session
    session, _ = play(events)

    with pytest.raises(Unexpected):
        play((UNDO,), session)
