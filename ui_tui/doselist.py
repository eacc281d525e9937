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
    """Open doses as the agent ranks them; what goes on; then those that are over, the latest first."""
    over = sorted(filter(is_over, doses), key=lambda dose: dose.due or _NO_TIME, reverse=True)
    still = [dose for dose in doses if not is_over(dose)]
    return (*sorted(still, key=goes_on), *over)
