"""The dose that was begun when who had it in hand was logged out: kept for her, for some minutes."""

from datetime import timedelta

from cart_agent.agent.overrides import moment
from cart_agent.agent.words import Texts, line
from cart_agent.core.override import has_passed
from cart_agent.core.session import Session
from cart_agent.his.messages import Instant


def too_long(session: Session, limit: timedelta, at: Instant) -> bool:
    """Whether nobody came back to it in time. Not known when she went: too long."""
    if session.person is not None or session.dose is None:
        return False
    return session.left_at is None or has_passed(session.left_at, limit, moment(at))


def line_of(session: Session, limit: timedelta) -> Texts | None:
    """What is said of it at a log-out; nothing where no dose is kept."""
    if session.person is not None or session.dose is None:
        return None
    return line("out-dose", minutes=str(limit // timedelta(minutes=1)))
