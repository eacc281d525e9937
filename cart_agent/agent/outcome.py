"""What people said about one dose, as the record takes it."""

from cart_agent.agent import reasons
from cart_agent.core.chart import Code
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import DoseInHand
from cart_agent.core.situation import Situation

REASON = "urn:mc:reason"


def amount_told(dose: DoseInHand) -> Quantity | None:
    """What the nurse said she gave; None: what was scanned."""
    return Quantity(value=dose.amount.value, unit=dose.amount.unit) if dose.amount else None


def asks_pharmacy(effect: fx.CommitRecord, situation: Situation | None) -> bool:
    """Whether a supply request goes out with this outcome: for a missing drug whose dose is known."""
    if situation is None or effect.outcome != "not-available":
        return False
    return situation.dose.amount is not None


def reason_codes(effect: fx.CommitRecord) -> tuple[Code, ...]:
    """Why it was not given or given in part, and why findings were passed over; each once, in that order."""
    dose = effect.dose
    overridden = dose.override.reason if dose.override else ""
    codes = [effect.reason, dose.unscanned, overridden, *(ack.reason for ack in dose.acknowledged)]
    return tuple(
        Code(system=REASON, code=code, display=reasons.words(reasons.ALL, code))
        for code in dict.fromkeys(codes)
        if code
    )


def passed_over(dose: DoseInHand) -> tuple[str, ...]:
    """The findings that somebody answered for or overrode, by code."""
    overridden = dose.override.codes if dose.override else frozenset()
    return tuple(sorted({ack.code for ack in dose.acknowledged} | overridden))
