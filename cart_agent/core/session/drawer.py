"""The drawer's part: intent, unlock, opening and closing, alarms, the latched fault."""

from cart_agent.core.session import events as ev
from cart_agent.core.session.dose import halted
from cart_agent.core.session.effects import Lock, Note, Tell, Unlock
from cart_agent.core.session.moves import Step, ask_release, at_drawer, begin, goto, home, relock, stay
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Fault, Session, replace, with_dose

FOUND_OPEN = "found-open"
"""A unit without a log found the drawer open when it was reached."""

LATCHING = frozenset({"forced-open", "opened-by-key", FOUND_OPEN, "wrong-drawer", "tamper"})
"""A drawer may be open without leave; other alarms only need a look."""

DRAWER_OPEN = "drawer-open"
"""The unit refused because a drawer is open: the hand was quicker than the news. Nothing moved."""

COIL_HOT = "coil-hot"
"""The unit refused because this lock has worked too often and must cool for seconds. Nothing moved."""


def intent_committed(session: Session, _: ev.IntentCommitted) -> Step:
    """The only place that unlocks a drawer."""
    dose = session.dose
    assert dose is not None
    assert dose.drawer is not None
    if session.shut:
        return goto(session, State.RELEASE, Tell(message=session.shut))
    if (stop := halted(session)) is not None:
        return stop
    taken = with_dose(session, opened=True)
    if dose.drawer in session.open_drawers:
        return at_drawer(taken)
    return goto(taken, State.UNLOCKING, Unlock(drawer=dose.drawer))


def unlocked(session: Session, event: ev.Unlocked) -> Step:
    """The unit's answer."""
    assert session.dose is not None
    if event.drawer != session.dose.drawer:
        return another(session, event)
    if not event.ok:
        return refused(session, event)
    if session.shut:
        return goto(session, State.RELEASE, *relock(session), Tell(message=session.shut))
    if (stop := halted(session)) is not None:
        return stop
    return at_drawer(session)


def refused(session: Session, event: ev.Unlocked) -> Step:
    """Where nothing moved for certain the round goes on; all else is a fault for a person to look at."""
    if event.reason == DRAWER_OPEN:
        return goto(session, State.CLOSING)
    if event.reason == COIL_HOT:
        return goto(session, State.RELEASE, *cooling(event.drawer))
    back = replace(session, state=State.RELEASE)
    return latch(back, "unlock-failed", event.drawer, event.reason)


def cooling(drawer: int) -> tuple[Note, Tell]:
    """Written down and said; the nurse asks for the drawer again."""
    about = {"drawer": str(drawer)}
    return Note(kind="lock-cooling", about=about), Tell(message="lock-cooling", facts=about)


def another(session: Session, event: ev.Unlocked) -> Step:
    """An answer for a drawer that was not asked for: if it opened, it is locked, and a person must look."""
    step = latch(session, "unlock-failed", event.drawer, "answer for another drawer")
    locked = (Lock(drawer=event.drawer),) if event.ok else ()
    return Step(session=step.session, effects=(*locked, *step.effects))


def unlocked_late(session: Session, event: ev.Unlocked) -> Step:
    """An answer for a dose that was put down meanwhile: the drawer is locked again."""
    return stay(session, Lock(drawer=event.drawer)) if event.ok else stay(session)


def moved(session: Session, event: ev.DrawerMoved) -> Step:
    """Keep track of which drawers are open; the round goes on when those that must be closed are."""
    change = session.open_drawers | {event.drawer} if event.is_open else session.open_drawers - {event.drawer}
    now = replace(session, open_drawers=change, left_open=session.left_open - {event.drawer})
    if session.state is not State.CLOSING:
        return stay(now)
    if now.dose is not None:
        return stay(now) if change - {now.dose.drawer} else ask_release(now)
    if change:
        return stay(now)
    return begin(now, now.next_key) if now.next_key else goto(now, home(now))


def alarmed(session: Session, event: ev.DrawerAlarmed) -> Step:
    """An alarm of the drawer unit, at any place of the round."""
    if event.kind == FOUND_OPEN and event.drawer in session.left_open:
        return stay(session)
    if event.kind in LATCHING:
        return latch(session, event.kind, event.drawer, event.detail)
    about = {"drawer": str(event.drawer), "detail": event.detail}
    told = Tell(message=event.kind, facts={"drawer": str(event.drawer)})
    return stay(session, Note(kind=event.kind, about=about), told)


def latch(session: Session, kind: str, drawer: int, detail: str) -> Step:
    """Latch a fault and withdraw what is unlocked. The first fault stays until a person clears it."""
    fault = Fault(kind=kind, drawer=drawer, detail=detail)
    kept = session.fault or fault
    about = {"fault": kind, "drawer": str(drawer), "detail": detail}
    return stay(replace(session, fault=kept), *relock(session), Note(kind="fault", about=about, fault=fault))


def fault_cleared(session: Session, event: ev.FaultCleared) -> Step:
    """A person has looked and says why it is over; a dose in hand goes on by asking for its drawer again."""
    if session.fault is None:
        return stay(session)
    assert session.person is not None
    about = {"fault": session.fault.kind, "reason": event.reason, "person": session.person.id}
    return stay(replace(session, fault=None), Note(kind="fault-cleared", about=about))
