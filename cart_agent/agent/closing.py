"""Open items about one dose: what they name, and when they settle themselves (decision 302)."""

from cart_agent.agent.items import NO_OUTCOME, PRN
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.parts import Parts
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import DoseInHand
from cart_agent.his.messages import Instant

ABOUT_A_DRUG = frozenset({"no-outcome", "count-missing", "logout"})
"""Notes whose item names its drug."""


def names_of(note: fx.Note, session: Session, knowledge: Knowledge) -> dict[str, str]:
    """The drug of an item, and who left it, as far as they are known."""
    if note.kind not in ABOUT_A_DRUG:
        return {}
    dose = note.dose or session.dose
    chart = knowledge.chart(note.encounter_id or session.encounter_id)
    order = chart.order(dose.order_id) if chart and dose else None
    written = dose.ordered.drug if dose and dose.ordered else ""
    person = note.by or session.person
    found = {
        "drug": _counted(note, knowledge) or (order.text if order else "") or written,
        "left": note.about.get("leftBy") or (person.id if person else ""),
        PRN: "yes" if dose and dose.prn_reason else "",
    }
    return {name: value for name, value in found.items() if value}


def _counted(note: fx.Note, knowledge: Knowledge) -> str:
    named = note.about.get("product")
    return next((one.name for one in knowledge.book.formulary.products if one.id == named), "")


def of_dose(parts: Parts, dose: DoseInHand, encounter_id: str, event: str, why: str, at: Instant) -> None:
    """Who left this dose has given it now, or put it back: she knows what became of it.

    In the transaction that records it. What somebody else left stays open, for nobody here knows; and so does
    a dose as needed, of which the next one has the same key.
    """
    person = parts.session.person
    if person is None or not dose.opened or dose.prn_reason:
        return
    about = {"key": dose.key, "drawer": str(dose.drawer), "left": person.id}
    for item in parts.items.settled(NO_OUTCOME, encounter_id, **about):
        parts.recorder.resolved(item, why, parts.session, at, event=event)
