"""Which administration answers which dose time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cart_agent.core.chart import Administration, Dose

_RANK = {"entered-in-error": 3, "completed": 2, "stopped": 2, "not-done": 1}
"""Of two records of one event an ended one counts, what was given before what was not, a correction above
all; of equals the later one."""


def merge(chart: Iterable[Administration], own: Iterable[Administration]) -> tuple[Administration, ...]:
    """One history from the chart's, then the cart's own records: what shares an event id is one dose."""
    found: dict[str, Administration] = {}
    for n, one in enumerate([*chart, *own]):
        key = one.event_id or f"#{n}"
        known = found.get(key)
        if known is None or _RANK.get(one.status, 0) >= _RANK.get(known.status, 0):
            found[key] = one
    return tuple(found.values())


def answers(
    dose: Dose,
    history: Iterable[Administration],
    before: datetime | None,
    after: datetime | None,
) -> tuple[Administration, ...]:
    """The records that answer this dose. `before` and `after` are the neighbouring dose times.

    A record that names its dose time answers that one. One that does not (another system's), or that
    names a time which the order no longer has, answers the dose time nearest to it. As-needed doses are
    never answered.
    """
    if dose.dosage.as_needed:
        return ()
    ours = (one for one in history if one.order_id == dose.order_id and one.status != "entered-in-error")
    return tuple(one for one in ours if _answers(one, dose.due, before, after))


def _answers(
    one: Administration, due: datetime | None, before: datetime | None, after: datetime | None
) -> bool:
    if due is None or one.scheduled == due:
        return True
    if one.scheduled is not None and one.scheduled in (before, after):
        return False
    at = one.scheduled or one.start
    half_before = (due - before) / 2 if before else timedelta(days=1)
    half_after = (after - due) / 2 if after else timedelta(days=1)
    return due - half_before < at <= due + half_after
