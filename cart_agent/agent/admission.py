"""Whether a person with this PIN may do what she is about to do."""

from datetime import datetime

from cart_agent.core.session import effects as fx
from cart_agent.ward import PinAnswer, WardBook

PIN_PROBLEMS = {
    PinAnswer.RIGHT: "",
    PinAnswer.WRONG: "wrong",
    PinAnswer.LOCKED: "locked-out",
    PinAnswer.EXPIRED: "expired",
    PinAnswer.NO_PIN: "not-allowed",
}
"""The problem as `PinChecked` carries it; each has a line `pin-...`."""
MAY_GIVE = frozenset({"nurse", "charge-nurse"})
MAY_WITNESS = frozenset({"nurse", "charge-nurse", "witness", "pharmacist"})


def problem_of(effect: fx.CheckPin, book: WardBook, now: datetime) -> str:
    """Empty: she may. Raises StoreError, when the count of failures can not be written."""
    problem = PIN_PROBLEMS[book.people.verify_pin(effect.person.id, effect.pin, now)]
    allowed = MAY_WITNESS if effect.witness_for else MAY_GIVE
    if not problem and not allowed & set(effect.person.roles):
        return "not-allowed"
    return problem
