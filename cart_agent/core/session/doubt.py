"""A dose that another person left with its drawer unlocked may have been given: who comes next is asked.

    checking -> doubt -> [it was not given] -> checking -> its drawer
                      \\-> [it was given] -> the list; who gave it records it, the open item stays

No finding says so: what is not on record is no record of the order, and no rule of the table asks for it.
"""

from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Note, Tell
from cart_agent.core.session.moves import Step, ask_release
from cart_agent.core.session.patient import leave_dose_in_hand
from cart_agent.core.session.state import Session, with_dose


def answered(session: Session, event: ev.DoubtAnswered) -> Step:
    """On record either way. Only "it was not given" goes on, and the release gate is asked anew."""
    dose = session.dose
    assert dose is not None
    assert dose.doubt is not None
    about = {
        "order": dose.order_id,
        "key": dose.key,
        "items": ",".join(dose.doubt.items),
        "left": dose.doubt.by,
    }
    if event.given:
        note = Note(kind="left-said-given", about=about, dose=dose)
        step = leave_dose_in_hand(session, ev.Cancelled())
        told = Tell(message="left-said-given")
        return Step(session=step.session, effects=(*step.effects, note, told))
    note = Note(kind="left-not-given", about=about)
    looked = with_dose(session, cleared=(*dose.cleared, *dose.doubt.items))
    step = ask_release(looked)
    return Step(session=step.session, effects=(note, *step.effects))
