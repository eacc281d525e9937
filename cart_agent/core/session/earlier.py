"""What is said about doses that are on record already. The dose in hand is not touched by it."""

from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitFollowUp, Tell
from cart_agent.core.session.moves import Step, stay
from cart_agent.core.session.state import Session


def followed_up(session: Session, event: ev.FollowedUp) -> Step:
    """Whether it is still possible is asked where it is written, on the newest record."""
    return stay(session, CommitFollowUp(follow_up=event.follow_up))


def answered(session: Session, event: ev.FollowUpAnswered) -> Step:
    """On disk, or not: the nurse is told which."""
    return stay(session, Tell(message=event.problem or "noted", good=not event.problem))
