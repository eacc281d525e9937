"""What people said about one dose, as the record takes it."""

from cart_agent.agent import reasons
from cart_agent.core.chart import Code
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import DoseInHand

REASON = "urn:mc:reason"


def amount_told(dose: DoseInHand) -> Quantity | None:
    """What the nurse said she gave; None: what was scanned."""
    return Quantity(value=dose.amount.value, unit=dose.amount.unit) if dose.amount else None


def reason_codes(effect: fx.CommitRecord) -> tuple[Code, ...]:
    """Why it was not given or given in part, and why findings were passed over; each once, in that order."""
    codes = [effect.reason, effect.dose.unscanned, *(ack.reason for ack in effect.dose.acknowledged)]
    return tuple(
        Code(system=REASON, code=code, display=reasons.words(reasons.ALL, code))
        for code in dict.fromkeys(codes)
        if code
    )
