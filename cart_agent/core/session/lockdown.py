"""The hospital shuts the cart down, and opens it again. Nobody at the cart can end it: it may be stolen."""

from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Note, Tell
from cart_agent.core.session.moves import Step, relock, stay
from cart_agent.core.session.state import Session, replace


def began(session: Session, event: ev.LockedDown) -> Step:
    """At any place of the round: what is unlocked is withdrawn, and nothing unlocks from now on.

    What is in the nurse's hand goes on without a drawer, so that its record is not lost.
    """
    note = Note(kind="lockdown", about={"command": event.command})
    return stay(replace(session, lockdown=event.command), *relock(session), note, Tell(message="lockdown"))


def ended(session: Session, event: ev.LockdownReleased) -> Step:
    """Drawers may unlock again; a dose in hand asks for its drawer again by a scan or a tap."""
    if not session.lockdown:
        return stay(session)
    about = {"command": event.command, "began": session.lockdown}
    told = Tell(message="lockdown-over", good=True)
    return stay(replace(session, lockdown=""), Note(kind="lockdown-released", about=about), told)
