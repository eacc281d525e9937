"""The open patient's doses: what can still be done first, then, apart from it, what is over. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cart_agent.api.views import DoseView

OVER = frozenset({"given", "not-given"})
"""Statuses of doses that have an outcome."""
GOING_ON = frozenset({"running", "paused"})
"""Statuses of doses that were begun and are to be ended."""
_NO_TIME = datetime.max.replace(tzinfo=UTC)


def is_over(dose: DoseView) -> bool:
    """Whether its outcome is recorded."""
    return dose.status in OVER


def goes_on(dose: DoseView) -> bool:
    """Whether the patient gets it now: an infusion, a patch."""
    return dose.status in GOING_ON


def in_order(doses: Sequence[DoseView]) -> tuple[DoseView, ...]:
    """Late critical doses, what the patient gets now, then the other open doses, each as the agent ranks
    them; at last those that are over, the latest first.
    """
    over = sorted(filter(is_over, doses), key=lambda dose: dose.due or _NO_TIME, reverse=True)
    still = [dose for dose in doses if not is_over(dose)]
    return (*sorted(still, key=_place), *over)


def _place(dose: DoseView) -> int:
    if dose.status == "overdue" and dose.critical:
        return 0
    return 1 if goes_on(dose) else 2


def moved(old: Sequence[DoseView], new: Sequence[DoseView]) -> bool:
    """Whether a finger on the old list would meet another dose. What is over is no target, and hours that
    pass take it away; a dose that comes below all others moves none.
    """
    before, after = ([_line(dose) for dose in doses if not is_over(dose)] for doses in (old, new))
    return after[: len(before)] != before


def same(old: Sequence[DoseView], new: Sequence[DoseView]) -> bool:
    """Whether they are the same doses, in whatever order, whether over or not; hours may have passed."""
    before, after = ({dose.key: dose for dose in doses} for doses in (old, new))
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    return (
        all(_line(before[key]) == _line(after[key]) for key in before.keys() & after.keys())
        and all(is_over(before[key]) for key in gone)
        and all(after[key].status == "upcoming" for key in come)
    )


def _line(dose: DoseView) -> tuple[object, ...]:
    """What the nurse would have to read again."""
    order = (dose.key, dose.generic, dose.strength, dose.amount, dose.rate, dose.route)
    return (*order, dose.problem is None)
