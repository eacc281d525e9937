"""What may still be said about a dose that is on record. The record itself is never changed: each of these
is a record of its own, under the same event identifier.
"""

from msgspec import Struct

from cart_agent.core.chart import Administration

ANY_END = frozenset({"completed", "stopped", "not-done", "in-progress", "on-hold"})
SENIOR = "charge-nurse"
"""The role that may take back what somebody else recorded."""
COURSES = {"iv-infusion": "infusion", "transdermal": "patch"}
"""Routes by which a drug goes on acting after the tap -> what is on record then."""


class FollowUp(Struct, frozen=True, kw_only=True):
    """One of them. `kind` is a key of KINDS, `record` the event id of the dose."""

    kind: str
    record: str
    reason: str = ""
    """Coded."""


class Kind(Struct, frozen=True, kw_only=True):
    """When a follow-up is possible, and what the dose's status is after it."""

    before: frozenset[str]
    after: str
    course: str | None = None
    """infusion or patch; empty: a dose taken at once; None: any."""


KINDS: dict[str, Kind] = {
    "undo": Kind(before=ANY_END, after="entered-in-error"),
    "lost": Kind(before=frozenset({"completed"}), after="completed", course=""),
}
"""undo: it was not so. lost: given, then vomited or spilled; given it stays, and only the prescriber orders
it again."""


class Recorded(Struct, frozen=True, kw_only=True):
    """One dose of the history, and what was said about it since."""

    administration: Administration
    followed: tuple[str, ...] = ()
    """Kinds of the follow-ups so far, in order."""

    @property
    def course(self) -> str:
        """infusion, patch, or empty."""
        return COURSES.get(self.administration.route, "")


def possible(recorded: Recorded, person_id: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """What this person may say about this dose now."""
    return tuple(name for name, kind in KINDS.items() if _may(recorded, name, kind, person_id, roles))


def _may(recorded: Recorded, name: str, kind: Kind, person_id: str, roles: tuple[str, ...]) -> bool:
    one = recorded.administration
    if one.status not in kind.before or kind.course not in (None, recorded.course):
        return False
    if name == "undo":
        return SENIOR in roles or one.performer_id == person_id
    return name != "lost" or "lost" not in recorded.followed
