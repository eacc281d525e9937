"""What a newer list of doses changed, in one line for the nurse. Pure."""

from collections.abc import Iterable, Sequence

from cart_agent.api.views import DoseView
from ui_tui.i18n import _, clean


def changes(old: Sequence[DoseView], new: Sequence[DoseView]) -> str:
    """`mới furosemid · đổi paracetamol · ngừng aspirin`."""
    before, after = {dose.key: dose for dose in old}, {dose.key: dose for dose in new}
    kept = before.keys() & after.keys()
    # budget: 10
    parts = [f"{_('new')} {name}" for name in _names(after[k] for k in after if k not in kept)]
    # budget: 10
    parts += [
        f"{_('changed')} {name}"
        for name in _names(after[k] for k in after if k in kept and _differ(before[k], after[k]))
    ]
    # budget: 10
    parts += [f"{_('gone')} {name}" for name in _names(before[k] for k in before if k not in kept)]
    # budget: 20
    return " · ".join(parts) or _("another order of doses")


def _names(doses: Iterable[DoseView]) -> list[str]:
    return sorted({clean(dose.generic) for dose in doses})


def _differ(old: DoseView, new: DoseView) -> bool:
    return (old.generic, old.strength, old.amount, old.route, old.problem) != (
        new.generic,
        new.strength,
        new.amount,
        new.route,
        new.problem,
    )
