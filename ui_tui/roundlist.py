"""The order of the round's lines, and what a newer list changed. Pure.

The agent's own order is by risk. By bed and by time a late time-critical dose still comes first.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from cart_agent.api.views import PatientLine
from ui_tui.i18n import N_, _, clean

NEVER = datetime.max.replace(tzinfo=UTC)
WORDS = {"risk": N_("Sort by urgency"), "bed": N_("Sort by bed"), "time": N_("Sort by time")}
KEYS: dict[str, Callable[[PatientLine], Any]] = {
    "bed": lambda line: line.bed,
    "time": lambda line: (line.first_due or NEVER, line.bed),
}


def in_order(lines: Sequence[PatientLine], by: str) -> tuple[PatientLine, ...]:
    """The lines as the nurse wants them."""
    key = KEYS.get(by)
    if key is None:
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: (not (line.critical and line.overdue), key(line))))


def changes(old: Sequence[PatientLine], new: Sequence[PatientLine]) -> str:
    """`mới A-02 · rời A-05`: who came and who went; else that the order is another."""
    before, after = {one.encounter_id: one for one in old}, {one.encounter_id: one for one in new}
    said = [
        f"{word} {clean(one.bed)}"
        for word, lines, others in ((_("new"), after, before), (_("left"), before, after))
        for key, one in lines.items()
        if key not in others
    ]
    return " · ".join(said) or _("another order of patients")
