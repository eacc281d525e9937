"""When the round waits for a count of a controlled drug: before it is taken out, and after."""

from cart_agent.core.ledger import CountDue
from cart_agent.core.session.effects import Effect, Note
from cart_agent.core.session.state import Session, replace


def opening(session: Session) -> CountDue | None:
    """The count before anything is taken out of the drawer of the dose in hand."""
    dose = session.dose
    if dose is None or dose.drawer is None or not dose.to_count or dose.counted:
        return None
    return CountDue(drawer=dose.drawer, product=dose.to_count, phase="opening")


def closing(session: Session, next_key: str = "") -> CountDue | None:
    """The count that follows a dose whose drawer was counted when it was opened."""
    dose = session.dose
    if dose is None or dose.drawer is None or not dose.counted:
        return None
    return CountDue(
        drawer=dose.drawer,
        product=dose.to_count,
        phase="closing",
        next_key=next_key,
        encounter_id=session.encounter_id,
        order_id=dose.order_id,
    )


def putting_back(session: Session) -> CountDue | None:
    """The count after a drug was put back, also where it was not counted before."""
    dose = session.dose
    if dose is None or dose.drawer is None or not dose.to_count:
        return None
    return CountDue(
        drawer=dose.drawer, product=dose.to_count, phase="closing", encounter_id=session.encounter_id
    )


def goes_back(session: Session) -> bool:
    """Whether the count that is due is that of a drug that was put back."""
    return session.dose is not None and session.count is not None and session.count.phase == "closing"


def uncounted(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Somebody goes before the count was made: an open item."""
    due = session.count or closing(session)
    if due is None:
        return session, ()
    about = {"drawer": str(due.drawer), "product": due.product, "phase": due.phase}
    note = Note(kind="count-missing", about=about, encounter_id=due.encounter_id or session.encounter_id)
    return replace(session, count=None), (note,)
