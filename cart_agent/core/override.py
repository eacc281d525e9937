"""Going on despite a STOP, and breaking the glass: who may, where, and for how long. Pure.

What can be overridden at all is a short list in code (`policy.OverridableCode`); of it the ward's policy
names what it wants. Everything here says no when in doubt.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import get_args

from msgspec import Struct

from cart_agent.core.policy import DRUG_CLASSES, OverridableCode, OverridePolicy
from cart_agent.core.verdict import Severity, Verdict

FLOOR = frozenset(get_args(OverridableCode))
"""Nothing else is ever overridden, whatever a policy or a stored session says."""
UNKNOWN = "?"
"""The class of a drug that the cart's formulary does not name."""
REVIEWERS = frozenset({"charge-nurse", "pharmacist"})
"""Roles that may review what somebody else did."""


class Moment(Struct, frozen=True, kw_only=True):
    """A time by both clocks: neither a clock that is set back nor a restart makes a grant longer."""

    now: datetime
    """Aware UTC."""
    monotonic: float
    """Seconds since boot."""
    boot_id: str


class Grant(Struct, frozen=True, kw_only=True):
    """One override that is on record."""

    id: str
    """Id of the event that recorded it."""
    by: str
    """Staff id."""
    reason: str
    """Coded."""
    codes: frozenset[str] = frozenset()
    """The findings it covers; empty for break-glass."""
    since: Moment
    minutes: int


def is_over(grant: Grant, at: Moment) -> bool:
    """Whether its time has passed."""
    return has_passed(grant.since, timedelta(minutes=grant.minutes), at)


def has_passed(since: Moment, length: timedelta, at: Moment) -> bool:
    """Whether it is so long ago, by either clock. A clock that went back behind `since` says yes too."""
    if not since.now <= at.now < since.now + length:
        return True
    return at.boot_id == since.boot_id and at.monotonic - since.monotonic >= length.total_seconds()


def covered(verdict: Verdict) -> frozenset[str]:
    """The findings that an override of this verdict has to cover."""
    return frozenset(one.code for one in verdict.findings if one.severity is Severity.STOP)


def dose_problem(
    policy: OverridePolicy,
    person_id: str,
    roles: Collection[str],
    verdict: Verdict | None,
    classes: Collection[str] = (),
) -> str:
    """Why this person may not override this verdict, a key of the agent's lines; empty: she may.

    `classes` are the flags of the ordered drug.
    """
    if verdict is None or not (stops := covered(verdict)):
        return "not-now"
    if not _listed(policy, policy.roles, person_id, roles):
        return "override-not-yours"
    if not stops <= policy.findings:
        return "override-never"
    return "" if set(DRUG_CLASSES) & set(classes) <= policy.classes else "override-class"


def glass_problem(
    policies: Iterable[OverridePolicy],
    person_id: str,
    roles: Collection[str],
    drawer: int,
    classes: Collection[str] = (),
) -> str:
    """Why this person may not break the glass of this drawer; empty: she may.

    With several policies (the patient's ward is not known) each of them must allow it. `classes` are the
    flags of what pharmacy loaded into it, UNKNOWN among them where that is not known.
    """
    asked = tuple(policies)
    if not asked or any(drawer not in one.drawers for one in asked):
        return "glass-not-listed"
    if not all(_listed(one, one.break_glass_roles, person_id, roles) for one in asked):
        return "override-not-yours"
    return "glass-class" if any(_kept_out(one, classes) for one in asked) else ""


def _kept_out(policy: OverridePolicy, classes: Collection[str]) -> bool:
    """Whether something in the drawer is of a class that this policy keeps out of emergency drawers."""
    out = set(DRUG_CLASSES) - policy.break_glass_classes
    return bool(out) and not (out | {UNKNOWN}).isdisjoint(classes)


def _listed(policy: OverridePolicy, allowed: Collection[str], person_id: str, roles: Collection[str]) -> bool:
    named = not policy.people or person_id in policy.people
    return named and any(role in allowed for role in roles)


def may_review(reviewer_id: str, roles: Collection[str], overrider_id: str) -> bool:
    """Nobody reviews her own override."""
    return reviewer_id != overrider_id and bool(REVIEWERS & set(roles))
