"""What goes into the record of one dose: how much was given, of which packs, for which coded reasons."""

from cart_agent.agent import reasons
from cart_agent.core import verify
from cart_agent.core.chart import Code
from cart_agent.core.orders import product_of
from cart_agent.core.quantity import Quantity
from cart_agent.core.record import GivenPack
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import DoseInHand
from cart_agent.core.situation import Situation

REASON = "urn:mc:reason"


def amount_given(dose: DoseInHand, situation: Situation) -> Quantity | None:
    """What the nurse said; else the dose that the scanned product makes, in the order's unit."""
    if dose.amount is not None:
        return Quantity(value=dose.amount.value, unit=dose.amount.unit)
    match = verify.count_needed(situation, dose.packs[0]) if dose.packs else None
    return match.dose if match else None


def scanned(dose: DoseInHand, situation: Situation) -> tuple[GivenPack, ...]:
    """The packs of the dose with their products."""
    found = ((pack, product_of(pack, situation.formulary)) for pack in dose.packs)
    return tuple(GivenPack(pack=pack, product=product) for pack, product in found if product is not None)


def reason_codes(effect: fx.CommitRecord) -> tuple[Code, ...]:
    """Why it was not given or given in part, and why findings were passed over; each once, in that order."""
    codes = [effect.reason, *(ack.reason for ack in effect.dose.acknowledged)]
    return tuple(
        Code(system=REASON, code=code, display=reasons.words(reasons.ALL, code))
        for code in dict.fromkeys(codes)
        if code
    )
