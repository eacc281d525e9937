"""The open patient's doses: what can still be done first, then, apart from it, what is over. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cart_agent.api.views import DoseView

OVER = frozenset({"given", "not-given"})
"""Statuses of doses that have an outcome."""
_NO_TIME = datetime.max.replace(tzinfo=UTC)


def is_over(dose: DoseView) -> bool:
    """Whether its outcome is recorded."""
    return dose.status in OVER


def in_order(doses: Sequence[DoseView]) -> tuple[DoseView, ...]:
    """Open doses as the agent ranks them; then those that are over, the latest first."""
    over = sorted(filter(is_over, doses), key=lambda dose: dose.due or _NO_TIME, reverse=True)
    return (*(dose for dose in doses if not is_over(dose)), *over)
