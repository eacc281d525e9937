"""A dose that its witness enters without seeing it: while she is at the screen, the screen is not told."""

from msgspec.structs import replace

from cart_agent.api.views import DoseView, OutcomeChoice, PatientView
from cart_agent.core.blind import units
from cart_agent.core.present import unit_words
from cart_agent.core.session import Session, State
from cart_agent.core.session.people import is_hidden

HIDDEN = "blind"
"""Flag of a dose whose amount is left out."""


def hide(patient: PatientView, session: Session) -> PatientView:
    """The patient without the amounts of the order in hand, where its witness must not see them."""
    dose = session.dose
    if dose is None or not is_hidden(session):
        return patient
    return replace(patient, doses=tuple(_hidden(one, dose.order_id) for one in patient.doses))


def _hidden(dose: DoseView, order_id: str) -> DoseView:
    if dose.order_id != order_id:
        return dose
    return replace(dose, amount={}, flags=(*dose.flags, HIDDEN))


def unit_choices(session: Session) -> tuple[OutcomeChoice, ...]:
    """The units in which the witness may say the dose; none where she is not asked."""
    dose = session.dose
    if session.state is not State.BLIND or dose is None or dose.blind is None:
        return ()
    return tuple(
        OutcomeChoice(code=unit, text={lang: unit_words(unit, lang, one=False) for lang in ("vi", "en")})
        for unit in units(dose.blind)
    )
