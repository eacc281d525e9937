"""What may still be said about a dose that is on record. The record itself is never changed: each of these
is a record of its own, under the same event identifier.
"""

from msgspec import Struct

from cart_agent.core.chart import Administration
from cart_agent.core.course import RUNNING, course_of, goes_on
from cart_agent.core.quantity import Quantity, magnitude, same_dimension

EFFECT = "effect"
ANY_GIVEN = frozenset({"completed", "stopped", "in-progress", "on-hold"})
ANY_END = frozenset({"completed", "stopped", "not-done", "in-progress", "on-hold"})
SENIOR = "charge-nurse"
"""The role that may take back what somebody else recorded."""


class FollowUp(Struct, frozen=True, kw_only=True):
    """One of them. `kind` is a key of KINDS, `record` the event id of the dose."""

    kind: str
    record: str
    reason: str = ""
    """Coded; empty where the kind needs none."""
    amount: Quantity | None = None
    """stop: what the patient got of it."""
    score: int | None = None
    """effect: how strong the complaint is now, 0-10."""


class Kind(Struct, frozen=True, kw_only=True):
    """When a follow-up is possible, and what the dose's status is after it."""

    before: frozenset[str]
    after: str
    course: str | None = None
    """infusion or patch; empty: a dose taken at once; None: any."""


KINDS: dict[str, Kind] = {
    EFFECT: Kind(before=ANY_GIVEN, after=""),
    "pause": Kind(before=frozenset({"in-progress"}), after="on-hold", course="infusion"),
    "resume": Kind(before=frozenset({"on-hold"}), after="in-progress", course="infusion"),
    "complete": Kind(before=frozenset(RUNNING), after="completed", course="infusion"),
    "stop": Kind(before=frozenset(RUNNING), after="stopped", course="infusion"),
    "remove": Kind(before=frozenset({*RUNNING, "completed"}), after="completed", course="patch"),
    "lost": Kind(before=frozenset({"completed"}), after="completed", course=""),
    "undo": Kind(before=ANY_END, after="entered-in-error"),
}
"""In the order in which they are offered. undo: it was not so. lost: given, then vomited or spilled; given it
stays, and only the prescriber orders it again. effect: whether a dose as needed helped; says nothing about
the dose. The others: an infusion's way to its end, and the end of a patch."""


class Recorded(Struct, frozen=True, kw_only=True):
    """One dose of the history, and what was said about it since."""

    administration: Administration
    followed: tuple[str, ...] = ()
    """Kinds of the follow-ups so far, in order."""
    effect_awaited: bool = False
    """Given as needed, and nobody has said whether it helped."""

    @property
    def course(self) -> str:
        """infusion, patch, or empty."""
        return course_of(self.administration.route)


def possible(recorded: Recorded, person_id: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """What this person may say about this dose now."""
    return tuple(name for name, kind in KINDS.items() if _may(recorded, name, kind, person_id, roles))


def _may(recorded: Recorded, name: str, kind: Kind, person_id: str, roles: tuple[str, ...]) -> bool:
    one = recorded.administration
    if one.status not in kind.before or kind.course not in (None, recorded.course):
        return False
    if name == "undo":
        return SENIOR in roles or one.performer_id == person_id
    if name == EFFECT:
        return recorded.effect_awaited
    if name == "remove":
        return goes_on(one)
    return name != "lost" or "lost" not in recorded.followed


def amount_fits(said: FollowUp, recorded: Recorded) -> bool:
    """A stopped infusion says how much the patient got, in the unit of its dose, and no more than that;
    nothing else says an amount."""
    if said.kind != "stop":
        return said.amount is None
    planned = recorded.administration.amount
    if said.amount is None or planned is None or not same_dimension(said.amount.unit, planned.unit):
        return False
    return magnitude(said.amount) <= magnitude(planned)
