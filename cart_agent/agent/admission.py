"""Whether a person with this PIN may do what she is about to do."""

from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import Person
from cart_agent.his.messages import Instant
from cart_agent.ward import PinAnswer, WardBook

PIN_PROBLEMS = {
    PinAnswer.RIGHT: "",
    PinAnswer.WRONG: "wrong",
    PinAnswer.LOCKED: "locked-out",
    PinAnswer.EXPIRED: "expired",
    PinAnswer.OFFLINE: "offline",
    PinAnswer.NO_PIN: "not-allowed",
}
"""The problem as `PinChecked` carries it; each has a line `pin-...`."""
MAY_GIVE = frozenset({"nurse", "charge-nurse"})
MAY_WITNESS = frozenset({"nurse", "charge-nurse", "witness", "pharmacist"})


def problem_of(effect: fx.CheckPin, book: WardBook, at: Instant) -> str:
    """Empty: she may. Raises StoreError, when the count of failures can not be written."""
    problem = PIN_PROBLEMS[book.people.verify_pin(effect.person.id, effect.pin, at)]
    allowed = MAY_WITNESS if effect.witness_for else MAY_GIVE
    if not problem and not allowed & set(effect.person.roles):
        return "not-allowed"
    return problem


def why_out(person: Person, book: WardBook, at: Instant) -> str:
    """Why somebody who is logged in may not stay, a key as above; empty: she may.

    A person may be taken off the list, lose a role or come to the end of her time in the middle of a shift.
    """
    return PIN_PROBLEMS[book.people.standing(person.id, person.roles, at)]
