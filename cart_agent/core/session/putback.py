"""A drug that is not given after all goes back: its drawer opens once more, and a controlled drug is counted.

    release, fetch, verify, mix, give -> put-back-opening -> put-back -> (count) -> on record
        -> the list, after a STOP; else the release gate, which waits for a hand

Whether the drug may be given does not matter here: it is in the nurse's hand, and its place is the drawer.
"""

from cart_agent.core.session import events as ev
from cart_agent.core.session.counts import putting_back
from cart_agent.core.session.dose import NOTHING_SCANNED
from cart_agent.core.session.drawer import COIL_HOT, DRAWER_OPEN, another, cooling, latch
from cart_agent.core.session.effects import CommitIntent, Note, Tell, Unlock
from cart_agent.core.session.moves import (
    Step,
    ask_release,
    goto,
    home,
    relock,
    scanned_last,
    stay,
    still,
)
from cart_agent.core.session.places import State
from cart_agent.core.session.state import DoseInHand, Session, replace, with_dose
from cart_agent.core.verdict import Severity


def possible(dose: DoseInHand | None) -> bool:
    """Whether there is a drawer that the drug in hand came from."""
    return dose is not None and dose.opened and dose.drawer is not None and not dose.label


def asked(session: Session, _: ev.PutBackAsked | ev.Reopened) -> Step:
    """The drawer that was opened for this dose opens once more; the intent is on disk before."""
    dose = session.dose
    if dose is None or not possible(dose):
        return stay(session, Tell(message="not-now"))
    if session.shut:
        return stay(session, Tell(message=session.shut))
    if session.open_drawers - {dose.drawer}:
        return stay(session, Tell(message="close-drawer"))
    resume = session.resume if session.state is State.PUT_BACK else session.state
    begun = replace(session, resume=resume, candidate=None)
    if dose.drawer in session.open_drawers:
        return goto(begun, State.PUT_BACK, _told(dose))
    return goto(begun, State.PUT_BACK_OPENING, *relock(session), CommitIntent(dose=dose, purpose="put-back"))


def intent_committed(session: Session, _: ev.IntentCommitted) -> Step:
    """The only place that unlocks a drawer for something to go into it."""
    dose = session.dose
    assert dose is not None
    assert dose.drawer is not None
    if session.shut:
        return goto(session, session.resume, Tell(message=session.shut))
    if dose.drawer in session.open_drawers:
        return goto(session, State.PUT_BACK, _told(dose))
    return stay(session, Unlock(drawer=dose.drawer))


def not_committed(session: Session, event: ev.CommitFailed) -> Step:
    """Nothing was written, and nothing opens."""
    return goto(session, session.resume, Tell(message="disk-full", facts={"problem": event.problem}))


def unlocked(session: Session, event: ev.Unlocked) -> Step:
    """The unit's answer."""
    dose = session.dose
    assert dose is not None
    if event.drawer != dose.drawer:
        return another(session, event)
    if not event.ok:
        return _refused(session, event)
    if session.shut:
        return goto(session, session.resume, *relock(session), Tell(message=session.shut))
    return goto(session, State.PUT_BACK, _told(dose))


def _refused(session: Session, event: ev.Unlocked) -> Step:
    """As at the first opening: where nothing moved for certain it is asked for again."""
    if event.reason == DRAWER_OPEN:
        return goto(session, session.resume, Tell(message="close-drawer"))
    if event.reason == COIL_HOT:
        return goto(session, session.resume, *cooling(event.drawer))
    back = replace(session, state=session.resume)
    return latch(back, "unlock-failed", event.drawer, event.reason)


def first(session: Session, _: ev.Event) -> Step:
    """A code, while the drug is to be put back."""
    dose = session.dose
    assert dose is not None
    return stay(session, _told(dose))


def done(session: Session, _: ev.PutBackDone) -> Step:
    """She says that it is back. Of a controlled drug the number in the drawer says so too."""
    due = putting_back(session)
    if due is None:
        return on_record(session)
    told = Tell(message="count-closing", facts={"drawer": str(due.drawer)})
    return goto(replace(session, count=due), State.COUNT, told)


def on_record(session: Session) -> Step:
    """Nothing of this dose is in anybody's hand any more."""
    dose = session.dose
    assert dose is not None
    about = {"order": dose.order_id, "key": dose.key, "drawer": str(dose.drawer), **scanned_last(session)}
    note = Note(kind="put-back", about=about, dose=dose)
    told = Tell(message="put-back-noted", good=True)
    verdict = dose.give or dose.release
    if verdict is None or still(verdict, dose) is Severity.STOP:
        over = replace(session, dose=None, next_key="")
        return goto(over, State.CLOSING if over.open_drawers else home(over), *relock(session), note, told)
    bare = {"verify": None, "give": None, "amount": None, "give_reason": "", **NOTHING_SCANNED}
    step = ask_release(with_dose(session, opened=False, counted=False, **bare), held=True)
    return Step(session=step.session, effects=(*relock(session), note, told, *step.effects))


def _told(dose: DoseInHand) -> Tell:
    return Tell(message="put-it-back", good=True, facts={"drawer": str(dose.drawer)})
